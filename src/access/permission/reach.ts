import { isUnder } from '../../domain/agency.ts';
import type { Subject } from '../../domain/subject.ts';
import type { AccessObject } from './access-object.ts';
import type { AccessPolicy, Reach } from './access-policy.ts';

/** Whether a reach takes in an object; policy/access/roles.yaml says in words what each means. */
export function reachOf(
  reach: Reach,
  subject: Subject,
  object: AccessObject,
  { sectors }: Pick<AccessPolicy, 'sectors'>,
): boolean {
  const { owner } = object;
  const isUnit = owner !== null && isUnder(owner.path, subject.agency);
  const isParty = object.parties.some(({ path }) => isUnder(path, subject.agency));
  switch (reach) {
    case 'own':
      return owner?.id === subject.agency;
    case 'unit':
      return isUnit;
    case 'party':
      return isParty;
    case 'sector':
      return owner !== null && (sectors.get(subject.agencyKind) ?? []).includes(owner.kind);
    case 'ordered':
      return (isUnit || isParty) && object.orderedBy?.kind === subject.agencyKind;
    case 'team':
      return (isUnit || isParty) && object.team.includes(subject.person);
    case 'self':
      return object.people.includes(subject.person);
    case 'any':
      return true;
  }
}
