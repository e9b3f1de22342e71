import { describe, expect, it } from 'vitest';
import { callColumns } from '../../domain/call-columns.ts';
import { Fault } from '../../domain/fault.ts';
import { bad, ok } from '../../domain/result.ts';
import type { CallRecordFile } from '../../traffic/pipeline/index.ts';
import { fileOrder } from './file-order.ts';

/** A file whose only call is at `at`; without one it has none. */
function fileWith(at: number | null) {
  return {
    async *columns() {
      if (at === null) return;
      const columns = callColumns(8);
      columns.at[0] = at;
      columns.length = 1;
      yield { columns, texts: [] };
    },
  } as unknown as CallRecordFile;
}

async function open(path: string) {
  if (path === 'missing') throw new Fault('call-records-unreadable', 'missing');
  if (path === 'junk') return bad('unknown-format', 'junk');
  return ok(fileWith(path === 'none' ? null : Number(path)));
}

describe('fileOrder', () => {
  it('goes by the first call, standard input first, what has no call last in its own order', async () => {
    const paths = ['300', 'missing', '100', 'none', '-', 'junk', '200', '100'];
    const order = await fileOrder(paths, open);
    expect(order.map((place) => paths[place])).toEqual([
      '-',
      '100',
      '100',
      '200',
      '300',
      'missing',
      'none',
      'junk',
    ]);
    expect(order.slice(1, 3)).toEqual([2, 7]);
  });

  it('does not look into a single file', async () => {
    expect(await fileOrder(['missing'], () => Promise.reject(new Error('looked')))).toEqual([0]);
  });

  it('hides no bug', async () => {
    const broken = () => Promise.reject(new TypeError('bug'));
    await expect(fileOrder(['1', '2'], broken)).rejects.toThrow(TypeError);
  });
});
