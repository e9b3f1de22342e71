import fc from 'fast-check';
import { expect, it } from 'vitest';
import { TextMemory } from './text-memory.ts';

it('never holds more than two generations and never a wrong value', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.boolean(), fc.nat(40)), { maxLength: 300 }), (steps) => {
      const memory = new TextMemory<number>(8);
      for (const [write, number] of steps) {
        if (write) memory.set(`${number}`, number);
        else expect([undefined, number]).toContain(memory.get(`${number}`));
        expect(memory.size).toBeLessThanOrEqual(16);
      }
    }),
  );
});

it('keeps what is asked for again through a flood of others', () => {
  const memory = new TextMemory<number>(8);
  memory.set('kept', 1);
  for (let flood = 0; flood < 1000; flood += 1) {
    memory.set(`${flood}`, flood);
    expect(memory.get('kept')).toBe(1);
  }
  expect(memory.get('0')).toBeUndefined();
});
