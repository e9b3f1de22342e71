/**
 * How the contents of a field are written:
 * - `tbcd`: digits, low nibble first, `F` filler (3GPP TS 29.002 TBCD-STRING); `bcd`: high nibble first (TAP, some vendors).
 * - `number`: BCDDirectoryNumber, the number of TS 24.008 §10.5.4.7 from octet 3 on: type and plan, optional presentation, TBCD.
 * - `address`: AddressString of TS 29.002: one octet of nature and plan, TBCD.
 * - `sms-address`: TS 23.040 §9.1.2.5, where type 5 is a name in packed 7-bit letters.
 * - `digits`: ASCII; `text`: ASCII or UTF-8 that is no number.
 * - `time`: the nine-octet TimeStamp of TS 32.298; `local-time`: BCD digits without offset, with or without century.
 * - `location`: LocationAreaAndCell; `diagnostics`, `trunk-group`: the CHOICEs of those names; `cause`: CauseForTerm.
 * - `ss-codes`: SEQUENCE OF SuppServiceUsed. `integer`: also ENUMERATED and BOOLEAN. `bytes`: anything.
 */
export const FIELD_TYPES = [
  'bytes',
  'integer',
  'cause',
  'tbcd',
  'bcd',
  'number',
  'address',
  'sms-address',
  'digits',
  'text',
  'time',
  'local-time',
  'location',
  'diagnostics',
  'trunk-group',
  'ss-codes',
] as const;
export type FieldType = (typeof FIELD_TYPES)[number];

/** Types whose contents are a party's number. */
export const NUMBER_TYPES: ReadonlySet<FieldType> = new Set<FieldType>([
  'tbcd',
  'bcd',
  'number',
  'address',
  'sms-address',
  'digits',
]);
