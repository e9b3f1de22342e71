import type { StirProfile } from '../../domain/stir-profile.ts';
import type { Language } from '../../domain/text.ts';
import { VERIFICATION_REASONS } from '../../domain/verification-reason.ts';
import { padToWidth } from '../../lib/display-width.ts';
import { printable } from '../../lib/printable.ts';
import type { StirWords } from '../../platform/shared/index.ts';
import type { Finding, IdentityReport, VerificationReport } from '../../traffic/normalise/index.ts';

export interface VerificationTextOptions {
  readonly words: StirWords;
  readonly profile: StirProfile;
  readonly language: Language;
  /** Checks that had nothing to compare with, because the command line did not tell the call. */
  readonly uncompared: readonly string[];
}

const SAID = {
  en: {
    ok: 'ok',
    failed: 'FAILED',
    'not-verified': 'unknown',
    skipped: 'not compared',
    ignored: 'a kind that is ignored',
    passed: 'passed: the caller is who the signer says',
    alone: 'the statement holds by itself; it was not compared with a whole call',
    response: 'Response',
    ends: 'the call ends',
    goesOn: 'the call goes on',
    none: 'none: the call goes on',
    attestation: 'attestation',
    diverted: 'redirections proved',
    note: 'note',
    statement: 'Statement',
  },
  zh: {
    ok: '通过',
    failed: '不通过',
    'not-verified': '无法判断',
    skipped: '未比对',
    ignored: '不支持的种类，忽略',
    passed: '验证通过：主叫与签名方所述一致',
    alone: '声明本身成立，但未与完整的呼叫比对',
    response: '应答',
    ends: '结束呼叫',
    goesOn: '呼叫继续',
    none: '无，呼叫继续',
    attestation: '证明级别',
    diverted: '已证实的转接次数',
    note: '注意',
    statement: '声明',
  },
} as const;

/** A verification told check by check with its clauses, then the outcome and what the profile answers. */
export function verificationText(report: VerificationReport, options: VerificationTextOptions): string {
  const said = SAID[options.language];
  const { verification, identities, findings } = report;
  const lines = identities.flatMap((identity, place) => [
    `${said.statement} ${place + 1}: ${summary(identity, options.language)}`,
    ...identity.findings.map((finding) => findingLine(finding, options)),
    ...identity.notes.map(
      (note) => `  ${said.note}: ${options.words.notes[note]?.[options.language] ?? note}`,
    ),
    '',
  ]);
  const { reason, response, reasonHeaders } = verification;
  const outcome =
    reason === null
      ? `${options.uncompared.length === 0 ? said.passed : said.alone} (${said.attestation} ${verification.attestation}, ${said.diverted} ${verification.diverted})`
      : `${said[verification.result === 'failed' ? 'failed' : 'not-verified']}: ${reasonWords(reason, options)} [${reason}]`;
  const answer =
    response === null
      ? said.none
      : `${response.status} ${response.phrase}, ${response.endsCall ? said.ends : said.goesOn}`;
  return [
    ...lines,
    ...findings.map((finding) => findingLine(finding, options)),
    outcome,
    `${said.response} (${options.profile.id}): ${answer}`,
    ...reasonHeaders.map((header) => `Reason: ${header}`),
    '',
  ].join('\n');
}

function findingLine({ check, reason, detail }: Finding, options: VerificationTextOptions): string {
  const { words, language, uncompared } = options;
  const said = SAID[language];
  const { clause = '', ...name } = words.checks[check] ?? { zh: check, en: check };
  const isSkipped = reason === null && uncompared.includes(check);
  const mark = isSkipped ? said.skipped : said[reason === null ? 'ok' : VERIFICATION_REASONS[reason]];
  const why =
    reason === null ? detail : `${reasonWords(reason, options)}${detail === '' ? '' : ` (${detail})`}`;
  return `  ${padToWidth(mark, 12)} ${name[language]} [${clause}]${why === '' || isSkipped ? '' : `: ${printable(why)}`}`;
}

function reasonWords(reason: string, { words, language }: VerificationTextOptions): string {
  return words.reasons[reason as keyof StirWords['reasons']]?.[language] ?? reason;
}

function summary({ kind, token, text }: IdentityReport, language: Language): string {
  if (token === null) return printable(text.length > 60 ? `${text.slice(0, 60)}...` : text);
  const shown = printable(JSON.stringify(token.claims));
  const told = shown.length > 400 ? `${shown.slice(0, 400)}...` : shown;
  return `${kind ?? SAID[language].ignored} ${told}`;
}
