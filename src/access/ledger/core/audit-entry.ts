import { bad, ok, type Result } from '../../../domain/result.ts';
import { ROLES } from '../../../domain/role.ts';
import type { AuditDraft, AuditEntry } from '../../../ports/ledger.ts';
import { canonicalJson } from './canonical-json.ts';

const MAX_FACTS = 32;
const MAX_COMMITMENTS = 16;
const MAX_BYTES = 8192;
const ACTION = /^[a-z][a-z0-9-]{0,31}\.[a-z][a-z0-9-]{0,31}$/;
const NAME = /^[a-z][A-Za-z0-9-]{0,31}$/;
/** Codes, ids and citations as a program writes them. */
const PLAIN = /^[A-Za-z0-9][A-Za-z0-9._:/#@-]{0,127}$/;
const RANDOM_ID = /[0-7][0-9A-HJKMNP-TV-Z]{25}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\b[0-9a-f]{64}\b/g;
const LONG_NUMBER = /\d(?:[ .-]?\d){6,}/;
const CONTROL = /\p{Cc}/u;
const COMMITMENT = /^[0-9a-f]{64}$/;

/**
 * The text that is hashed and kept: canonical JSON of the entry. An entry lasts for ever, so what could be personal data is
 * refused (`refused`): seven digits in a row, names and free text that carry no mask. Ids given by chance are let through.
 */
export function auditEntryText(draft: AuditDraft, id: string, at: number): Result<string, 'refused'> {
  const trouble = troubleOf(draft);
  if (trouble !== null) return bad('refused', trouble);
  const { who, what, why, outcome, reason, facts = {}, commitments = {} } = draft;
  const entry: AuditEntry = {
    v: 1,
    id,
    at,
    who: { person: who.person, role: who.role, agency: who.agency, home: who.home },
    what: { action: what.action, kind: what.kind, object: what.object, rev: what.rev },
    why: { purpose: why.purpose, case: why.case, basis: why.basis },
    outcome,
    reason,
    facts,
    commitments,
  };
  const text = canonicalJson({ ...entry } as unknown as Parameters<typeof canonicalJson>[0]);
  const bytes = Buffer.byteLength(text);
  return bytes <= MAX_BYTES
    ? ok(text)
    : bad('refused', `the entry has ${bytes} octets, at most ${MAX_BYTES}`);
}

function troubleOf({ who, what, why, outcome, reason, facts = {}, commitments = {} }: AuditDraft) {
  if (!ROLES.includes(who.role)) return `who.role "${who.role}" is no role`;
  if (!['done', 'refused', 'failed'].includes(outcome)) return 'the outcome is none of done, refused, failed';
  if (!ACTION.test(what.action)) return `what.action is no "area.verb"`;
  if (what.rev !== null && !(Number.isSafeInteger(what.rev) && what.rev >= 0))
    return 'what.rev is no revision';
  const ids = { ...who, kind: what.kind, object: what.object, purpose: why.purpose, case: why.case, reason };
  for (const [name, value] of Object.entries(ids))
    if (value !== null && !isOpaque(value)) return `${name} is no id or code: it could be personal data`;
  if (
    why.basis !== null &&
    (why.basis.length > 200 || CONTROL.test(why.basis) || LONG_NUMBER.test(why.basis))
  )
    return 'why.basis is too long, or holds a number';
  return troubleOfFacts(facts) ?? troubleOfCommitments(commitments);
}

const isOpaque = (text: string): boolean =>
  PLAIN.test(text) && !LONG_NUMBER.test(text.replace(RANDOM_ID, ''));

function troubleOfFacts(facts: NonNullable<AuditDraft['facts']>): string | null {
  const named = Object.entries(facts);
  if (named.length > MAX_FACTS) return `more than ${MAX_FACTS} facts`;
  for (const [name, value] of named) {
    if (!NAME.test(name)) return `a fact's name is no plain name`;
    if (typeof value === 'number' && !isSmallFact(name, value)) return `fact ${name} is no count or moment`;
    if (typeof value === 'string' && !isOpaque(value) && !isMasked(value))
      return `fact ${name} is neither a code nor masked`;
  }
  return null;
}

/** A count, or a moment in milliseconds whose name says so; a telephone number would be neither. */
const isSmallFact = (name: string, value: number): boolean =>
  Number.isSafeInteger(value) && (Math.abs(value) < 10_000_000 || /(?:Ms|At)$/.test(name));

const isMasked = (text: string): boolean =>
  text.length <= 64 && text.includes('*') && !CONTROL.test(text) && !LONG_NUMBER.test(text);

function troubleOfCommitments(commitments: NonNullable<AuditDraft['commitments']>): string | null {
  const named = Object.entries(commitments);
  if (named.length > MAX_COMMITMENTS) return `more than ${MAX_COMMITMENTS} commitments`;
  const broken = named.find(([name, value]) => !NAME.test(name) || !COMMITMENT.test(value));
  return broken === undefined ? null : 'a commitment is not 64 hex digits under a plain name';
}
