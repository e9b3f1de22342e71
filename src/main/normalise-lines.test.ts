import { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { expect, it } from 'vitest';
import { createNumberNormaliser } from '../traffic/normalise/index.ts';
import { loadNumberingPlans } from './load-numbering-plans.ts';
import { linesOf, MAX_LINE_BYTES, normaliseLines } from './normalise-lines.ts';

const loaded = await loadNumberingPlans();
if (!loaded.ok) throw new Error(loaded.detail);
const normaliser = createNumberNormaliser(loaded.value);
const context = { country: 'CN', trunk: 'unknown', at: Date.UTC(2026, 5, 1) } as const;

/** Takes one piece at a time, slowly; counts how much was ever waiting. */
class SlowReader extends Writable {
  readonly pieces: string[] = [];
  mostWaiting = 0;

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.mostWaiting = Math.max(this.mostWaiting, this.writableLength);
    this.pieces.push(chunk.toString());
    setImmediate(done);
  }

  async lines(): Promise<string[]> {
    this.end();
    await finished(this);
    return this.pieces.join('').trimEnd().split('\n');
  }
}

async function* bytesOf(...chunks: (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  for (const chunk of chunks) yield typeof chunk === 'string' ? new TextEncoder().encode(chunk) : chunk;
}

const collect = async (...chunks: (string | Uint8Array)[]): Promise<string[]> => {
  const lines: string[] = [];
  for await (const some of linesOf(bytesOf(...chunks))) lines.push(...some);
  return lines;
};

it('splits lines wherever the chunks end, with either line end and without the last', async () => {
  expect(await collect('138', '00\r\n', '\n95588\n1', '1', '0')).toEqual(['13800', '', '95588', '110']);
  expect(await collect('1\n')).toEqual(['1']);
  expect(await collect('')).toEqual([]);
});

it('cuts long lines and goes on with the next', async () => {
  const [long, next] = await collect('9'.repeat(3000), '9'.repeat(1_000_000), '\n110\n');
  expect([long?.length, next]).toEqual([MAX_LINE_BYTES, '110']);
});

it('lives with bytes that are no UTF-8', async () => {
  const output = new SlowReader();
  await normaliseLines({
    normaliser,
    context,
    input: bytesOf(Uint8Array.of(0xff, 0x31, 0x0a), '110\n'),
    output,
  });
  expect((await output.lines()).map((line) => JSON.parse(line).kind)).toEqual(['unparsable', 'service-code']);
});

it('gives one object a line in order and waits for a slow reader', async () => {
  const numbers = Array.from({ length: 20_000 }, (_, index) => `138${String(index).padStart(8, '0')}`);
  const output = new SlowReader();
  await normaliseLines({ normaliser, context, input: bytesOf(numbers.join('\n')), output });
  expect((await output.lines()).map((line) => JSON.parse(line).raw)).toEqual(numbers);
  expect(output.mostWaiting).toBeLessThan(200_000);
});

it('stops reading when nobody takes the output any more', async () => {
  const output = new SlowReader();
  let asked = 0;
  async function* endless(): AsyncGenerator<Uint8Array> {
    for (;;) {
      asked += 1;
      if (asked === 3) output.destroy();
      yield new TextEncoder().encode('110\n');
    }
  }
  await normaliseLines({ normaliser, context, input: endless(), output });
  expect(asked).toBeLessThan(10);
});
