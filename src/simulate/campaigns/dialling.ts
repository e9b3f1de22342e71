import { hash32, type RandomStream } from '../../lib/random-stream.ts';
import type { LineBook } from '../line-book.ts';
import type { Campaign } from './campaign.ts';

/** A number a gang dials: the resident who has it, or -1 when nobody does. */
export interface Target {
  readonly line: number;
  readonly number: string;
}

/** The number for the `attempt`-th call of a line of the gang. */
export function nextTarget(
  book: LineBook,
  campaign: Campaign,
  line: number,
  attempt: number,
  day: number,
  random: RandomStream,
): Target {
  const { kind, key } = campaign;
  if (kind.dialling === 'sequential') return inSequence(book, key, line, attempt);
  if (kind.dialling === 'one-victim') return person(book, hash32(key, day) % book.census.residents);
  if (random.chance(campaign.dead)) return { line: -1, number: book.unassigned(random) };
  if (kind.dialling === 'circle') {
    const circle = 6 + (hash32(key, 0xc1) % 20);
    return person(book, favoured(book, campaign, hash32(key ^ 0xc2, random.below(circle))));
  }
  return person(book, favoured(book, campaign, random.next32()));
}

function favoured(book: LineBook, { kind }: Campaign, hash: number): number {
  const range = kind.prefers !== undefined && (hash & 1) === 1 ? book.census.range(kind.prefers) : undefined;
  if (range === undefined) return (hash >>> 1) % book.census.residents;
  return range.from + ((hash >>> 1) % (range.to - range.from));
}

/** Each line of the gang walks its own stretch of one prefix, number after number, people or not. */
function inSequence(book: LineBook, key: number, line: number, attempt: number): Target {
  const { plan } = book;
  const prefix = hash32(key, 0xd1 + line) % plan.prefixes;
  const subscriber = (hash32(key, 0xe1 + line) + attempt) % plan.span;
  return { line: book.lineAt(prefix, subscriber), number: plan.write(prefix, subscriber) };
}

const person = (book: LineBook, line: number): Target => ({ line, number: book.national(line) });
