import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { hideSecrets, serviceLog } from './service-log.ts';

function logged(json: boolean, write: (log: ReturnType<typeof serviceLog>) => void): string {
  const output = new PassThrough();
  write(serviceLog({ level: 'info', json, output }));
  return output.read()?.toString() ?? '';
}

describe('the service log', () => {
  it('hides numbers and passwords, whoever wrote them', () => {
    for (const json of [true, false]) {
      const text = logged(json, (log) => {
        log.info('caller +8613812345678 refused');
        log.error(
          { err: new Error('connect postgres://jingtong:s3cret@127.0.0.1:5432/x failed') },
          'no database',
        );
        log.warn('list entry 138 1234 5678 not taken');
      });
      expect(text).not.toMatch(/13812345678|1234 5678|s3cret/);
      expect(text).toContain('+86138****5678');
      expect(text).toContain('postgres://jingtong:****@127.0.0.1:5432/x');
    }
  });

  it('writes one JSON object a line, or short lines for a person', () => {
    const line = logged(true, (log) => log.info({ port: 8080 }, 'listening'));
    expect(JSON.parse(line)).toMatchObject({ level: 'info', msg: 'listening', port: 8080 });
    const pretty = logged(false, (log) => log.warn({ port: 8080, why: { a: 1 } }, 'listening'));
    expect(pretty).toMatch(/^\d\d:\d\d:\d\d WARN {2}listening port=8080 why=\{"a":1\}\n$/);
  });

  it('keeps what is no secret', () => {
    const text = 'listening at http://127.0.0.1:8080, policy 2026.11.0, started 2026-11-25 14:03:05';
    expect(hideSecrets(text)).toBe(text);
  });
});
