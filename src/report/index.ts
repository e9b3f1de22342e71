export {
  type ExplainedSignal,
  type Explanation,
  explainVerdict,
  explanationText,
} from './explain-verdict.ts';
export { csvCell, scanCsv } from './scan-csv.ts';
export { type ScanJson, scanJson, scanJsonText } from './scan-json.ts';
export { DETAILED_NUMBERS, LISTED_NUMBERS, type ReportOptions, scanReport } from './scan-report.ts';
export {
  byScore,
  type HourCount,
  type HourTotal,
  type ReadAs,
  type ScannedFile,
  type ScannedNumber,
  type ScanResult,
} from './scan-result.ts';
export { scanTable, type TableOptions } from './scan-table.ts';
