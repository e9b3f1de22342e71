import { randomBytes } from 'node:crypto';
import { bad, ok, type Result } from '../../domain/result.ts';
import { secretBox } from './secret-box.ts';
import { hashRecoveryCode, newRecoveryCodes } from './secret-token.ts';
import type { SignInPorts } from './sign-in.ts';
import { totpStep, totpUri } from './totp.ts';

/** Makes a new authenticator secret, not in force until confirmed. Shown once. */
export async function offerTotp({ store, key }: SignInPorts, person: string, login: string): Promise<string> {
  const secret = randomBytes(20);
  await store.setTotp(person, secretBox(key).seal(secret, person));
  return totpUri(secret, login);
}

/** Confirms it by its first code and hands out recovery codes, shown once. The person then signs in with both factors. */
export async function confirmTotp(
  { store, key, clock }: SignInPorts,
  person: string,
  code: string,
): Promise<Result<readonly string[], 'wrong-code'>> {
  const credential = await store.credential(person);
  if (!credential?.totpSecret) return bad('wrong-code', 'no second factor was offered; begin anew');
  const secret = secretBox(key).open(credential.totpSecret, person);
  const step = totpStep(secret, code, clock.now(), credential.totpStep);
  if (step === null || !(await store.takeTotpStep(person, step)))
    return bad('wrong-code', 'the code does not fit; check the clock of the phone and try the next one');
  const codes = newRecoveryCodes();
  await store.setRecoveryCodes(person, codes.map(hashRecoveryCode));
  await store.revokeSessions({ person }, 'second factor changed', clock.now());
  return ok(codes);
}
