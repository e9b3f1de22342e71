import type { TrunkKind } from '../domain/trunk.ts';
import { hash32, type RandomStream } from '../lib/random-stream.ts';
import { fourDigits, MobilePlan, trunkOf, writeFixed } from './artificial-numbers.ts';
import { type Census, Shuffle } from './census.ts';

/** The calling side of a record: what the switch knows about whoever places the call. */
export interface Caller {
  readonly written: string;
  readonly trunk: TrunkKind;
  readonly imei: string | null;
  readonly cell: string | null;
}

/** Gives every line its number, carrier, device and cell, from its index alone. */
export class LineBook {
  readonly census: Census;
  readonly plan: MobilePlan;
  readonly #order: Shuffle;

  constructor(census: Census) {
    this.census = census;
    const total = census.residents + census.spare;
    this.plan = new MobilePlan(total);
    this.#order = new Shuffle(total, hash32(census.seedKey, 77));
  }

  /** A mobile line's number as dialled inside the country. */
  national(line: number): string {
    return this.plan.writePlace(this.#order.forward(line));
  }

  /** The line at a position of the plan; -1 when nobody has that number. */
  lineAt(prefix: number, subscriber: number): number {
    const place = this.plan.placeAt(prefix, subscriber);
    if (place < 0) return -1;
    const line = this.#order.back(place);
    return line < this.census.residents ? line : -1;
  }

  /** A mobile number nobody has, though others in its range are in use. */
  unassigned(random: RandomStream): string {
    for (let attempt = 0; attempt < 40; attempt += 1) {
      const prefix = random.below(this.plan.prefixes);
      const subscriber = random.below(this.plan.span);
      if (this.lineAt(prefix, subscriber) < 0) return this.plan.write(prefix, subscriber);
    }
    return this.plan.write(0, this.plan.span + 3);
  }

  /** A mobile line placing a call at home, at work, or (`stop` above 0) from one of many cells. */
  caller(line: number, hour: number, stop = 0): Caller {
    const place = this.#order.forward(line);
    const carrier = this.plan.carrierOf(place);
    const national = this.plan.writePlace(place);
    if (carrier !== 'subscriber')
      return {
        written: carrier === 'plus' ? `+86${national}` : national,
        trunk: trunkOf(carrier),
        imei: null,
        cell: null,
      };
    return {
      written: national,
      trunk: 'subscriber',
      imei: this.imei(line),
      cell: this.cellOf(line, hour, stop),
    };
  }

  /** The same line calling from abroad, roaming: an honest +86 number on an international trunk. */
  roaming(line: number): Caller {
    return { written: `+86${this.national(line)}`, trunk: 'international', imei: null, cell: null };
  }

  /** A fixed line behind a leased voice line. */
  fixed(index: number): Caller {
    return { written: writeFixed(index), trunk: 'private', imei: null, cell: null };
  }

  /** A test IMEI (TAC 00101300) with a right check digit, lasting for the key. */
  imei(key: number): string {
    const hash = hash32(this.census.seedKey ^ 0x1317, key);
    const first = hash % 10_000;
    const second = (hash >>> 14) % 10_000;
    const check = (10 - ((8 + luhnOfFour(first) + luhnOfFour(second)) % 10)) % 10;
    return `001013${fourDigits(first)}${fourDigits(second)}${check}`;
  }

  cellOf(line: number, hour: number, stop: number): string {
    const atWork = hour >= 9 && hour < 18;
    const place = stop > 0 ? 7 + stop : atWork ? 1 : 0;
    return this.cell(hash32(this.census.seedKey ^ 0xce11, line * 64 + place) % this.census.cells);
  }

  cell(index: number): string {
    return `001-01-6000-${fourDigits(index)}`;
  }
}

function luhnOfFour(value: number): number {
  const double = (digit: number): number => (digit > 4 ? digit * 2 - 9 : digit * 2);
  return (
    Math.floor(value / 1_000) +
    double(Math.floor(value / 100) % 10) +
    (Math.floor(value / 10) % 10) +
    double(value % 10)
  );
}
