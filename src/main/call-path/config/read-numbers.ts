import type { NumberSetParts } from '../../../domain/number-set.ts';
import { type NumberNormaliser, readNumberSet } from '../../../traffic/normalise/index.ts';
import { numberList } from './number-list.ts';

/** One list of numbers that a configuration names. */
export interface NumbersRequest {
  /** Whose list it is, for messages. */
  readonly what: string;
  /** Written in the configuration itself. */
  readonly inline: readonly string[];
  /** Named by it; `null`: none. */
  readonly file: string | null;
}

/** Where the lists of one configuration are read. */
export interface NumbersSite {
  readonly folder: string;
  readonly home: string;
  /** Epoch milliseconds: numbering plans are dated. */
  readonly at: number;
}

export interface NumbersRead {
  readonly parts: NumberSetParts;
  /** Entries left out, each with its place and why. */
  readonly warnings: readonly string[];
  /** Why the list cannot be used at all; `null`: it can. */
  readonly fault: string | null;
}

const NO_NUMBERS: NumberSetParts = { exact: new Float64Array(0), prefixes: [] };
/** More are counted, not told. */
const MAX_WARNINGS = 50;

/** Reads one list. A missing file is a fault and never an empty list. */
export function readNumbers(
  { what, inline, file }: NumbersRequest,
  { folder, home, at }: NumbersSite,
  normaliser: NumberNormaliser,
): NumbersRead {
  const listed = file === null ? null : numberList(folder, file);
  if (listed !== null && !listed.ok)
    return { parts: NO_NUMBERS, warnings: [], fault: `${what}: ${listed.detail}` };
  const { set, refused } = readNumberSet([...inline, ...(listed?.value.entries ?? [])], home, at, normaliser);
  const warnings = refused.slice(0, MAX_WARNINGS).map(({ place, entry, reason }) => {
    const where = place < inline.length ? `entry ${place + 1}` : listed?.value.placeOf(place - inline.length);
    return `${what}, ${where}: "${entry.slice(0, 40)}" is left out: ${reason}`;
  });
  if (refused.length > MAX_WARNINGS)
    warnings.push(`${what}: ${refused.length - MAX_WARNINGS} more numbers are left out`);
  return { parts: set.parts(), warnings, fault: null };
}
