import { BER, BerElement } from '../../../lib/ber/ber-element.ts';
import type { BerRecord } from '../../../lib/ber/ber-record.ts';
import type { DescribedField } from '../cdr/described-record.ts';
import { kindOf, recordName } from './ber-layout.ts';
import { ANY_TAG, type RecordKind, type RecordProfile } from './compile-profile.ts';
import { fieldMeaning } from './field-meaning.ts';
import type { FieldType } from './field-type.ts';

/** Octets of one field that are shown. */
const SHOWN_OCTETS = 64;
const MAX_SHOWN = 400;
const MAX_NESTING = 6;

/** Names of what stands inside fields that are read as a whole. */
const PARTS: Readonly<Partial<Record<FieldType, readonly string[]>>> = {
  location: ['locationAreaCode', 'cellId', 'mCC-MNC'],
  diagnostics: ['gsm0408Cause', 'gsm0902MapErrorValue', 'itu-tQ767Cause'],
  'trunk-group': ['tkgpNumber', 'tkgpName'],
};

/** The fields of a charging record with tags, places and meaning. `base`: offset of the record's bytes in the file. */
export function describeFields(profile: RecordProfile, record: BerRecord, base: number): DescribedField[] {
  const kind = kindOf(profile, record);
  const fields: DescribedField[] = [];
  const { bytes, tags, forms, starts, ends, count } = record;
  for (let index = 0; index < count && fields.length < MAX_SHOWN; index += 1) {
    const path = [tags[index]!];
    const [start, end] = [starts[index]!, ends[index]!];
    const { name, type } =
      namedField(kind, path) ?? named(kind === null && path[0] === 0 ? 'recordType' : '');
    fields.push(described(path, name, type, bytes, start, end, base));
    if ((forms[index]! & 0x20) !== 0)
      describeInside({ bytes, base, kind, fields, outer: type }, path, start, end);
  }
  return fields;
}

/** Name of a record for a person: its own in the profile, else that of its type. */
export function describedName(profile: RecordProfile, record: BerRecord): string {
  return kindOf(profile, record)?.name ?? recordName(profile, record);
}

const named = (name: string): { name: string; type: FieldType } => ({
  name,
  type: name === 'recordType' ? 'integer' : 'bytes',
});

interface Inside {
  readonly bytes: Uint8Array;
  readonly base: number;
  readonly kind: RecordKind | null;
  readonly fields: DescribedField[];
  /** Type of the outermost field. */
  readonly outer: FieldType;
}

function describeInside(inside: Inside, above: readonly number[], start: number, end: number): void {
  const { bytes, base, kind, fields, outer } = inside;
  const element = new BerElement();
  for (let at = start; at < end && fields.length < MAX_SHOWN; at = element.next) {
    if (element.read(bytes, at, end) !== BER.ok) {
      fields.push(described(above, 'broken', 'bytes', bytes, at, end, base));
      return;
    }
    const path = [...above, element.tag];
    const part = above.length === 1 ? PARTS[outer]?.[element.tag] : undefined;
    const { name, type } = namedField(kind, path) ?? { name: part ?? '', type: partType(part) };
    fields.push(described(path, name, type, bytes, element.start, element.end, base));
    if (element.isConstructed && path.length < MAX_NESTING)
      describeInside(inside, path, element.start, element.end);
  }
}

function partType(part: string | undefined): FieldType {
  if (part === undefined) return 'bytes';
  if (part === 'tkgpName') return 'text';
  return part === 'mCC-MNC' ? 'bytes' : 'integer';
}

function namedField(
  kind: RecordKind | null,
  path: readonly number[],
): { name: string; type: FieldType } | null {
  const found = kind?.fields.find(
    (field) =>
      field.path.length === path.length &&
      field.path.every((tag, depth) => tag === ANY_TAG || tag === path[depth]),
  );
  return found ?? null;
}

function described(
  path: readonly number[],
  name: string,
  type: FieldType,
  bytes: Uint8Array,
  start: number,
  end: number,
  base: number,
): DescribedField {
  return {
    path: path.join('/'),
    name: name === '' ? null : name,
    offset: base + start,
    length: end - start,
    raw: Buffer.from(bytes.subarray(start, Math.min(end, start + SHOWN_OCTETS))).toString('hex'),
    meaning: fieldMeaning(type, bytes, start, end),
  };
}
