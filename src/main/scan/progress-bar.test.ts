import { describe, expect, it } from 'vitest';
import { progressBar } from './progress-bar.ts';

function terminal(isTTY: boolean) {
  const written: string[] = [];
  return { written, isTTY, columns: 60, write: (text: string) => written.push(text) };
}

describe('progress bar', () => {
  it('writes nothing into a pipe', () => {
    const pipe = terminal(false);
    const bar = progressBar('a', pipe, () => 0);
    bar.update(1, 2, 3);
    bar.finish();
    expect(pipe.written).toEqual([]);
  });

  it('draws at most every tenth of a second and wipes itself', () => {
    const screen = terminal(true);
    let now = 1_000;
    const bar = progressBar('Master.csv', screen, () => now);
    for (let step = 0; step < 100; step += 1) {
      now += 10;
      bar.update(step, 100, step);
    }
    bar.finish();
    expect(screen.written.length).toBeLessThanOrEqual(12);
    expect(screen.written[1]).toContain('Master.csv');
    expect(screen.written.at(-1)).toBe('\r\u001b[2K');
  });
});
