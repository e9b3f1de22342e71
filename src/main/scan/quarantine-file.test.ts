import { existsSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { QuarantineFile } from './quarantine-file.ts';

const record = (raw: string, line = 1) => ({
  file: 'Master.csv',
  line,
  offset: null,
  column: null,
  reason: 'too-few-fields',
  detail: 'd',
  raw,
});
const place = () => join(mkdtempSync(join(tmpdir(), 'quarantine-')), 'q.csv');

describe('QuarantineFile', () => {
  it('does not exist, and leaves an older one alone, while nothing is quarantined', () => {
    const path = place();
    new QuarantineFile(path).close();
    expect(existsSync(path)).toBe(false);
    writeFileSync(path, 'older');
    new QuarantineFile(path).close();
    expect(readFileSync(path, 'utf8')).toBe('older');
  });

  it('keeps every row whatever it holds, more than one block of them, readable by the owner only', () => {
    const path = place();
    const rows = [
      ...fc.sample(fc.string(), 50),
      'x'.repeat(50_000),
      'y'.repeat(50_000),
      '=1+1',
      '"a",b\r\nc',
    ];
    const file = new QuarantineFile(path);
    for (const [nth, raw] of rows.entries()) file.add(record(raw, nth + 1));
    file.close();
    const read = parse(readFileSync(path), { columns: true }) as unknown as Record<string, string>[];
    expect(read.map(({ row }) => row!.replace(/^'(?='*[=+\-@\t\r\n])/, ''))).toEqual(rows);
    expect(read[1]).toMatchObject({ file: 'Master.csv', line: '2', column: '', reason: 'too-few-fields' });
    const binary = new QuarantineFile(path);
    binary.add({ ...record('a0'), line: null, offset: 4096 });
    binary.close();
    const [offset] = parse(readFileSync(path), { columns: true }) as unknown as Record<string, string>[];
    expect(offset).toMatchObject({ line: '', offset: '4096', row: 'a0' });
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('says what to do when it cannot be written', () => {
    const file = new QuarantineFile(join(place(), 'no', 'folder.csv'));
    expect(() => file.add(record('x'))).toThrow(/name another file with --quarantine/);
  });
});
