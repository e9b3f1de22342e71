import type { KeyObject } from 'node:crypto';
import type { CallerVerification } from '../../../domain/caller-verification.ts';
import { bad, ok, type Result } from '../../../domain/result.ts';
import type { StirProfile } from '../../../domain/stir-profile.ts';
import { VERIFICATION_REASONS, type VerificationReason } from '../../../domain/verification-reason.ts';
import { divChain } from './div-chain.ts';
import { type ExaminedCall, type ExaminedIdentity, isStanding } from './examine-call.ts';
import { reasonHeader } from './reason-header.ts';
import { checkAuthority, checkSignature, checkValidity } from './signed-by.ts';
import { type CallParty, checkCalled, checkFreshness } from './signed-call.ts';
import type { Signer } from './signer.ts';
import type { Statement } from './statement.ts';
import { type Finding, finding, type VerificationReport } from './verification-report.ts';

export interface SignerLookup {
  signerOf(x5u: string): Result<Signer, VerificationReason>;
  /** Key of a certificate that may be no good, to tell people whether at least the signature is; `null`: do not look further than needed. */
  readonly keyOf: ((x5u: string) => KeyObject | null) | null;
}

/** Most Reason headers told for one call. */
const MAX_REASON_HEADERS = 4;

interface Conclusion {
  readonly reason: VerificationReason | null;
  readonly base: ExaminedIdentity | null;
  readonly diverted: number;
  readonly findings: readonly Finding[];
}

/**
 * The outcome of a call, its certificates at hand (RFC 8224 §6.2, RFC 8946 §4.2). One `shaken` that holds is enough, a plain
 * statement counts only where no `shaken` came. Among statements that do not hold, one proved wrong outweighs one that could not
 * be told, so that nobody washes a wrong one with one nobody can fetch.
 */
export function concludeCall(
  examined: ExaminedCall,
  signers: SignerLookup,
  profile: StirProfile,
  at: number,
  isReused: (statement: Statement) => boolean,
): VerificationReport {
  for (const identity of examined.identities) checkSigner(identity, signers, profile, at);
  const conclusion = conclude(examined, profile, at, isReused);
  const verification = present(conclusion, examined, profile);
  if (signers.keyOf !== null)
    for (const identity of examined.identities) checkFurther(identity, signers, signers.keyOf);
  const { identities, unread } = examined;
  return { verification, identities, unread, findings: conclusion.findings };
}

/** Certificate and signature of one statement, as far as it still stands. */
function checkSigner(
  identity: ExaminedIdentity,
  signers: SignerLookup,
  profile: StirProfile,
  at: number,
): void {
  const { statement, findings, notes } = identity;
  if (statement === null || !isStanding(identity)) return;
  const signer = signers.signerOf(statement.x5u);
  findings.push(finding('certificate', signer, signer.ok ? signer.value.subject : ''));
  if (!signer.ok) return;
  findings.push(finding('validity', checkValidity(signer.value, statement.iat, at)));
  const authority = checkAuthority(signer.value, statement, profile.requiresTnAuthList);
  findings.push(finding('authority', authority, authority.ok ? authority.value : ''));
  if (authority.ok && authority.value !== 'by-number') notes.push(`authority-${authority.value}`);
  findings.push(finding('signature', checkSignature(signer.value, statement)));
}

/** What can still be said of a statement that is already known to be wrong. The outcome stands already. */
function checkFurther(
  { token, kind, findings }: ExaminedIdentity,
  { signerOf }: SignerLookup,
  keyOf: (x5u: string) => KeyObject | null,
): void {
  const { x5u } = token?.header ?? {};
  if (kind === null || token === null || typeof x5u !== 'string') return;
  const isMade = (check: Finding['check']) => findings.some((one) => one.check === check);
  if (!isMade('certificate')) findings.push(finding('certificate', signerOf(x5u)));
  const key = keyOf(x5u);
  if (!isMade('signature') && key !== null)
    findings.push(finding('signature', checkSignature({ key }, token)));
}

function conclude(
  examined: ExaminedCall,
  profile: StirProfile,
  at: number,
  isReused: (statement: Statement) => boolean,
): Conclusion {
  const { identities } = examined;
  const nothing = (reason: VerificationReason): Conclusion => ({
    reason,
    base: null,
    diverted: 0,
    findings: [],
  });
  if (identities.length === 0) return nothing('no-identity');
  const shaken = identities.filter(({ kind }) => kind === 'shaken');
  const bases = shaken.length > 0 ? shaken : identities.filter(({ kind }) => kind === 'passport');
  const divs = identities.filter(({ kind }) => kind === 'div');
  if (bases.length === 0) return nothing(divs.length > 0 ? 'div-chain-broken' : 'unsupported-ppt');
  const outcomes = bases.map((base) => concludeBase(base, divs, examined, profile, at));
  const best =
    outcomes.find(({ reason }) => reason === null) ??
    outcomes.find(({ reason }) => reason !== null && VERIFICATION_REASONS[reason] === 'failed') ??
    outcomes[0]!;
  if (best.reason !== null || best.outermost === null) return best;
  const reused = isReused(best.outermost);
  if (!reused) return { ...best, findings: [...best.findings, finding('reuse', ok(null))] };
  const detail = 'another call brought the same statement';
  if (profile.reuse === 'noted')
    return { ...best, findings: [...best.findings, finding('reuse', ok(null), `noted: ${detail}`)] };
  const refused = finding('reuse', bad('reused', detail));
  return { ...best, reason: 'reused', diverted: 0, findings: [...best.findings, refused] };
}

