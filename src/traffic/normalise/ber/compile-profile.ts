import { bad, ok, type Result } from '../../../domain/result.ts';
import { type FieldType, NUMBER_TYPES } from './field-type.ts';
import type { ProfileFile, RecordEntry } from './record-profile.ts';

/** Fields that are read for a call, by their names in TS 32.298; the position is the field's slot. */
export const READ_FIELDS = [
  'recordType',
  'servedIMSI',
  'servedIMEI',
  'servedMSISDN',
  'callingNumber',
  'calledNumber',
  'translatedNumber',
  'connectedNumber',
  'roamingNumber',
  'recordingEntity',
  'location',
  'supplServicesUsed',
  'seizureTime',
  'answerTime',
  'releaseTime',
  'callDuration',
  'causeForTerm',
  'diagnostics',
  'callReference',
  'sequenceNumber',
  'partialRecordType',
  'networkCallReference',
  'mSCAddress',
  'originalCalledNumber',
  'redirectingNumber',
  'redirectionCounter',
] as const;
export type ReadField = (typeof READ_FIELDS)[number];

export const SLOT = Object.fromEntries(READ_FIELDS.map((name, slot) => [name, slot])) as Readonly<
  Record<ReadField, number>
>;
/** Slots of a field that no profile names, and of one that is only shown. */
export const UNKNOWN_FIELD = -1;
export const SHOWN_FIELD = -2;

/** Tags below this are looked up in an array. */
const LOW_TAGS = 256;
export const ANY_TAG = -1;

export interface NamedField {
  readonly name: string;
  readonly type: FieldType;
  /** Tags from the record inwards, `ANY_TAG` for any. */
  readonly path: readonly number[];
  /** Slot, or `SHOWN_FIELD`. */
  readonly slot: number;
}

/** One kind of record, ready to be read. */
export interface RecordKind {
  readonly name: string;
  readonly tag: number;
  readonly recordType: number;
  readonly isCall: boolean;
  /** Why it is counted and no call. */
  readonly reason: string;
  /** Slots that hold the party, the first present counts. */
  readonly caller: readonly number[];
  readonly callee: readonly number[];
  /** Slot of whoever passed the call on when the record shows call forwarding, -1 for none. */
  readonly forwarder: number;
  readonly isCallersDevice: boolean;
  /** Records of one call: the kind named first in the profile tells the parties. */
  readonly rank: number;
  readonly fields: readonly NamedField[];
  /** Type by slot. */
  readonly types: readonly FieldType[];
  /** Fields inside fields, by the outermost tag. */
  readonly inner: readonly NamedField[];
  /** Slot of a tag directly in the record. */
  slotOf(tag: number): number;
}

export interface NationalPrefix {
  readonly starts: string;
  readonly length: number;
  readonly prefix: string;
}

/** Everything a network or vendor writes its records by. */
export interface RecordProfile {
  readonly name: string;
  readonly kinds: ReadonlyMap<number, RecordKind>;
  /** Names of records that are not read, by record type. */
  readonly others: ReadonlyMap<number, string>;
  readonly nationalPrefixes: readonly NationalPrefix[];
}

/** Bad when a record lacks what it needs (`tag`), or two records have one tag. */
export function compileProfile(file: ProfileFile, name: string): Result<RecordProfile, 'bad-profile'> {
  const kinds = new Map<number, RecordKind>();
  for (const [record, entry] of Object.entries(file.records)) {
    const fault = faultOf(entry);
    if (fault !== null) return bad('bad-profile', `${name}: records.${record}: ${fault}`);
    const kind = compileKind(record, entry, kinds.size);
    const twin = kinds.get(kind.tag);
    if (twin !== undefined)
      return bad(
        'bad-profile',
        `${name}: records.${record}: tag ${kind.tag} is that of ${twin.name} already`,
      );
    kinds.set(kind.tag, kind);
  }
  return ok({
    name: file.name,
    kinds,
    others: new Map(Object.entries(file.others).map(([type, other]) => [Number(type), other])),
    nationalPrefixes: file.nationalPrefixes ?? [],
  });
}

function faultOf(entry: RecordEntry): string | null {
  if (entry.tag === undefined) return 'tag: missing';
  const fields = Object.values(entry.fields ?? {}).map((text) => text.split(' ') as [string, FieldType]);
  for (const party of [
    ...(entry.caller ?? []),
    ...(entry.callee ?? []),
    ...(entry.forwarder === undefined ? [] : [entry.forwarder]),
  ]) {
    if (!(party in SLOT))
      return `${party} is not one of the fields that are read (${READ_FIELDS.join(', ')})`;
    const type = fields.find(([field]) => field === party)?.[1];
    if (type !== undefined && !NUMBER_TYPES.has(type)) return `${party} is a party and of type ${type}`;
  }
  if (entry.use !== 'call') return null;
  if (!entry.caller?.length || !entry.callee?.length) return 'a call needs caller and callee';
  const timed = fields.some(([field]) => /^(seizure|answer|release)Time$/.test(field));
  return timed ? null : 'a call needs a time (seizureTime, answerTime or releaseTime)';
}

function compileKind(name: string, entry: RecordEntry, rank: number): RecordKind {
  const fields = Object.entries(entry.fields ?? {}).map(([path, text]) => namedField(path, text));
  const low = new Int16Array(LOW_TAGS).fill(UNKNOWN_FIELD);
  const high = new Map<number, number>();
  const types: FieldType[] = READ_FIELDS.map(() => 'bytes');
  for (const { path, slot, type } of fields) {
    if (slot >= 0) types[slot] = type;
    if (path.length > 1) continue;
    if (path[0]! < LOW_TAGS) low[path[0]!] = slot;
    else high.set(path[0]!, slot);
  }
  const { tag = 0, recordType = tag, reason = 'not-a-call' } = entry;
  const slots = (names: readonly string[] = []) => names.map((field) => SLOT[field as ReadField]);
  return {
    name,
    tag,
    recordType,
    isCall: entry.use === 'call',
    reason,
    caller: slots(entry.caller),
    callee: slots(entry.callee),
    forwarder: entry.forwarder === undefined ? -1 : SLOT[entry.forwarder as ReadField],
    isCallersDevice: entry.device === 'caller',
    rank,
    fields,
    types,
    inner: fields.filter(({ path, slot }) => path.length > 1 && slot >= 0),
    slotOf: (wanted) => (wanted < LOW_TAGS ? low[wanted]! : (high.get(wanted) ?? UNKNOWN_FIELD)),
  };
}

function namedField(path: string, text: string): NamedField {
  const [name, type] = text.split(' ') as [string, FieldType];
  return {
    name,
    type,
    path: path.split('/').map((step) => (step === '*' ? ANY_TAG : Number(step))),
    slot: SLOT[name as ReadField] ?? SHOWN_FIELD,
  };
}
