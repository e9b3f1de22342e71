import { COLUMN_USES, type ColumnGuess, guessColumns, guessDateOrder } from './column-guess.ts';
import { afterFirstLine, likelyDelimiter } from './detect-format.ts';
import { announcedDelimiter, readSample } from './record-sample.ts';

/**
 * A mapping for a file, as YAML with remarks for the person who completes it. What could not be told is marked
 * `CHANGE-ME`, so that the mapping is refused until someone has looked.
 */
export function proposeMapping(sample: Uint8Array, whole: boolean, name: string, encoding: string): string {
  const announced = announcedDelimiter(sample);
  const delimiter = announced ?? likelyDelimiter(sample, whole);
  const body = announced === null ? sample : afterFirstLine(sample);
  const { header, records, width } = readSample(body, whole, delimiter);
  const order = guessDateOrder(records);
  const guesses = guessColumns(header, records, width, order ?? 'dmy');
  const title = name
    .replace(/\.[^.]*$/, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  const lines = [
    `# Proposed from the first ${records.length} records of ${name}. Check every line, then try it:`,
    `#   jingtong mapping check ${name} --mapping THIS-FILE`,
    'version: 1',
    `name: ${title || 'export'}`,
    `delimiter: ${JSON.stringify(delimiter)}`,
    `header: ${header !== null}`,
    ...(encoding === 'utf-8' ? [] : [`encoding: ${encoding}`]),
    '# The zone of the written times; without it they are read as UTC.',
    '# timezone: Asia/Shanghai',
    order === null
      ? 'dateOrder: CHANGE-ME   # ymd, dmy or mdy: the dates in the file fit several'
      : `dateOrder: ${order}`,
    'columns:',
    ...COLUMN_USES.flatMap((use) => columnLine(use, guesses, header)),
    '# The columns of the file:',
    ...guesses.map(
      (guess, place) =>
        `#   ${place + 1}. ${header?.[place]?.trim() ?? '(no name)'}: looks like ${guess.look}, for example ${JSON.stringify(guess.example)}`,
    ),
  ];
  return `${lines.join('\n')}\n`;
}

const ANSWER_USES: readonly string[] = ['answer', 'talk', 'outcome'];
const REQUIRED = ['caller', 'callee', 'start'];
const READS: Readonly<Record<string, string>> = {
  disposition: 'disposition',
  'cause-name': 'freeswitch-cause',
  seconds: 'q850   # or sip',
};

function columnLine(
  use: (typeof COLUMN_USES)[number],
  guesses: readonly ColumnGuess[],
  header: readonly string[] | null,
): string[] {
  const place = guesses.findIndex((guess) => guess.use === use);
  const guess = guesses[place];
  if (guess === undefined) return REQUIRED.includes(use) ? [`  ${use}: CHANGE-ME`] : [`  # ${use}:`];
  const reference =
    header === null ? String(place + 1) : JSON.stringify(header[place]!.replaceAll('\ufeff', '').trim());
  if (use === 'outcome')
    return ['  outcome:', `    column: ${reference}`, `    reads: ${READS[guess.look] ?? 'disposition'}`];
  if (use === 'duration' || use === 'talk' || use === 'ring') {
    const unit = guess.look === 'clock' ? 'clock' : 's';
    const answered = guesses.some(({ use: other }) => ANSWER_USES.includes(other ?? use));
    const doubt =
      use === 'duration' && !answered
        ? ['  # If this is time talked, call it talk: as it is, nothing says which calls were answered.']
        : [];
    return [...doubt, `  ${use}: { column: ${reference}, unit: ${unit} }   # s, ms, min or clock (1:02:03)`];
  }
  return [`  ${use}: ${reference}   # for example ${JSON.stringify(guess.example)}`];
}
