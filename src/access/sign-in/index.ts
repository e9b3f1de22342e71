export { deviceToken, knownDevice } from './known-device.ts';
export { loadPasswordRules } from './load-password-rules.ts';
export { type ClaimMapping, type ClaimProblem, loginOf } from './map-claims.ts';
export { hashPassword } from './password-hash.ts';
export { type PasswordProblem, type PasswordRules, passwordProblem } from './password-rules.ts';
export { confirmTotp, offerTotp } from './second-factor.ts';
export { secretBox } from './secret-box.ts';
export {
  endAllSessions,
  endSession,
  resolveSession,
  SESSION_TERMS,
  type SessionProblem,
  type SessionTerms,
  switchAppointment,
} from './sessions.ts';
export {
  type SignedIn,
  type SignInAttempt,
  type SignInPorts,
  type SignInProblem,
  signIn,
} from './sign-in.ts';
