// Makes a fresh checkout runnable: installs what the lock file names, builds when a source is newer than the
// build, and links the command so that `npx jingtong` works inside the checkout. Does nothing when all is ready.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(
    `jingtong needs Node.js 20.19 or newer; this is ${process.version}. Install a newer Node.js and run again.`,
  );
  process.exit(1);
}

const run = (command, args) => {
  const done = spawnSync(command, args, { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' });
  if (done.status !== 0) {
    console.error(`"${command} ${args.join(' ')}" failed; nothing was started.`);
    process.exit(done.status ?? 1);
  }
};

const newest = (dir) =>
  readdirSync(dir, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .reduce(
      (latest, entry) => Math.max(latest, statSync(join(entry.parentPath ?? entry.path, entry.name)).mtimeMs),
      0,
    );

const lock = createHash('sha256')
  .update(readFileSync(join(root, 'package-lock.json')))
  .digest('hex');
const lockStamp = join(root, 'node_modules', '.jingtong-lock');
if (!existsSync(lockStamp) || readFileSync(lockStamp, 'utf8') !== lock) {
  console.log('Installing dependencies (first run, or the lock file changed) ...');
  run('npm', ['ci', '--no-audit', '--no-fund']);
  writeFileSync(lockStamp, lock);
}

const link = join(root, 'node_modules', '.bin', 'jingtong');
if (!existsSync(link) && process.platform !== 'win32') {
  mkdirSync(dirname(link), { recursive: true });
  symlinkSync(join('..', '..', 'bin', 'jingtong.mjs'), link);
}

if (!process.argv.includes('--install-only')) {
  const buildStamp = join(root, 'dist', '.built');
  if (!existsSync(buildStamp) || statSync(buildStamp).mtimeMs < newest(join(root, 'src'))) {
    console.log('Building ...');
    run(process.execPath, [join(root, 'scripts', 'build.mjs')]);
  }
}
