import { randomBytes } from 'node:crypto';
import { bad, ok, type Result } from '../../domain/result.ts';
import type { Role } from '../../domain/role.ts';
import type { Subject } from '../../domain/subject.ts';
import type { DirectoryStore, KeyStore } from '../../ports/access-store.ts';
import type { Clock } from '../../ports/clock.ts';
import type { AccessPolicy } from '../permission/access-policy.ts';
import { hashToken, isSameHash } from '../sign-in/secret-token.ts';

export interface KeyPorts {
  readonly directory: DirectoryStore;
  readonly store: KeyStore;
  readonly clock: Clock;
}

export interface NewKey {
  readonly agency: string;
  readonly role: Role;
  readonly name: string;
  /** Actions it may do at most; each must be one of the role's. */
  readonly scopes: readonly string[];
  readonly days: number;
  readonly createdBy: string;
  /** SHA-256 of a client certificate, hex with or without colons; `null`: any client. */
  readonly certificate: string | null;
}

export const MAX_KEY_DAYS = 366;
const DAY_MS = 86_400_000;
const TOUCH_MS = 60_000;
const NO_ID = '0'.repeat(12);

export type NewKeyProblem = 'agency' | 'role' | 'scopes' | 'days' | 'certificate';

/** Why a key is refused, or `null`; changes nothing. */
export async function keyProblem(
  { directory }: KeyPorts,
  policy: AccessPolicy,
  key: NewKey,
): Promise<Result<null, NewKeyProblem>> {
  const agency = await directory.agency(key.agency);
  if (agency === null) return bad('agency', `there is no agency ${key.agency}`);
  const rule = policy.roles.get(key.role);
  if (!rule?.agencies.includes(agency.kind))
    return bad('role', `${key.role} is no role at an agency of kind ${agency.kind}`);
  // A program is nobody who could answer for looking.
  const wrong = key.scopes.find((scope) => !rule.may.has(scope) || /^(?:admin|pii)\./.test(scope));
  if (wrong !== undefined) return bad('scopes', `a key of role ${key.role} cannot have the scope "${wrong}"`);
  if (key.scopes.length === 0) return bad('scopes', 'name at least one scope');
  if (!Number.isInteger(key.days) || key.days < 1 || key.days > MAX_KEY_DAYS)
    return bad('days', `a key lives from 1 to ${MAX_KEY_DAYS} days`);
  if (key.certificate !== null && !/^[0-9a-f]{64}$/.test(fingerprint(key.certificate)))
    return bad('certificate', 'give the SHA-256 fingerprint of the certificate, 64 hex digits');
  return ok(null);
}

const fingerprint = (text: string): string => text.replaceAll(':', '').toLowerCase();

/** Makes a key; `token` is shown once and stored nowhere. */
export async function createKey(
  ports: KeyPorts,
  policy: AccessPolicy,
  key: NewKey,
): Promise<
  Result<{ readonly id: string; readonly token: string; readonly expiresAt: number }, NewKeyProblem>
> {
  const problem = await keyProblem(ports, policy, key);
  if (!problem.ok) return problem;
  const at = ports.clock.now();
  const id = randomBytes(6).toString('hex');
  const secret = randomBytes(32).toString('base64url');
  const expiresAt = at + key.days * DAY_MS;
  const { agency, role, name, scopes, createdBy } = key;
  const certificate = key.certificate === null ? null : fingerprint(key.certificate);
  await ports.store.addKey({
    id,
    hash: hashToken(secret),
    agency,
    role,
    name,
    scopes,
    createdAt: at,
    createdBy,
    expiresAt,
    certificate,
  });
  return ok({ id, token: `jtk_${id}_${secret}`, expiresAt });
}

/**
 * Whom a key acts for; one answer, `refused`, for unknown, wrong, expired, revoked, bound to another certificate, and of a
 * suspended agency. `certificate`: SHA-256 of the client's, when TLS asked for one.
 */
export async function resolveKey(
  { directory, store, clock }: KeyPorts,
  token: string,
  certificate: string | null,
): Promise<Result<Subject, 'refused'>> {
  const refused = bad('refused', 'the key is not valid');
  const match = /^jtk_([0-9a-f]{12})_([A-Za-z0-9_-]{43})$/.exec(token);
  const row = await store.key(match?.[1] ?? NO_ID);
  const isSecret = isSameHash(hashToken(match?.[2] ?? ''), row?.hash ?? hashToken(NO_ID));
  const at = clock.now();
  if (row === null || !isSecret || row.revokedAt !== null || at >= row.expiresAt) return refused;
  if (row.certificate !== null && !isSameHash(fingerprint(certificate ?? ''), row.certificate))
    return refused;
  const agency = await directory.agency(row.agency);
  if (agency === null || agency.state !== 'active') return refused;
  if (row.lastUsedAt === null || at - row.lastUsedAt >= TOUCH_MS) await store.touchKey(row.id, at);
  return ok({
    via: 'key',
    person: `key:${row.id}`,
    agency: agency.id,
    agencyKind: agency.kind,
    path: agency.path,
    homeAgency: agency.id,
    role: row.role,
    from: row.createdAt,
    until: row.expiresAt,
    scopes: row.scopes,
    grants: await directory.grantsTo(agency.id, at),
  });
}
