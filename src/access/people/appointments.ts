import { randomUUID } from 'node:crypto';
import { bad, ok, type Result } from '../../domain/result.ts';
import { ROLE_NAMES, type Role } from '../../domain/role.ts';
import type { Decision, DirectoryStore } from '../../ports/access-store.ts';
import type { AccessPolicy } from '../permission/access-policy.ts';

export interface NewAppointment {
  readonly person: string;
  readonly agency: string;
  readonly role: Role;
  readonly from: number;
  readonly until: number | null;
}

export type AppointmentProblem = 'person' | 'agency' | 'role' | 'secondment' | 'alone' | 'term' | 'held';

/** Longest secondment (派驻); a longer one is decided again. */
export const MAX_SECONDMENT_MS = 366 * 86_400_000;

/**
 * Whether somebody may be appointed; changes nothing. A role at another agency is a secondment and has an end. Auditor,
 * data-protection officer and system administrator hold no other appointment at the same time.
 */
export async function appointmentProblem(
  directory: DirectoryStore,
  policy: AccessPolicy,
  { person, agency, role, from, until }: NewAppointment,
): Promise<Result<{ readonly isSecondment: boolean }, AppointmentProblem>> {
  const who = await directory.person(person);
  if (who === null || who.state !== 'active') return bad('person', 'there is no such person in service');
  const where = await directory.agency(agency);
  if (where === null || where.state !== 'active')
    return bad('agency', `there is no agency ${agency} in service`);
  const rule = policy.roles.get(role);
  const isSecondment = who.homeAgency !== agency;
  const home = await directory.agency(who.homeAgency);
  // Seconded staff keep a role of their own kind: a carrier's handler at the centre does not become police.
  const fits =
    rule !== undefined &&
    (rule.agencies.includes(where.kind) ||
      (isSecondment && home !== null && rule.agencies.includes(home.kind)));
  if (!fits) return bad('role', `${ROLE_NAMES[role].en} is no role at an agency of kind ${where.kind}`);
  if (isSecondment && (until === null || until - from > MAX_SECONDMENT_MS))
    return bad('secondment', 'a role at another agency is a secondment: give an end, at most a year on');
  if (until !== null && until <= from) return bad('term', 'the end is not after the beginning');
  const others = (await directory.appointments(person)).filter(
    (one) =>
      one.revokedAt === null &&
      (one.until === null || one.until > from) &&
      (until === null || one.from < until),
  );
  if (others.some((one) => one.agency === agency && one.role === role))
    return bad('held', 'they hold this role there already');
  const isAlone = (one: Role): boolean => policy.roles.get(one)?.isAlone === true;
  if (others.length > 0 && (isAlone(role) || others.some((one) => isAlone(one.role))))
    return bad('alone', 'auditor, data-protection officer and system administrator hold no other role');
  return ok({ isSecondment });
}

/** Appoints; returns the appointment's id. */
export async function appoint(
  directory: DirectoryStore,
  policy: AccessPolicy,
  wanted: NewAppointment,
  decision: Decision,
): Promise<Result<string, AppointmentProblem>> {
  const checked = await appointmentProblem(directory, policy, wanted);
  if (!checked.ok) return checked;
  const id = randomUUID();
  await directory.appoint({ id, ...wanted, isSecondment: checked.value.isSecondment }, decision);
  return ok(id);
}