function concludeBase(
  base: ExaminedIdentity,
  divs: readonly ExaminedIdentity[],
  { dialled, target }: ExaminedCall,
  profile: StirProfile,
  at: number,
): Conclusion & { readonly outermost: Statement | null } {
  const reason = firstReason(base);
  const { statement } = base;
  if (reason !== null || statement === null)
    return { reason, base, diverted: 0, findings: [], outermost: null };
  if (divs.length === 0) return { reason: null, base, diverted: 0, findings: [], outermost: statement };
  const chain = provedChain(statement, divs, { dialled, target }, profile, at);
  if (!chain.ok)
    return {
      reason: chain.reason,
      base,
      diverted: 0,
      findings: [finding('div-chain', chain)],
      outermost: null,
    };
  const way = chain.value;
  const told = `${way.length} redirection(s) proved`;
  return {
    reason: null,
    base,
    diverted: way.length,
    findings: [finding('div-chain', chain, told)],
    outermost: way.at(-1) ?? statement,
  };
}

/** The chain with every signature good, its end fresh, and the number first dialled somewhere in it. */
function provedChain(
  first: Statement,
  divs: readonly ExaminedIdentity[],
  { dialled, target }: { readonly dialled: CallParty; readonly target: CallParty },
  profile: StirProfile,
  at: number,
): Result<readonly Statement[], VerificationReason> {
  const troubled = divs
    .map((div) => ({ div, reason: firstReason(div) }))
    .filter(({ reason }) => reason !== null);
  const worst = troubled.find(({ reason }) => VERIFICATION_REASONS[reason!] === 'failed') ?? troubled[0];
  if (worst !== undefined)
    return bad(worst.reason!, `a div: ${worst.div.findings.find(({ reason }) => reason !== null)?.detail}`);
  const statements = divs.map(({ statement }) => statement).filter((one) => one !== null);
  const chain = divChain(first, statements, target, profile.routingPrefix);
  if (!chain.ok) return chain;
  const fresh = checkFreshness(chain.value.at(-1)?.iat ?? first.iat, at, profile.freshnessS);
  if (!fresh.ok) return fresh;
  const called = [first, ...chain.value].flatMap(({ dest }) => dest);
  const isDialled = checkCalled(called, dialled, profile.routingPrefix);
  return isDialled.ok ? chain : isDialled;
}

/** What is wrong with a statement, before what is only unknown of it. */
function firstReason({ findings }: ExaminedIdentity): VerificationReason | null {
  const reasons = findings.map(({ reason }) => reason).filter((reason) => reason !== null);
  return reasons.find((reason) => VERIFICATION_REASONS[reason] === 'failed') ?? reasons[0] ?? null;
}

function present(
  { reason, base, diverted }: Conclusion,
  { identities }: ExaminedCall,
  profile: StirProfile,
): CallerVerification {
  const isProved = base?.findings.some(({ check, reason: why }) => check === 'signature' && why === null);
  const response = reason === null ? null : profile.responses[reason];
  const headers = response?.endsCall === true ? [] : reasonHeaders(reason, base, identities, profile);
  return {
    result: reason === null ? 'passed' : VERIFICATION_REASONS[reason],
    reason,
    attestation: reason === null ? (base?.statement?.attestation ?? 'none') : 'none',
    originId: isProved ? (base?.statement?.originId ?? null) : null,
    diverted,
    response,
    reasonHeaders: headers,
  };
}

/**
 * One for each Identity header with an error of its own, else one for the call. Protocol SIP has no way to tell headers apart and may
 * stand there once (RFC 3326 §2), so it tells the outcome only.
 */
function reasonHeaders(
  reason: VerificationReason | null,
  base: ExaminedIdentity | null,
  identities: readonly ExaminedIdentity[],
  { responses, reasonProtocol }: StirProfile,
): string[] {
  const response = reason === null ? null : responses[reason];
  const whole = response === null ? null : reasonHeader(reasonProtocol, response, base?.written ?? null);
  if (reasonProtocol === 'SIP') return whole === null ? [] : [whole];
  const told = identities.map((identity) => {
    const why = identity.kind === null ? null : firstReason(identity);
    const own = why === null ? null : responses[why];
    return own === null ? null : reasonHeader(reasonProtocol, own, identity.written);
  });
  const own = told.filter((header) => header !== null).slice(0, MAX_REASON_HEADERS);
  return own.length > 0 || whole === null ? own : [whole];
}
