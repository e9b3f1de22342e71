import type { ClaimedRedirection } from '../../../domain/call-question.ts';
import type { SipHeader } from '../../../domain/sip-message.ts';
import { isDigit } from '../../../lib/sip/byte-class.ts';
import { headerText, latin1 } from '../../../lib/sip/header-text.ts';
import { readNameAddress } from '../../../lib/sip/name-address.ts';
import { parameterNamed, unquoted } from '../../../lib/sip/parameters.ts';
import { commaValues, type Span } from '../../../lib/sip/value-cuts.ts';
import type { QuestionNotes } from './question-notes.ts';
import { isPrivate, noteAddress } from './read-identities.ts';

/** RFC 5806 §4: `counter` is one or two digits. */
const MAX_COUNT = 99;

/** Adds the redirections of one Diversion header in order: the topmost is the most recent (RFC 5806 §9.2.3). */
export function readDiversion(
  bytes: Uint8Array,
  header: SipHeader,
  into: ClaimedRedirection[],
  notes: QuestionNotes,
  places: Span[] | null,
): void {
  for (const value of commaValues(bytes, header.valueStart, header.valueEnd)) {
    if (value.start === value.end) {
      notes.add('empty-value-in-diversion');
      continue;
    }
    const found = readNameAddress(bytes, value.start, value.end);
    noteAddress(bytes, found, 'diversion', notes);
    const reason = parameterNamed(bytes, found.parametersStart, value.end, 'reason');
    const counter = parameterNamed(bytes, found.parametersStart, value.end, 'counter');
    into.push({
      header: 'diversion',
      address: headerText(bytes, found.uri.start, found.uri.end),
      reason: reason?.value ? reasonWord(bytes, reason.value) : 'unknown',
      count: counter === null ? 1 : readCount(bytes, counter.value, notes),
      isPrivate: isPrivate(bytes, found.parametersStart, value.end),
    });
    places?.push(value);
  }
}

function reasonWord(bytes: Uint8Array, value: Span): string {
  const { start, end } = unquoted(bytes, value);
  return (
    latin1(bytes, start, Math.min(end, start + 64))
      .trim()
      .toLowerCase() || 'unknown'
  );
}

/** An entry without a counter, or with one that cannot be, stands for one redirection. */
function readCount(bytes: Uint8Array, value: Span | null, notes: QuestionNotes): number {
  if (value === null) return 1;
  const { start, end } = unquoted(bytes, value);
  let count = 0;
  for (let at = start; at < end; at++) {
    count = isDigit(bytes[at]!) ? count * 10 + (bytes[at]! - 0x30) : Number.NaN;
    if (!(count <= MAX_COUNT)) break;
  }
  if (start < end && count >= 1 && count <= MAX_COUNT) return count;
  notes.add('bad-counter-in-diversion');
  return count > MAX_COUNT ? MAX_COUNT : 1;
}
