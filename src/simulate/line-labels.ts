import type { SimulatedCall } from './simulated-call.ts';

/** The truth about one calling number over a period. */
export interface LineLabel {
  /** International form (`+8613800000001`) or the bare code. */
  readonly number: string;
  readonly role: 'honest' | 'fraud';
  readonly persona: string;
  /** `null` for honest numbers, also for those that called a gang back. */
  readonly campaign: string | null;
  /** Start of its first and last call, epoch milliseconds. */
  readonly firstCall: number;
  readonly lastCall: number;
  readonly calls: number;
}

/**
 * Gathers labels by calling number; memory grows with the number of distinct callers (about 200 bytes each). Withheld
 * callers have no number and are only counted. A number that anybody used for fraud is a fraud number.
 */
export class LineLabels {
  readonly #lines = new Map<string, { -readonly [Key in keyof LineLabel]: LineLabel[Key] }>();
  #withheld = 0;

  get withheldCalls(): number {
    return this.#withheld;
  }

  get size(): number {
    return this.#lines.size;
  }

  observe({ caller, at, label }: SimulatedCall): void {
    const number = internationalForm(caller);
    if (number === null) {
      this.#withheld += 1;
      return;
    }
    const known = this.#lines.get(number);
    const campaign = label.role === 'fraud' ? label.campaign : null;
    if (known === undefined) {
      const { role, persona } = label;
      this.#lines.set(number, { number, role, persona, campaign, firstCall: at, lastCall: at, calls: 1 });
      return;
    }
    known.calls += 1;
    known.firstCall = Math.min(known.firstCall, at);
    known.lastCall = Math.max(known.lastCall, at);
    if (label.role === 'fraud' && known.role === 'honest') {
      known.role = 'fraud';
      known.persona = label.persona;
      known.campaign = campaign;
    }
  }

  /** Every number once, in order of its first call seen. */
  *lines(): IterableIterator<LineLabel> {
    yield* this.#lines.values();
  }
}

/** A caller of the town in international form, codes bare; `null` when withheld. */
export function internationalForm(written: string): string | null {
  const first = written.charCodeAt(0);
  if (first === 43) return isSpoofedCode(written, 3) ? written.slice(3) : written;
  if (!(first >= 48 && first <= 57)) return null;
  if (written.startsWith('00')) return `+${written.slice(2)}`;
  if (first === 48) return `+86${written.slice(1)}`;
  return written.length === 11 && first === 49 ? `+86${written}` : written;
}

/** `+8695588`: a code cannot have a country code, so the number meant is the code. */
const isSpoofedCode = (written: string, at: number): boolean =>
  written.startsWith('+86') && written.length - at < 7;
