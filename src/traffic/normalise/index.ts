export { BER_FORMAT } from './ber/ber-layout.ts';
export type { RecordProfile } from './ber/compile-profile.ts';
export { describedName, describeFields } from './ber/describe-record.ts';
export { isRecordProfile, parseRecordProfile } from './ber/record-profile.ts';
export { CallAssembler, type CallSink, CROWD } from './cdr/call-assembler.ts';
export { CallRow } from './cdr/call-row.ts';
export { cucmMeaning } from './cdr/cucm-meaning.ts';
export type { DescribedField, DescribedRecord, RecordFate } from './cdr/described-record.ts';
export { chooseBinary, chooseFormat, type FormatChoice, type FormatRefusal } from './cdr/detect-format.ts';
export { FORMAT_NAMES } from './cdr/format-table.ts';
export { isHeaderAgain } from './cdr/header-names.ts';
export type { HeldCalls } from './cdr/held-calls.ts';
export { type CallRecordMapping, parseMapping } from './cdr/mapping.ts';
export { PartyReader } from './cdr/party-reader.ts';
export { proposeMapping } from './cdr/propose-mapping.ts';
export type {
  BinaryLayout,
  DelimitedLayout,
  DocumentLayout,
  LayoutResult,
  Refusal,
} from './cdr/record-layout.ts';
export { problemWords, RECORD_PROBLEMS, type RecordProblem } from './cdr/record-problem.ts';
export { SeenCalls } from './cdr/seen-calls.ts';
export { type SourceZone, sourceZone } from './cdr/source-zone.ts';
export * from './dialog/index.ts';
export { createNumberNormaliser } from './number/create-number-normaliser.ts';
export type { NumberContext, NumberNormaliser } from './number/number-normaliser.ts';
export { type ClaimedCaller, claimedCaller } from './question/claimed-caller.ts';
export { eventOf } from './question/event-of.ts';
export { type NumberSetReading, readNumberSet } from './question/read-number-set.ts';
export { checkHeaders } from './sip/check-headers.ts';
export { locateCallQuestion, type QuestionPlaces, readCallQuestion } from './sip/read-call-question.ts';
export {
  type CallerVerifier,
  type CallerVerifierOptions,
  createCallerVerifier,
} from './stir/caller-verifier.ts';
export type { SignalledNumber } from './stir/canonical-number.ts';
export { ReusedStatements } from './stir/reused-statements.ts';
export type { SignedCall } from './stir/signed-call.ts';
export { readCertificates } from './stir/signer.ts';
export { type StatedParties, statedParties } from './stir/stated-parties.ts';
export { type OpenedIdentity, openIdentity } from './stir/statement.ts';
export { createTrustList, type RevokedCertificate, type TrustList } from './stir/trust-list.ts';
export {
  type Finding,
  type IdentityReport,
  VERIFICATION_CHECKS,
  type VerificationCheck,
  type VerificationReport,
} from './stir/verification-report.ts';
export { withCalls } from './stir/with-calls.ts';
