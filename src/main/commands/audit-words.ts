import type { AuditProof, AuditReport, Finding } from '../../access/ledger/index.ts';
import type { Result } from '../../domain/result.ts';
import type { BilingualText, Language } from '../../domain/text.ts';

const OUTCOMES: Readonly<Record<AuditReport['outcome'], BilingualText>> = {
  intact: { zh: '完好：每条记录均与签名的检查点一致', en: 'intact: every entry is what was signed' },
  altered: { zh: '已被改动：见下列各项', en: 'altered: see below' },
  unproven: {
    zh: '无法证明：未发现改动，但没有给定公钥的签名覆盖本账本',
    en: 'unproven: nothing wrong was found, but no given key signed this log',
  },
};
const MAX_LINES = 100;

/** The report for people. */
export function auditReportText(report: AuditReport, language: Language): string {
  const { size, signedUntil, witnessedUntil, findings, unnamed } = report;
  const lines = [
    OUTCOMES[report.outcome][language],
    inWords(
      language,
      `账本共 ${size} 条，已签名 ${signedUntil} 条`,
      `${size} entries, ${signedUntil} of them signed`,
    ),
  ];
  if (witnessedUntil !== null)
    lines.push(
      inWords(
        language,
        `见证单位已联署 ${witnessedUntil} 条`,
        `${witnessedUntil} co-signed by the witnesses`,
      ),
    );
  lines.push(...findings.slice(0, MAX_LINES).map((finding) => `- ${findingText(finding, language)}`));
  const more = unnamed + Math.max(0, findings.length - MAX_LINES);
  if (more > 0) lines.push(inWords(language, `- 另有 ${more} 处`, `- and ${more} more`));
  return `${lines.join('\n')}\n`;
}

function findingText(finding: Finding, language: Language): string {
  const { zh, en } = wordsOf(finding);
  return inWords(language, zh, en);
}

function wordsOf(finding: Finding): BilingualText {
  switch (finding.kind) {
    case 'altered':
      return { zh: `第 ${finding.seq} 条被修改`, en: `entry ${finding.seq} was edited` };
    case 'missing':
      return { zh: `第 ${finding.seq} 条被删除`, en: `entry ${finding.seq} was deleted` };
    case 'inserted':
      return { zh: `第 ${finding.seq} 条是插入的`, en: `entry ${finding.seq} was inserted` };
    case 'out-of-order':
      return {
        zh: `第 ${finding.seq} 条在文件中的次序不对`,
        en: `entry ${finding.seq} is out of order in the file`,
      };
    case 'hash-altered':
      return {
        zh: `第 ${finding.seq} 条本身无误，但存储的哈希被修改`,
        en: `entry ${finding.seq} is what was signed, but its stored hash was edited`,
      };
    case 'moved':
      return movedWords(finding);
    case 'range':
      return {
        zh: `第 ${finding.seq} 至 ${finding.until - 1} 条中有改动，存储的哈希也被一并修改`,
        en: `something among entries ${finding.seq} to ${finding.until - 1} was changed together with the stored hashes`,
      };
    case 'shorter':
      return {
        zh: `账本只有 ${finding.seq} 条，短于检查点 ${finding.checkpoint}（${finding.label}）`,
        en: `the log has ${finding.seq} entries: shorter than checkpoint ${finding.checkpoint} (${finding.label})`,
      };
    case 'fork':
      return {
        zh: `检查点 ${finding.label}（${finding.seq} 条）属于另一份账本：账本被分叉`,
        en: `checkpoint ${finding.label} (${finding.seq} entries) is of another history: the log was forked`,
      };
    case 'checkpoint':
      return {
        zh: `检查点 ${finding.label} 不可信（${finding.reason}）：${finding.detail}`,
        en: `checkpoint ${finding.label} is not to be believed (${finding.reason}): ${finding.detail}`,
      };
  }
}

function movedWords({ seq, until, from }: Extract<Finding, { kind: 'moved' }>): BilingualText {
  if (until === seq + 1)
    return { zh: `第 ${seq} 条处是原第 ${from} 条`, en: `at ${seq} stands the entry logged at ${from}` };
  return {
    zh: `第 ${seq} 至 ${until - 1} 条处是原第 ${from} 至 ${from + until - seq - 1} 条`,
    en: `at ${seq} to ${until - 1} stand the entries logged at ${from} to ${from + until - seq - 1}`,
  };
}

/** What came of one entry's proof. */
export function proofText(
  { seq, entry }: AuditProof,
  checked: Result<{ readonly size: number; readonly signers: readonly string[] }>,
  language: Language,
): string {
  if (!checked.ok)
    return `${inWords(language, `不可信（${checked.reason}）`, `not to be believed (${checked.reason})`)}: ${checked.detail}\n`;
  const { size, signers } = checked.value;
  const names = signers.join(', ');
  const said = inWords(
    language,
    `已证明：第 ${seq} 条在 ${size} 条的账本中，签名者 ${names}`,
    `proven: entry ${seq} stands in the log of ${size} entries signed by ${names}`,
  );
  return `${said}\n${entry}\n`;
}

const inWords = (language: Language, zh: string, en: string): string => (language === 'zh' ? zh : en);
