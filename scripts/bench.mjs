// Runs a benchmark by name on a fresh build and prints what a figure is worthless without: machine, commit, node.
//   node scripts/bench.mjs                 lists the benchmarks
//   node scripts/bench.mjs scan --rows 1000000
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const benches = readdirSync(join(root, 'bench'))
  .filter((name) => name.endsWith('.mjs'))
  .map((name) => name.slice(0, -4))
  .sort();
const [name, ...rest] = process.argv.slice(2);
if (name === undefined || !existsSync(join(root, 'bench', `${name}.mjs`))) {
  console.error(`usage: node scripts/bench.mjs NAME [options]\nbenchmarks: ${benches.join(', ')}`);
  process.exit(name === undefined ? 0 : 2);
}

const ready = spawnSync(process.execPath, [join(root, 'scripts', 'ready.mjs')], { stdio: ['ignore', 2, 2] });
if (ready.status !== 0) process.exit(ready.status ?? 1);

const git = (...args) => {
  try {
    return execFileSync('git', args, {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return '';
  }
};
const changed =
  git('status', '--porcelain', '--', 'src', 'bench', 'policy') === '' ? '' : ' with uncommitted changes';
console.log(`# ${name} ${rest.join(' ')}`.trimEnd());
console.log(
  `# ${cpus()[0]?.model ?? 'unknown processor'}, ${availableParallelism()} cores, ${(totalmem() / 2 ** 30).toFixed(0)} GiB; ` +
    `node ${process.version}; commit ${git('rev-parse', '--short', 'HEAD') || 'unknown'}${changed}`,
);
const run = spawnSync(
  process.execPath,
  ['--expose-gc', '--max-old-space-size=8192', join(root, 'bench', `${name}.mjs`), ...rest],
  { cwd: root, stdio: 'inherit' },
);
process.exit(run.status ?? 1);
