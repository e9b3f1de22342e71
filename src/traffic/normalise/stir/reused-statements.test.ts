import { describe, expect, it } from 'vitest';
import { ReusedStatements } from './reused-statements.ts';

const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const signature = (r: bigint, s: bigint): Uint8Array =>
  Buffer.from([r, s].map((value) => value.toString(16).padStart(64, '0')).join(''), 'hex');
const statement = (text: string, s = 5n) => ({ signingInput: text, signature: signature(7n, s) });

describe('statements seen before', () => {
  it('are known by text and signature', () => {
    const seen = new ReusedStatements(1000);
    expect(seen.isReused(statement('a'), 'one', 0)).toBe(false);
    expect(seen.isReused(statement('a'), 'two', 0)).toBe(true);
    expect(seen.isReused(statement('b'), 'two', 0)).toBe(false);
    expect(seen.isReused(statement('a', 6n), 'two', 0)).toBe(false);
  });

  it('are the same with the other root of the signature', () => {
    const seen = new ReusedStatements(1000);
    expect(seen.isReused(statement('a', 5n), 'one', 0)).toBe(false);
    expect(seen.isReused(statement('a', ORDER - 5n), 'two', 0)).toBe(true);
  });

  it('are kept for the time promised and forgotten after twice that', () => {
    const seen = new ReusedStatements(1000);
    seen.isReused(statement('a'), 'one', 0);
    seen.isReused(statement('x'), 'one', 1001);
    expect(seen.isReused(statement('a'), 'two', 1002)).toBe(true);
    expect(seen.isReused(statement('a'), 'two', 2100)).toBe(false);
    expect(seen.forgotten).toBe(0);
  });

  it('are bounded in number, and what is forgotten too early is counted', () => {
    const seen = new ReusedStatements(1_000_000, 10);
    for (let place = 0; place < 100; place += 1) seen.isReused(statement(`n${place}`), 'one', place);
    expect(seen.isReused(statement('n99'), 'two', 100)).toBe(true);
    expect(seen.isReused(statement('n0'), 'two', 100)).toBe(false);
    expect(seen.forgotten).toBeGreaterThanOrEqual(80);
  });
});
