import { dispositionOutcome } from './hangup-cause.ts';
import { parseSpan } from './written-span.ts';
import { type DateOrder, parseWrittenTime } from './written-time.ts';

/** What a column of a file is used for in a mapping. */
export const COLUMN_USES = [
  'caller',
  'callee',
  'start',
  'answer',
  'end',
  'duration',
  'talk',
  'ring',
  'id',
  'correction',
  'outcome',
  'imei',
  'cell',
] as const;
export type ColumnUse = (typeof COLUMN_USES)[number];

/** What the values of a column look like. */
export type ColumnLook =
  | 'number'
  | 'time'
  | 'seconds'
  | 'clock'
  | 'disposition'
  | 'cause-name'
  | 'id'
  | 'text'
  | 'empty';

const NAMES: Readonly<Record<ColumnUse, RegExp>> = {
  caller: /主叫|calling|caller|^src|^ani$|^cli$|a[_ -]?(number|party)|^from|来电/i,
  callee: /被叫|called|callee|^dst|dest|^dnis$|b[_ -]?(number|party)|^to([_ ]|$)|dialed/i,
  start: /开始|起始|呼叫时间|start|begin|setup|calldate|invite/i,
  answer: /应答|接通|answer|connect(?!.*dis)/i,
  end: /结束|挂断|释放时间|end|hangup.?time|release.?time|disconnect|stop/i,
  talk: /通话时长|通话秒|计费时长|bill|talk|conversation/i,
  ring: /振铃|ring|pdd/i,
  duration: /时长|duration|elapsed|length/i,
  id: /流水|话单号|序列号|call.?id|uuid|unique|record.?id|^id$/i,
  correction: /序号|correction|revision|sequence/i,
  outcome: /释放原因|结果|状态|cause|disposition|status|result/i,
  imei: /imei|串号/i,
  cell: /cell|小区|基站|lac/i,
};

/** Looks that a use may have; a column named for a use but looking otherwise is not taken for it. */
const LOOKS: Readonly<Record<ColumnUse, readonly ColumnLook[]>> = {
  caller: ['number', 'seconds', 'text'],
  callee: ['number', 'seconds', 'text'],
  start: ['time'],
  answer: ['time', 'empty'],
  end: ['time', 'empty'],
  talk: ['seconds', 'clock'],
  ring: ['seconds', 'clock'],
  duration: ['seconds', 'clock'],
  id: ['id', 'number', 'seconds', 'text'],
  correction: ['seconds'],
  outcome: ['disposition', 'cause-name', 'seconds'],
  imei: ['number', 'empty'],
  cell: ['number', 'seconds', 'id', 'text', 'empty'],
};

export interface ColumnGuess {
  readonly use: ColumnUse | null;
  readonly look: ColumnLook;
  /** A value from the file, the first that is not empty. */
  readonly example: string;
}

/** Guesses what each column is for, from its name and from what its values look like; each use is given once. */
export function guessColumns(
  header: readonly string[] | null,
  records: readonly (readonly string[])[],
  width: number,
  order: DateOrder,
): readonly ColumnGuess[] {
  const columns = Array.from({ length: width }, (_, place) => records.map((record) => record[place] ?? ''));
  const looks = columns.map((values) => lookOf(values, order));
  const uses = header === null ? usesByLook(looks) : usesByName(header, looks);
  return columns.map((values, place) => ({
    use: uses.get(place) ?? null,
    look: looks[place] ?? 'empty',
    example: (values.find((value) => value.trim() !== '') ?? '').slice(0, 40),
  }));
}

const ORDERS = ['ymd', 'dmy', 'mdy'] as const;

/** The order of day and month that fits every date in the records, `ymd` when there is none; `null` when several fit. */
export function guessDateOrder(records: readonly (readonly string[])[]): DateOrder | null {
  const isDate = (value: string): boolean =>
    /^\s*\d{1,4}[-/.年]\d{1,2}[-/.月]\d{1,4}/.test(value) &&
    ORDERS.some((order) => typeof parseWrittenTime(value, order) === 'object');
  const dates = records.flat().filter(isDate);
  if (dates.every((value) => /^\s*\d{4}/.test(value))) return 'ymd';
  const fits = ORDERS.filter((order) => dates.every((value) => parseWrittenTime(value, order) !== 'bad'));
  return fits.length === 1 ? (fits[0] ?? null) : null;
}

function lookOf(values: readonly string[], order: DateOrder): ColumnLook {
  const filled = values.map((value) => value.trim()).filter((value) => value !== '');
  if (filled.length === 0) return 'empty';
  const mostly = (test: (value: string) => boolean) => filled.filter(test).length >= filled.length * 0.8;
  if (mostly((value) => !/^\d+$/.test(value) && parseSpan(value, 'clock') !== null && !/^\d+s$/i.test(value)))
    return 'clock';
  if (
    mostly(
      (value) =>
        (/\D/.test(value) || /^(1\d{9}|1\d{12}|1\d{15}|1\d{18}|20\d{12}|20\d{15})$/.test(value)) &&
        parseWrittenTime(value, order) !== 'bad',
    )
  )
    return 'time';
  if (
    mostly((value) => /^\d{1,6}(\.\d+|,\d{1,2})?$/.test(value)) &&
    !mostly((value) => /^\d{5,6}$/.test(value))
  )
    return 'seconds';
  if (mostly((value) => /^\+?[\d *#()-]{3,20}$/.test(value))) return 'number';
  if (mostly((value) => dispositionOutcome(value) !== 'unknown')) return 'disposition';
  if (mostly((value) => /^[A-Z][A-Z0-9]+(_[A-Z0-9]+)+$/.test(value))) return 'cause-name';
  return mostly((value) => /^[\w.:@-]{6,}$/.test(value)) && new Set(filled).size > filled.length / 2
    ? 'id'
    : 'text';
}

function usesByName(header: readonly string[], looks: readonly ColumnLook[]): Map<number, ColumnUse> {
  const uses = new Map<number, ColumnUse>();
  // `通话时长` is a time talked before it is any duration.
  const byDistinction = [...COLUMN_USES].sort(
    (one, other) => Number(one === 'duration') - Number(other === 'duration'),
  );
  for (const use of byDistinction) {
    const place = header.findIndex(
      (name, index) =>
        !uses.has(index) && NAMES[use].test(name.trim()) && LOOKS[use].includes(looks[index] ?? 'empty'),
    );
    if (place >= 0) uses.set(place, use);
  }
  return uses;
}

/** Without names only the order helps: the first numbers are caller and callee, the first times start, answer and end. */
function usesByLook(looks: readonly ColumnLook[]): Map<number, ColumnUse> {
  const uses = new Map<number, ColumnUse>();
  const give = (look: ColumnLook, wanted: readonly ColumnUse[]) => {
    const places = looks.flatMap((each, place) => (each === look ? [place] : []));
    for (const [index, use] of wanted.entries())
      if (places[index] !== undefined) uses.set(places[index], use);
  };
  const times = looks.filter((look) => look === 'time').length;
  give('number', ['caller', 'callee']);
  give('time', times === 2 ? ['start', 'end'] : ['start', 'answer', 'end']);
  give(
    'seconds',
    looks.filter((look) => look === 'seconds').length > 1 ? ['duration', 'talk'] : ['duration'],
  );
  give('disposition', ['outcome']);
  give('cause-name', ['outcome']);
  return uses;
}
