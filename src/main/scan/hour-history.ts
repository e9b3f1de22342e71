import type { HourCount } from '../../report/index.ts';

const NONE = -1;

/**
 * Calls by hour of every caller, kept only when a report is asked for: 12 bytes a caller for the hour it is in, and 12
 * bytes for each hour it has left. Hours beyond `maxHours` are not kept, and `incomplete` says so.
 */
export class HourHistory {
  readonly #maxHours: number;
  #hour = new Int32Array(1024);
  #calls = new Uint32Array(1024);
  #chain = new Int32Array(1024);
  #pastHour = new Int32Array(1024);
  #pastCalls = new Uint32Array(1024);
  #pastNext = new Int32Array(1024);
  #pasts = 0;
  #incomplete = false;

  constructor(maxHours: number) {
    this.#maxHours = maxHours;
  }

  get incomplete(): boolean {
    return this.#incomplete;
  }

  /** Counts a call of caller `id` in a local hour since 1970. */
  count(id: number, hour: number): void {
    if (id >= this.#hour.length) this.#growCallers(id);
    if (this.#calls[id] === 0) {
      this.#chain[id] = NONE;
      this.#hour[id] = hour;
    } else if (this.#hour[id] !== hour) {
      this.#leaveHour(id);
      this.#hour[id] = hour;
      this.#calls[id] = 0;
    }
    this.#calls[id]! += 1;
  }

  /** The caller's hours, ascending, each once. */
  of(id: number): readonly HourCount[] {
    if (id < 0 || id >= this.#hour.length || this.#calls[id] === 0) return [];
    const byHour = new Map<number, number>([[this.#hour[id]!, this.#calls[id]!]]);
    for (let past = this.#chain[id]!; past !== NONE; past = this.#pastNext[past]!) {
      const hour = this.#pastHour[past]!;
      byHour.set(hour, (byHour.get(hour) ?? 0) + this.#pastCalls[past]!);
    }
    return [...byHour].map(([hour, calls]) => ({ hour, calls })).sort((one, other) => one.hour - other.hour);
  }

  #leaveHour(id: number): void {
    if (this.#pasts >= this.#maxHours) {
      this.#incomplete = true;
      return;
    }
    if (this.#pasts >= this.#pastHour.length) {
      this.#pastHour = doubled(this.#pastHour, Int32Array);
      this.#pastCalls = doubled(this.#pastCalls, Uint32Array);
      this.#pastNext = doubled(this.#pastNext, Int32Array);
    }
    this.#pastHour[this.#pasts] = this.#hour[id]!;
    this.#pastCalls[this.#pasts] = this.#calls[id]!;
    this.#pastNext[this.#pasts] = this.#chain[id]!;
    this.#chain[id] = this.#pasts;
    this.#pasts += 1;
  }

  #growCallers(id: number): void {
    while (id >= this.#hour.length) {
      this.#hour = doubled(this.#hour, Int32Array);
      this.#calls = doubled(this.#calls, Uint32Array);
      this.#chain = doubled(this.#chain, Int32Array);
    }
  }
}

function doubled<Column extends Int32Array | Uint32Array>(
  column: Column,
  Type: new (length: number) => Column,
): Column {
  const larger = new Type(column.length * 2);
  larger.set(column);
  return larger;
}
