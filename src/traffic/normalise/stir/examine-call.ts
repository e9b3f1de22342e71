import { bad, ok, type Result } from '../../../domain/result.ts';
import type { StirProfile } from '../../../domain/stir-profile.ts';
import { VERIFICATION_REASONS, type VerificationReason } from '../../../domain/verification-reason.ts';
import { identityValues, MAX_IDENTITIES } from './identity-header.ts';
import { passportKind } from './passport.ts';
import type { PassportToken } from './passport-token.ts';
import {
  type CallParty,
  callParty,
  checkCalled,
  checkCaller,
  checkFreshness,
  type SignedCall,
} from './signed-call.ts';
import {
  checkParameters,
  type OpenedIdentity,
  openIdentity,
  readStatement,
  rebuildCompact,
  type Statement,
} from './statement.ts';
import { type Finding, finding, type IdentityReport } from './verification-report.ts';

/** One Identity header compared with its call; its certificate is still to come. */
export interface ExaminedIdentity extends IdentityReport {
  readonly findings: Finding[];
  readonly notes: string[];
  /** Compact or full form as written, for the Reason header; `null` when the header could not be read. */
  readonly written: string | null;
  /** `null` when its form is wrong. */
  readonly statement: Statement | null;
}

interface CallParties {
  readonly caller: CallParty;
  readonly dialled: CallParty;
  readonly target: CallParty;
}

export interface ExaminedCall extends CallParties {
  readonly identities: readonly ExaminedIdentity[];
  readonly unread: number;
}

/** Everything that can be said of a call's Identity headers without a certificate. */
export function examineCall(call: SignedCall, profile: StirProfile, at: number): ExaminedCall {
  const values = identityValues(call.identities);
  const parties = {
    caller: callParty(call.caller),
    dialled: callParty(call.dialled),
    target: callParty(call.target),
  };
  const texts = values.slice(0, MAX_IDENTITIES);
  const opened = texts.map(openIdentity);
  const isDiverted = opened.some(({ kind }) => kind === 'div');
  const examine = new IdentityExaminer(call, parties, profile, at, isDiverted);
  const identities = opened.map((one, place) => examine.identity(texts[place]!, one));
  return { ...parties, identities, unread: values.length - texts.length };
}

/** True when nothing found so far rules the statement out; a finding that only leaves it open does not. */
export function isStanding({ statement, kind, findings }: ExaminedIdentity): boolean {
  return (
    statement !== null &&
    kind !== null &&
    findings.every(({ reason }) => reason === null || VERIFICATION_REASONS[reason] === 'not-verified')
  );
}

class IdentityExaminer {
  readonly #call: SignedCall;
  readonly #parties: CallParties;
  readonly #profile: StirProfile;
  readonly #at: number;
  readonly #isDiverted: boolean;

  constructor(call: SignedCall, parties: CallParties, profile: StirProfile, at: number, isDiverted: boolean) {
    this.#call = call;
    this.#parties = parties;
    this.#profile = profile;
    this.#at = at;
    this.#isDiverted = isDiverted;
  }

  identity(text: string, { header, token, kind }: OpenedIdentity): ExaminedIdentity {
    const findings: Finding[] = [];
    const notes: string[] = [];
    const written = header.ok ? header.value.token : null;
    const report = { text, kind, written, findings, notes };
    const parameters = header.ok ? checkParameters(header.value, this.#profile) : header;
    findings.push(finding('identity-header', parameters));
    if (kind === null || !header.ok)
      return { ...report, token: token?.ok ? token.value : null, statement: null };
    const filled = token ?? rebuildCompact(header.value, this.#rebuildable());
    const read: Result<Statement, VerificationReason> = filled.ok
      ? this.#supported(readStatement(header.value, filled.value, this.#profile), filled.value)
      : filled;
    findings.push(finding('statement', read));
    const statement = read.ok ? read.value : null;
    if (statement !== null) {
      findings.push(...this.#againstCall(statement));
      notes.push(...statement.notes, ...this.#dateNotes());
    }
    return { ...report, token: filled.ok ? filled.value : null, statement };
  }

  #supported(
    read: Result<Statement, VerificationReason>,
    { header }: PassportToken,
  ): Result<Statement, VerificationReason> {
    if (!read.ok || read.value.kind === 'div' || this.#profile.kinds.includes(read.value.kind)) return read;
    const kind = passportKind(typeof header.ppt === 'string' ? header.ppt : null);
    return bad('unsupported-ppt', `the profile ${this.#profile.id} does not take statements of kind ${kind}`);
  }

  #rebuildable() {
    const { caller, dialled } = this.#parties;
    return {
      orig: caller.forms[0] ?? null,
      dest: dialled.forms[0] ?? null,
      saidAt: this.#call.saidAt,
    };
  }

  /** A `div` names the first caller again and its own target: it is compared with the chain, later. */
  #againstCall({ kind, iat, orig, dest }: Statement): Finding[] {
    const { routingPrefix, freshnessS, chainFreshnessS, requiresDate } = this.#profile;
    const limit = this.#isDiverted ? chainFreshnessS : freshnessS;
    const findings = [finding('freshness', checkFreshness(iat, this.#at, limit))];
    if (requiresDate && this.#call.saidAt === null)
      findings.push(
        finding('freshness', bad('no-date', 'the call has no Date header, and the profile demands one')),
      );
    if (kind === 'div') return findings;
    const { caller, dialled } = this.#parties;
    findings.push(finding('caller', checkCaller(orig, caller, routingPrefix)));
    const called = this.#isDiverted ? ok(null) : checkCalled(dest, dialled, routingPrefix);
    findings.push(finding('called', called, this.#isDiverted ? 'compared along the div chain' : ''));
    return findings;
  }

  #dateNotes(): string[] {
    if (this.#call.saidAt === null) return ['no-date'];
    const date = checkFreshness(Math.floor(this.#call.saidAt / 1000), this.#at, this.#profile.freshnessS);
    return date.ok ? [] : ['date-not-fresh'];
  }
}
