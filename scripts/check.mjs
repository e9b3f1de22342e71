// The one command before a commit: format and lint, types, import rules, unit tests. Stops at the first failure.
// `--static` leaves the unit tests out (the whole suite follows anyway).
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
// Beside the code, but with a database, a door or minutes of proof behind them: `npm test` runs them.
const NO_UNITS = [
  'src/platform/**',
  'src/access/ledger/core/merkle.test.ts',
  'src/access/sign-in/**',
  'src/main/call-path/open-call-path.test.ts',
  'src/main/commands/**',
  'src/main/load-policy.test.ts',
  'src/api/{app,pages}.test.ts',
  'src/api/dialects/**',
  'src/traffic/normalise/sip/sip-fuzz.test.ts',
  'src/main/start/**',
  'src/api/live/**',
  'src/traffic/pipeline/call-record-file.test.ts',
  'src/traffic/sources/{sip/server,stir,radius,hep,pcap}/**',
];
const steps = [
  ['format and lint', 'node_modules/@biomejs/biome/bin/biome', ['check', '.']],
  ['types', 'node_modules/typescript/bin/tsc', ['-p', 'tsconfig.json']],
  ['import rules', 'scripts/imports.mjs', []],
  [
    'unit tests',
    'node_modules/vitest/vitest.mjs',
    ['run', 'src', '--reporter=dot', ...NO_UNITS.flatMap((glob) => ['--exclude', glob])],
  ],
];
const wanted = process.argv.includes('--static') ? steps.slice(0, 3) : steps;
for (const [name, script, args] of wanted) {
  const started = Date.now();
  const done = spawnSync(process.execPath, [join(root, script), ...args], { cwd: root, stdio: 'inherit' });
  if (done.status !== 0) {
    console.error(`check: ${name} failed`);
    process.exit(done.status ?? 1);
  }
  console.log(`check: ${name} ok in ${((Date.now() - started) / 1000).toFixed(1)} s`);
}
