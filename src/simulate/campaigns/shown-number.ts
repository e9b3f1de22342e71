import { hash32, hashUnit } from '../../lib/random-stream.ts';
import { fourDigits, writeForeignGang } from '../artificial-numbers.ts';
import type { Caller, LineBook } from '../line-book.ts';
import type { CallerForm } from '../parameters/campaigns.ts';
import type { Campaign } from './campaign.ts';

/** Codes that gangs abroad pretend to be; no honest line of the town calls out with one of them. */
const SPOOFED_CODES = ['95588', '95533', '95599', '95555', '10086', '10000', '12381', '12321'] as const;

/**
 * The number a gang shows as its `turn`-th (it moves to the next turn when the number is burnt), from which device and
 * where. The same campaign and turn always give the same.
 */
export function shownNumber(book: LineBook, campaign: Campaign, turn: number, device: number): Caller {
  const form = formOf(campaign, turn);
  const hash = hash32(campaign.key ^ 0x51, turn);
  if (form === 'sim' || form === 'farm') return card(book, campaign, turn, device, form === 'farm');
  if (form === 'four-hundred') return from('interconnect', `4000000${fourDigits(hash % 1_000).slice(1)}`);
  return from('international', spoofed(form, hash, book));
}

function spoofed(form: CallerForm, hash: number, book: LineBook): string {
  if (form === 'foreign') return writeForeignGang((['GB', 'US', 'AU', 'US'] as const)[hash % 4]!, hash >>> 2);
  if (form === 'spoofed-service') return `+86${SPOOFED_CODES[hash % SPOOFED_CODES.length]!}`;
  if (form === 'spoofed-police') {
    const style = hash % 5;
    if (style === 0) return '+86110';
    return `${style === 1 ? '00' : '+'}862360${90 + ((hash >>> 3) % 10)}${(hash >>> 7) % 10}110`;
  }
  const { residents, spare } = book.census;
  return `+86${book.national(residents + (hash % spare))}`;
}

/** A real card: from the spare lines of the town, in a device of the gang. */
function card(book: LineBook, campaign: Campaign, turn: number, device: number, isFarm: boolean): Caller {
  const { residents, spare, cells } = book.census;
  const start = hash32(campaign.key, 0x50) % spare;
  let line = residents + ((start + turn) % spare);
  let own = book.caller(line, 12);
  for (let step = 1; isFarm && own.trunk !== 'subscriber'; step += 1) {
    line = residents + ((start + turn + step * 7_919) % spare);
    own = book.caller(line, 12);
  }
  if (own.trunk !== 'subscriber') return own;
  const devices = isFarm ? 2 + (hash32(campaign.key, 0x52) % 3) : campaign.lines;
  return {
    ...own,
    imei: book.imei(hash32(campaign.key ^ 0x53, device % devices)),
    cell: book.cell(hash32(campaign.key, 0x54) % cells),
  };
}

function formOf({ kind, key }: Campaign, turn: number): CallerForm {
  const total = kind.callers.reduce((sum, [, weight]) => sum + weight, 0);
  let point = hashUnit(key ^ 0x55, turn) * total;
  for (const [form, weight] of kind.callers) {
    point -= weight;
    if (point < 0) return form;
  }
  return kind.callers[0]![0];
}

const from = (trunk: Caller['trunk'], written: string): Caller => ({
  written,
  trunk,
  imei: null,
  cell: null,
});
