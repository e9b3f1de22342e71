import { describe, expect, it } from 'vitest';
import { Census, Shuffle } from './census.ts';
import { LineBook } from './line-book.ts';

describe('Shuffle', () => {
  it.each([100, 101, 5_000, 10_000_000])('is a bijection of %i places', (size) => {
    const shuffle = new Shuffle(size, 42);
    const seen = new Set<number>();
    const step = Math.max(1, Math.floor(size / 5_000));
    for (let index = 0; index < size; index += step) {
      const place = shuffle.forward(index);
      expect(place).toBeGreaterThanOrEqual(0);
      expect(place).toBeLessThan(size);
      expect(shuffle.back(place)).toBe(index);
      seen.add(place);
    }
    expect(seen.size).toBe(Math.ceil(size / step));
  });
});

describe('Census', () => {
  it('gives every resident exactly one range', () => {
    for (const residents of [100, 997, 5_000]) {
      const census = new Census(1, residents);
      expect(census.ranges[0]!.from).toBe(0);
      expect(census.ranges.at(-1)!.to).toBe(residents);
      for (let line = 0; line < residents; line += 1) {
        const range = census.rangeOf(line);
        expect(line >= range.from && line < range.to).toBe(true);
      }
    }
  });

  it('makes friendship mutual', () => {
    const census = new Census(7, 5_001);
    let mutual = 0;
    for (let line = 0; line < 5_001; line += 1)
      for (let slot = 0; slot < 12; slot += 1)
        if (census.friendOf(census.friendOf(line, slot), slot) === line) mutual += 1;
    // An odd town leaves one line over in each pairing.
    expect(mutual).toBeGreaterThanOrEqual(5_000 * 12);
  });
});

describe('LineBook', () => {
  const book = new LineBook(new Census(3, 5_000));

  it('gives every line its own artificial number and finds the line again', () => {
    const numbers = new Set<string>();
    for (let line = 0; line < 5_000 + book.census.spare; line += 1) numbers.add(book.national(line));
    expect(numbers.size).toBe(5_000 + book.census.spare);
    for (const number of numbers) expect(number).toMatch(/^1\d{2}0000\d{4}$/);
  });

  it('finds who has a number, and that spare and skipped numbers have nobody', () => {
    let people = 0;
    for (let prefix = 0; prefix < book.plan.prefixes; prefix += 1)
      for (let subscriber = 0; subscriber < book.plan.span; subscriber += 1) {
        const line = book.lineAt(prefix, subscriber);
        if (line < 0) continue;
        people += 1;
        expect(book.national(line)).toBe(book.plan.write(prefix, subscriber));
      }
    expect(people).toBe(5_000);
    expect(people / (book.plan.prefixes * book.plan.span)).toBeGreaterThan(0.5);
  });

  it('writes test IMEIs with a right check digit', () => {
    for (let line = 0; line < 200; line += 1) expect(luhn(book.imei(line))).toBe(0);
  });

  it('knows device and cell only of its own subscribers', () => {
    for (let line = 0; line < 500; line += 1) {
      const { trunk, imei, cell } = book.caller(line, 10);
      expect(imei === null).toBe(trunk !== 'subscriber');
      expect(cell === null).toBe(trunk !== 'subscriber');
    }
  });
});

function luhn(digits: string): number {
  let sum = 0;
  [...digits].reverse().forEach((digit, index) => {
    const value = Number(digit) * (index % 2 === 1 ? 2 : 1);
    sum += value > 9 ? value - 9 : value;
  });
  return sum % 10;
}
