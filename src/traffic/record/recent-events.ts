import type { EventDigest } from './verdict-id.ts';

/**
 * The events judged last, by digest: the same call delivered again is found instead of counted twice. Remembers at least
 * `PER_GENERATION` and at most twice as many, 16 bytes each in tables of fixed size; forgetting depends on the order of
 * events alone, so it is the same in every run.
 */
export interface RecentEvents {
  /** Place in the journal of an event already judged, 0 when it is not remembered. */
  find(event: EventDigest): number;
  add(event: EventDigest, seq: number): void;
  clear(): void;
  readonly size: number;
  /** State for a snapshot, oldest generation first, and back. */
  save(): Uint8Array;
  load(bytes: Uint8Array): boolean;
}

/** Calls a generation holds unless told otherwise. */
const PER_GENERATION = 1 << 19;
/** Calls that are remembered for certain under the default. */
export const REMEMBERED_EVENTS = PER_GENERATION;

interface Generation {
  size: number;
  readonly high: Uint32Array;
  readonly low: Uint32Array;
  /** 0 marks a free slot. */
  readonly seq: Float64Array;
}

export function createRecentEvents(perGeneration = PER_GENERATION): RecentEvents {
  if (perGeneration < 1 || (perGeneration & (perGeneration - 1)) !== 0)
    throw new RangeError('a generation of recent events needs a power of two');
  let current = generation(perGeneration);
  let previous = generation(perGeneration);
  const add = (event: EventDigest, seq: number): void => {
    if (current.size >= perGeneration) {
      [current, previous] = [previous, current];
      clear(current);
    }
    put(current, event.high, event.low, seq);
  };
  return {
    find: (event) =>
      current.seq[slot(current, event.high, event.low)] ||
      previous.seq[slot(previous, event.high, event.low)] ||
      0,
    add,
    clear() {
      clear(current);
      clear(previous);
    },
    get size() {
      return current.size + previous.size;
    },
    save: () => save([previous, current]),
    load(bytes) {
      const counts = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      if (bytes.byteLength < 8) return false;
      const sizes = [counts.getUint32(0, true), counts.getUint32(4, true)] as const;
      if (bytes.byteLength !== 8 + 16 * (sizes[0] + sizes[1]) || Math.max(...sizes) > perGeneration)
        return false;
      clear(current);
      clear(previous);
      load(previous, counts, 8, sizes[0]);
      load(current, counts, 8 + 16 * sizes[0], sizes[1]);
      return true;
    },
  };
}

function generation(capacity: number): Generation {
  const slots = capacity * 2;
  return { size: 0, high: new Uint32Array(slots), low: new Uint32Array(slots), seq: new Float64Array(slots) };
}

function clear(table: Generation): void {
  table.size = 0;
  table.seq.fill(0);
}

/** Where the event is, or the free slot where it would go. The table is never more than half full. */
function slot(table: Generation, high: number, low: number): number {
  const mask = table.seq.length - 1;
  let at = low & mask;
  while (table.seq[at] !== 0 && (table.low[at] !== low || table.high[at] !== high)) at = (at + 1) & mask;
  return at;
}

function put(table: Generation, high: number, low: number, seq: number): void {
  const at = slot(table, high, low);
  if (table.seq[at] === 0) table.size += 1;
  table.high[at] = high;
  table.low[at] = low;
  table.seq[at] = seq;
}

function save(generations: readonly [Generation, Generation]): Uint8Array {
  const bytes = new Uint8Array(8 + 16 * (generations[0].size + generations[1].size));
  const view = new DataView(bytes.buffer);
  let offset = 8;
  generations.forEach((table, place) => {
    view.setUint32(place * 4, table.size, true);
    for (let at = 0; at < table.seq.length; at += 1) {
      if (table.seq[at] === 0) continue;
      view.setUint32(offset, table.high[at]!, true);
      view.setUint32(offset + 4, table.low[at]!, true);
      view.setFloat64(offset + 8, table.seq[at]!, true);
      offset += 16;
    }
  });
  return bytes;
}

function load(table: Generation, view: DataView, from: number, count: number): void {
  for (let row = 0; row < count; row += 1) {
    const at = from + row * 16;
    put(table, view.getUint32(at, true), view.getUint32(at + 4, true), view.getFloat64(at + 8, true));
  }
}
