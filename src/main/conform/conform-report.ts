import type { ConformOptions } from './conform-options.ts';
import type { StepReport } from './run-conform.ts';

const RESULT = {
  passed: { zh: '通过', en: 'passed' },
  failed: { zh: '未通过', en: 'FAILED' },
  unknown: { zh: '未知', en: 'unknown' },
} as const;

/** The outcome of a walk: JSON or words. */
export function conformReport(
  { json, language, peer }: ConformOptions,
  reports: readonly StepReport[],
): string {
  const passed = reports.filter(({ result }) => result === 'passed').length;
  if (json)
    return `${JSON.stringify({
      peer,
      passed,
      steps: reports.map(({ step, result, findings, saw }) => ({ id: step.id, result, findings, saw })),
    })}\n`;
  const lines = reports.flatMap(({ step, result, findings }) => [
    `${RESULT[result][language].padEnd(8)} ${step.title[language]}: ${step.expected[language]}`,
    ...findings.map((finding) => `         - ${finding[language]}`),
  ]);
  const total =
    language === 'zh'
      ? `${peer}：${reports.length} 项中 ${passed} 项通过`
      : `${peer}: ${passed} of ${reports.length} passed`;
  return `${[...lines, total].join('\n')}\n`;
}
