import { type ChildProcess, spawn } from 'node:child_process';

/** Every group still running: killed when the test process ends, however it ends. */
const running = new Set<number>();
process.on('exit', () => {
  for (const pid of running) kill(pid, 'SIGKILL');
});

export interface ProcessGroup {
  readonly child: ChildProcess;
  /** Standard output and error as they came, at most the last 100,000 characters. */
  said(): string;
  readonly ended: Promise<number | null>;
  /** Ends the program and everything it started; resolves when it is gone. */
  stop(): Promise<void>;
}

/** Starts a program that may start others, as a group of its own. */
export function startGroup(command: string, args: readonly string[], cwd?: string): ProcessGroup {
  const child = spawn(command, args, { detached: true, stdio: ['ignore', 'pipe', 'pipe'], cwd });
  const pid = child.pid;
  if (pid !== undefined) running.add(pid);
  let said = '';
  const hear = (chunk: Buffer): void => {
    said = (said + chunk.toString()).slice(-100_000);
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  const ended = new Promise<number | null>((resolve) => {
    child.once('error', () => resolve(null));
    child.once('exit', (code) => {
      if (pid !== undefined) {
        kill(pid, 'SIGKILL');
        running.delete(pid);
      }
      resolve(code);
    });
  });
  const stop = async (): Promise<void> => {
    if (pid === undefined || !running.has(pid)) return;
    kill(pid, 'SIGTERM');
    const late = setTimeout(() => kill(pid, 'SIGKILL'), 3000);
    await ended;
    clearTimeout(late);
  };
  return { child, said: () => said, ended, stop };
}

function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // It is gone already.
  }
}
