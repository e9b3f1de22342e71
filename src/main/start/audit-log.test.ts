import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openAuditLog } from './audit-log.ts';

const line = {
  at: Date.UTC(2026, 10, 25),
  client: '127.0.0.1',
  action: 'unmask-verdict',
  reason: 'case "7"\n',
} as const;

it('keeps every line in order, readable by its owner alone', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'jingtong-audit-'));
  const audit = openAuditLog(folder);
  await Promise.all([1, 2, 3].map((n) => audit.append({ ...line, object: `V${n}` })));
  await audit.close();
  const path = join(folder, 'audit.ndjson');
  const kept = readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((text) => JSON.parse(text));
  expect(kept.map(({ object }) => object)).toEqual(['V1', 'V2', 'V3']);
  expect(kept[0]).toEqual({ ...line, object: 'V1', at: '2026-11-25T00:00:00.000Z' });
  expect(statSync(path).mode & 0o077).toBe(0);
  rmSync(folder, { recursive: true });
});

it('rejects when the line cannot be kept, and works again when it can', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'jingtong-audit-'));
  rmSync(folder, { recursive: true });
  const audit = openAuditLog(folder);
  await expect(audit.append({ ...line, object: 'V1' })).rejects.toThrow('ENOENT');
  const { mkdirSync } = await import('node:fs');
  mkdirSync(folder);
  await audit.append({ ...line, object: 'V2' });
  await audit.close();
  expect(readFileSync(join(folder, 'audit.ndjson'), 'utf8')).toContain('V2');
  rmSync(folder, { recursive: true });
});
