// Which numbers of a simulated town `jingtong scan` names, and at which measure, beside the truth. No rule may be tuned to
// this table: it shows what the policy does, on a town that has far more fraud than life (docs/simulate.md).
//   node scripts/bench.mjs named                          3 seeds, 1 and 10 days, whole files and a gateway's files
//   node scripts/bench.mjs named --seeds 1,2 --days 9,14 --people 5000
// Night is night where the callers live, so the town's zone is given although the table's times are UTC.
// Views: `file` is a table of all calls with device and cell, way in not known; `gateway` only what came in from abroad.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1,2,3' },
    days: { type: 'string', default: '1,10' },
    people: { type: 'string', default: '3000' },
  },
});
const MEASURES = ['none', 'observe', 'label', 'warn', 'rate-limit', 'divert', 'block'];
const VIEWS = ['file', 'gateway'];
const jingtong = join(dirname(dirname(fileURLToPath(import.meta.url))), 'bin', 'jingtong.mjs');
const folder = mkdtempSync(join(tmpdir(), 'jingtong-named-'));
const mapping = join(folder, 'table.yaml');
writeFileSync(
  mapping,
  `version: 1
name: simulated-table
delimiter: ","
header: true
columns:
  id: id
  caller: caller
  callee: callee
  start: at
  outcome:
    column: outcome
    reads: values
    values: { answered: answered, no-answer: no-answer, busy: busy, cancelled: cancelled, failed: failed, dead-number: dead-number }
  ring: { column: ring_ms, unit: ms }
  talk: { column: talk_ms, unit: ms }
  imei: imei
  cell: cell
`,
);

function run(args) {
  const done = spawnSync(process.execPath, [jingtong, ...args], { cwd: folder, maxBuffer: 2 ** 30 });
  if (done.status !== 0)
    throw new Error(`jingtong ${args.join(' ')} ended with ${done.status}: ${done.stderr}`);
  return String(done.stdout);
}

/** Every calling number with its truth, and what scan said of it. */
function judged(seed, days, view) {
  const rows = join(folder, 'rows.csv');
  const labels = join(folder, 'labels.csv');
  const way = view === 'gateway' ? ['--trunk', 'international'] : [];
  run(
    ['simulate', '--seed', seed, '--days', days, '--people', values.people, '--format', 'csv', ...way].concat(
      ['--out', rows, '--labels', labels],
    ),
  );
  const found = JSON.parse(
    run([
      'scan',
      rows,
      '--mapping',
      mapping,
      '--json',
      '--timezone',
      'Asia/Shanghai',
      '--as-of',
      '2030-01-01T00:00:00Z',
      ...way,
    ]),
  );
  const said = new Map(found.numbers.map(({ number, measure }) => [number, measure]));
  const truths = readFileSync(labels, 'utf8').trim().split('\n').slice(1);
  const told = truths.map((line) => {
    const [number, role, campaign, persona] = line.split(',');
    const measure = said.get(number) ?? 'none';
    said.delete(number);
    return { role, campaign: `${seed}/${campaign}`, kind: persona, measure };
  });
  if (said.size > 0) throw new Error(`named, but called by nobody: ${[...said.keys()].slice(0, 3)}`);
  return told;
}

function table(title, numbers, withCampaigns) {
  const kinds = groupByKind(numbers);
  console.log(
    `\n| ${title} | ${withCampaigns ? 'campaigns | named | ' : ''}numbers | ${MEASURES.join(' | ')} |`,
  );
  console.log(`|---|${'---|'.repeat(MEASURES.length + 1 + (withCampaigns ? 2 : 0))}`);
  for (const [kind, own] of [...kinds].sort(([one], [other]) => (one < other ? -1 : 1))) {
    const campaigns = new Set(own.map(({ campaign }) => campaign));
    const named = new Set(
      own.filter(({ measure }) => reaches(measure, 'label')).map(({ campaign }) => campaign),
    );
    const counts = MEASURES.map((measure) => own.filter((one) => one.measure === measure).length || '');
    const cells = [kind, ...(withCampaigns ? [campaigns.size, named.size] : []), own.length, ...counts];
    console.log(`| ${cells.join(' | ')} |`);
  }
}

/** `Map.groupBy` is newer than the oldest Node we run on. */
function groupByKind(numbers) {
  const kinds = new Map();
  for (const one of numbers) kinds.set(one.kind, [...(kinds.get(one.kind) ?? []), one]);
  return kinds;
}

const reaches = (measure, from) => MEASURES.indexOf(measure) >= MEASURES.indexOf(from);

try {
  console.log('"named" counts campaigns of which at least one number got "label" or more.');
  for (const days of values.days.split(','))
    for (const view of VIEWS) {
      const numbers = values.seeds.split(',').flatMap((seed) => judged(seed, days, view));
      console.log(
        `\n${days} ${days === '1' ? 'day' : 'days'}, ${view}, seeds ${values.seeds}, ${values.people} lines`,
      );
      table(
        'fraud',
        numbers.filter(({ role }) => role === 'fraud'),
        true,
      );
      table(
        'honest',
        numbers.filter(({ role }) => role === 'honest'),
        false,
      );
      const honest = numbers.filter(({ role }) => role === 'honest');
      const above = honest.filter(({ measure }) => reaches(measure, 'warn')).length;
      console.log(`\nhonest numbers above "label": ${above} of ${honest.length}`);
    }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
