import { setPriority } from 'node:os';

const NICE = 10;

/** Lets other threads of this machine go first; on Linux it speaks for the calling thread alone and the threads it starts. */
export function standBack(): void {
  try {
    if (process.platform === 'linux') setPriority(0, NICE);
  } catch {
    // Not allowed here: it works all the same.
  }
}
