import { Fault } from '../../domain/fault.ts';
import type { PolicyStamp } from '../../domain/verdict.ts';
import { chainHash, unsealLine } from './chain.ts';
import { journalStart } from './journal-base.ts';
import { type JournalEntry, readEntry } from './journal-entry.ts';
import { readLines } from './read-lines.ts';
import { listSegments, readHeader, type SegmentFile, type SegmentHeader } from './segment.ts';

/** One entry as it stands in the journal. */
export interface JournalRecord {
  readonly seq: number;
  readonly kind: JournalEntry['kind'];
  /** The entry's canonical text without its hash. */
  readonly body: string;
  readonly hash: string;
  /** The policy in force at the entry; `null` before the first policy entry. */
  readonly policy: PolicyStamp | null;
  readonly segment: SegmentFile;
  /** Byte offset after the entry's line. */
  readonly end: number;
}

/** Where reading stopped: right after an entry. A record is its own place. */
export type JournalPlace = Pick<JournalRecord, 'seq' | 'hash' | 'policy' | 'segment' | 'end'>;

/**
 * Where the chain stops being one. `torn`: the last line has no end (a writer died there). `changed`: a line's text does
 * not give its hash. `missing`: a number or a whole segment is skipped or out of place. `unreadable`: no journal line.
 */
export interface ChainBreak {
  readonly kind: 'torn' | 'changed' | 'missing' | 'unreadable';
  readonly path: string;
  readonly line: number;
  /** The entry that should have stood there. */
  readonly seq: number;
  /** Byte offset of the first byte that is not part of the chain. */
  readonly offset: number;
  readonly detail: string;
}

export type JournalItem =
  | { readonly kind: 'header'; readonly header: SegmentHeader; readonly hash: string; readonly end: number }
  | { readonly kind: 'record'; readonly record: JournalRecord }
  | { readonly kind: 'break'; readonly break: ChainBreak };

/** Where reading starts: the hash before `seq` is trusted, or `null` to take the segment header's word for it. */
export interface ReadFrom {
  readonly segments?: readonly SegmentFile[];
  readonly seq: number;
  readonly previous: string | null;
}

/**
 * Reads a journal in order, from its beginning unless told otherwise, and checks its chain line by line. Ends after the last whole line, or after the first break:
 * what follows a break proves nothing. A journal being written may be read at the same time; its last line may then be
 * `torn` for a moment.
 */
export function* readJournal(
  dataDir: string,
  from: ReadFrom = journalStart(dataDir),
): Generator<JournalItem> {
  const all = from.segments ?? listSegments(dataDir);
  const firstIndex = Math.max(
    0,
    all.findLastIndex((segment) => segment.first <= from.seq),
  );
  const segments = all.slice(firstIndex);
  const walk = {
    previous: segments[0]?.first === from.seq ? from.previous : null,
    seq: segments[0]?.first ?? 1,
    policy: null,
  };
  if (segments[0] !== undefined && segments[0].first > from.seq) {
    const detail = `the journal starts at entry ${segments[0].first}; entry ${from.seq} and what followed is gone`;
    yield breakAt('missing', segments[0], 1, from.seq, 0, detail);
    return;
  }
  for (const segment of segments) {
    if (segment.first !== walk.seq) {
      const detail = `the file ${segment.path} starts at ${segment.first}: entries ${walk.seq} to ${segment.first - 1} are gone`;
      yield breakAt('missing', segment, 1, walk.seq, 0, detail);
      return;
    }
    let broken = false;
    for (const item of readSegment(segment, walk)) {
      broken = item.kind === 'break';
      yield item;
    }
    if (broken) return;
  }
}

