import { type ChildProcess, spawn } from 'node:child_process';
import { builtDist, builtModule } from './built.ts';

export interface Finished {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The `jingtong` command as a process of its own, with what it said once it has ended. */
export function startJingtong(args: readonly string[]): {
  readonly child: ChildProcess;
  readonly ended: Promise<Finished>;
} {
  const cli = builtModule(builtDist(), 'main/cli.js');
  const script = `import { runCli } from ${JSON.stringify(cli)}; process.exitCode = await runCli(process.argv.slice(1));`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script, '--', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const ended = new Promise<Finished>((resolve) => {
    child.once('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
  return { child, ended };
}

export const runJingtong = (...args: readonly string[]): Promise<Finished> => startJingtong(args).ended;
