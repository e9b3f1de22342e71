#!/usr/bin/env -S node --max-semi-space-size=32
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const entry = join(root, 'dist', 'main', 'cli.js');
if (!existsSync(entry) || !existsSync(join(root, 'node_modules', 'commander'))) {
  const { spawnSync } = await import('node:child_process');
  const ready = spawnSync(process.execPath, [join(root, 'scripts', 'ready.mjs')], {
    stdio: ['ignore', 2, 2],
  });
  if (ready.status !== 0) process.exit(ready.status ?? 1);
}
const { runCli } = await import(pathToFileURL(entry).href);
process.exitCode = await runCli(process.argv.slice(2));