/** Goes on right after an entry read before, without reading its segment again: for following a journal as it grows. */
export function* readOn(dataDir: string, place: JournalPlace): Generator<JournalItem> {
  const walk: Walk = { previous: place.hash, seq: place.seq + 1, policy: place.policy };
  for (const segment of listSegments(dataDir).filter(({ first }) => first >= place.segment.first)) {
    const isSame = segment.first === place.segment.first;
    if (!isSame && segment.first !== walk.seq) {
      yield breakAt(
        'missing',
        segment,
        1,
        walk.seq,
        0,
        `entries from ${walk.seq} to ${segment.first - 1} are gone`,
      );
      return;
    }
    for (const item of readSegment(segment, walk, isSame ? place.end : 0)) {
      yield item;
      if (item.kind === 'break') return;
    }
  }
}

interface Walk {
  /** Hash of the line before; `null`: not known, the next header is trusted. */
  previous: string | null;
  seq: number;
  policy: PolicyStamp | null;
}

function* readSegment(segment: SegmentFile, walk: Walk, from = 0): Generator<JournalItem> {
  // From the middle of a file the line numbers are not known; none is then the header's.
  let lineNumber = from === 0 ? 0 : 1;
  for (const line of readLines(segment.path, from)) {
    lineNumber += 1;
    const stop = (kind: ChainBreak['kind'], detail: string): JournalItem =>
      breakAt(kind, segment, lineNumber, walk.seq, line.start, detail);
    if (!line.whole) {
      yield stop('torn', 'the last line has no end');
      return;
    }
    const sealed = unsealLine(line.text);
    if (sealed === null) {
      yield stop('unreadable', 'the line does not end in a hash');
      return;
    }
    if (lineNumber === 1) {
      const header = readHeader(sealed.body);
      if (header === null || header.first !== segment.first) {
        yield stop('unreadable', 'the first line is not the header of this file');
        return;
      }
      if (walk.previous !== null && chainHash(walk.previous, sealed.body) !== sealed.hash) {
        yield stop('changed', 'the file does not continue the one before it');
        return;
      }
      walk.policy = header.policy ?? walk.policy;
      walk.previous = sealed.hash;
      yield { kind: 'header', header, hash: sealed.hash, end: line.end };
      continue;
    }
    const place = placeOf(sealed.body);
    if (place === null || walk.previous === null) {
      yield stop('unreadable', 'the line is no journal entry');
      return;
    }
    if (chainHash(walk.previous, sealed.body) !== sealed.hash) {
      const detail = place.seq === walk.seq ? 'the line was changed' : `entry ${place.seq} stands here`;
      yield stop(place.seq === walk.seq ? 'changed' : 'missing', detail);
      return;
    }
    if (place.kind === 'policy') walk.policy = policyOf(sealed.body) ?? walk.policy;
    walk.previous = sealed.hash;
    walk.seq = place.seq + 1;
    yield { kind: 'record', record: { ...place, ...sealed, policy: walk.policy, segment, end: line.end } };
  }
}

const PLACE = /^\{"seq":([1-9][0-9]{0,14}),"(event|policy|start|intake)":/;

/** Number and kind of an entry without parsing it: reading the chain is then three times as fast. */
function placeOf(body: string): { readonly seq: number; readonly kind: JournalEntry['kind'] } | null {
  const match = PLACE.exec(body);
  if (match === null) return null;
  const word = match[2] as 'event' | 'policy' | 'start' | 'intake';
  return { seq: Number(match[1]), kind: word === 'event' ? 'verdict' : word };
}

function policyOf(body: string): PolicyStamp | null {
  const entry = readEntry(body);
  return entry?.kind === 'policy' ? entry.policy : null;
}

/** The entry of a record. Throws the `journal-foreign` fault when a newer version of the software wrote it. */
export function entryOf(record: JournalRecord): JournalEntry {
  const entry = readEntry(record.body);
  if (entry !== null) return entry;
  throw new Fault(
    'journal-foreign',
    `entry ${record.seq} in ${record.segment.path} is of a form this version does not know: read it with the version that wrote it`,
  );
}

function breakAt(
  kind: ChainBreak['kind'],
  segment: SegmentFile,
  line: number,
  seq: number,
  offset: number,
  detail: string,
): JournalItem {
  return { kind: 'break', break: { kind, path: segment.path, line, seq, offset, detail } };
}
