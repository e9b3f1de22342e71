import { PassThrough } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { keepDatabase } from './database-keeper.ts';
import { serviceLog } from './service-log.ts';

it('tells why there is no database, without the password, tries again, and stops at once', async () => {
  const output = new PassThrough();
  const log = serviceLog({ level: 'info', json: true, output });
  let starts = 0;
  const keeper = keepDatabase(
    async () => {
      starts += 1;
      throw new Error('cannot connect to postgres://me:s3cret@db/x');
    },
    '/nowhere',
    log,
  );
  expect(keeper.status(0).state).toBe('starting');
  while (starts < 2) await sleep(20);
  expect(keeper.status(5)).toEqual({
    state: 'failed',
    detail: 'cannot connect to postgres://me:****@db/x',
    lag: 0,
  });
  expect(keeper.database()).toBeNull();
  await keeper.stop();
  expect(keeper.status(5).state).toBe('off');
  expect(output.read().toString()).not.toContain('s3cret');
});
