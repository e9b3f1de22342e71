// `jingtong scan --json` beside DuckDB aggregating the same Asterisk file by caller, whole processes, same machine.
//   node scripts/bench.mjs scan                     1,000,000 rows
//   node scripts/bench.mjs scan --rows 10000000     the size the bar is set for; file about 3.2 GB in the temp folder
//   node scripts/bench.mjs scan --memory            also peak memory at 1, 5 and 10 million rows
//   --runs N (default 1): best of N; --profile: leave a CPU profile of the scan in the temp folder
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '1000000' },
    runs: { type: 'string', default: '1' },
    memory: { type: 'boolean', default: false },
    profile: { type: 'boolean', default: false },
  },
});
const folder = join(tmpdir(), 'jingtong-bench');
mkdirSync(folder, { recursive: true });
const jingtong = join(root, 'bin', 'jingtong.mjs');
const peakFile = join(folder, 'peak');

function run(args, env = {}) {
  const started = process.hrtime.bigint();
  const done = spawnSync(process.execPath, args, {
    cwd: folder,
    env: { ...process.env, JINGTONG_PEAK_FILE: peakFile, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 2 ** 30,
  });
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  if (done.status !== 0 && done.status !== 3) throw new Error(`${args.join(' ')} ended with ${done.status}`);
  return { seconds, peak: Number(readFileSync(peakFile, 'utf8')), text: String(done.stdout) };
}

/** Made once and kept: the simulator gives the same bytes for the same seed. */
function callRecords(rows, people = null) {
  const file = join(folder, `asterisk-${rows}${people === null ? '' : `-of-${people}`}.csv`);
  if (existsSync(file)) return file;
  console.log(`making ${rows.toLocaleString('en')} rows ...`);
  const unfinished = `${file}.unfinished`;
  const made = spawnSync(
    process.execPath,
    [
      jingtong,
      'simulate',
      '--format',
      'asterisk',
      '--rows',
      String(rows),
      '--out',
      unfinished,
      ...(people === null ? [] : ['--people', String(people)]),
    ],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  if (made.status !== 0) throw new Error(`jingtong simulate ended with ${made.status}`);
  renameSync(unfinished, file);
  return file;
}

const withPeak = ['--import', join(root, 'bench', 'scan-peak.mjs')];
const profile = values.profile ? ['--cpu-prof', `--cpu-prof-dir=${folder}`] : [];
const scan = (file) =>
  run([...withPeak, ...profile, jingtong, 'scan', file, '--json', '--timezone', 'Asia/Shanghai']);
const duckdb = (file, distinct) => run([...withPeak, join(root, 'bench', 'scan-duckdb.mjs'), file, distinct]);
const best = (measure) =>
  Array.from({ length: Number(values.runs) }, measure).reduce((one, other) =>
    other.seconds < one.seconds ? other : one,
  );
const mebibytes = (bytes) => `${(bytes / 2 ** 20).toFixed(0)} MiB`;

const rows = Number(values.rows);
const file = callRecords(rows);
const exact = best(() => duckdb(file, 'exact'));
const approximate = best(() => duckdb(file, 'approximate'));
const ours = best(() => scan(file));
const found = JSON.parse(ours.text);
const peer = JSON.parse(exact.text);
const events = found.files.reduce((sum, { events }) => sum + events, 0);
if (found.files.reduce((sum, { rows }) => sum + rows, 0) !== peer.calls)
  throw new Error('the two did not read the same number of rows');

console.log(
  `file: ${rows.toLocaleString('en')} rows, ${(statSync(file).size / 1e9).toFixed(2)} GB, ${peer.callers.toLocaleString('en')} callers as written`,
);
console.log(
  `jingtong scan --json: ${ours.seconds.toFixed(2)} s, ${Math.round(events / ours.seconds).toLocaleString('en')} calls/s, peak ${mebibytes(ours.peak)}; ${found.numbers.length} numbers named`,
);
console.log(
  `DuckDB, exact distinct callees: ${exact.seconds.toFixed(2)} s, peak ${mebibytes(exact.peak)}; ratio ${(ours.seconds / exact.seconds).toFixed(2)}`,
);
console.log(
  `DuckDB, approximate distinct callees: ${approximate.seconds.toFixed(2)} s, peak ${mebibytes(approximate.peak)}; ratio ${(ours.seconds / approximate.seconds).toFixed(2)}`,
);
// The same 100,000 people for longer: what grows is rows alone.
if (values.memory)
  for (const size of [1_000_000, 5_000_000, 10_000_000]) {
    const { peak, seconds } = scan(callRecords(size, 100_000));
    console.log(
      `memory at ${size.toLocaleString('en')} rows: peak ${mebibytes(peak)} in ${seconds.toFixed(1)} s`,
    );
  }
