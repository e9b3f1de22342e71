import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { inBlocks, writeOut } from './write-out.ts';

function failing(code: string, after: number) {
  let written = 0;
  return new Writable({
    write(_chunk, _encoding, done) {
      written += 1;
      done(written > after ? Object.assign(new Error('gone'), { code }) : null);
    },
  });
}

describe('writeOut', () => {
  it('writes everything in order', async () => {
    const got: string[] = [];
    const sink = new Writable({
      write(chunk, _encoding, done) {
        got.push(String(chunk));
        setImmediate(done);
      },
    });
    expect(await writeOut(sink, ['a', 'b', 'c'], 'out')).toBe(true);
    expect(got.join('')).toBe('abc');
  });

  it('takes a reader that has gone for an end, and stops producing', async () => {
    let produced = 0;
    function* endless() {
      for (;;) {
        produced += 1;
        yield 'x';
      }
    }
    expect(await writeOut(failing('EPIPE', 3), endless(), 'out')).toBe(false);
    expect(produced).toBeLessThan(10);
  });

  it('reports a full disk as a fault', async () => {
    await expect(writeOut(failing('ENOSPC', 0), ['x'], 'out.html')).rejects.toMatchObject({
      code: 'output-failed',
    });
  });

  it('joins parts into blocks without losing any', () => {
    expect([...inBlocks(['ab', 'cd', 'e'], 3)]).toEqual(['abcd', 'e']);
  });
});
