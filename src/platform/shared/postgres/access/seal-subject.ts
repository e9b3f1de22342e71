import { createHmac } from 'node:crypto';
import type { Intent, Subject } from '../../../../domain/subject.ts';

/** The connection and transaction a seal holds for, as the database tells them. */
export interface SealedMoment {
  readonly pid: string;
  /** Start of the transaction, microseconds since 1970. */
  readonly startedUs: string;
}

/** Settings of a transaction in which somebody acts; `jingtong.seal` proves the others. */
export type SubjectSettings = Readonly<Record<`jingtong.${string}`, string>>;

const SEPARATOR = '\u001f';
const MAX_LENGTH = 200;

/**
 * What `withSubject` sets. The seal (HMAC-SHA256, RFC 2104) covers subject, intent, connection and transaction, so a
 * setting changed later, on another connection, or in a later transaction, means that nobody acts. Throws on a value
 * that no id can be (empty, over 200 characters, with control characters): a bug of the caller.
 */
export function sealSubject(
  key: Buffer,
  subject: Subject,
  intent: Intent,
  moment: SealedMoment,
): SubjectSettings {
  const values = [
    required('agency', subject.agency),
    required('person', subject.person),
    required('role', subject.role),
    plain('purpose', intent.purpose ?? ''),
    required('home agency', subject.homeAgency),
    plain('case', intent.caseRef ?? ''),
  ];
  const message = [...values, moment.pid, moment.startedUs].join(SEPARATOR);
  const [agency, person, role, purpose, home, caseRef] = values as [
    string,
    string,
    string,
    string,
    string,
    string,
  ];
  return {
    'jingtong.agency': agency,
    'jingtong.person': person,
    'jingtong.role': role,
    'jingtong.purpose': purpose,
    'jingtong.home_agency': home,
    'jingtong.case': caseRef,
    'jingtong.seal': createHmac('sha256', key).update(message).digest('hex'),
  };
}

function required(what: string, value: string): string {
  if (value === '') throw new Error(`the ${what} of a subject is empty`);
  return plain(what, value);
}

function plain(what: string, value: string): string {
  if (value.length > MAX_LENGTH || /\p{Cc}/u.test(value))
    throw new Error(`the ${what} of a subject is no id: too long, or with control characters`);
  return value;
}
