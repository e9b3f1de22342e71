import { type ChildProcess, spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { builtDist, builtModule } from './built.ts';

const PG = pathToFileURL(createRequire(import.meta.url).resolve('pg')).href;

const scriptOf = (dist: string): string => `
  import pg from ${JSON.stringify(PG)};
  import { createAuditLedger, sequence } from ${JSON.stringify(builtModule(dist, 'access/ledger/index.js'))};
  import { postgresLedgerStore, writeAuditEntry } from ${JSON.stringify(builtModule(dist, 'platform/shared/index.js'))};
  const [url, what, name] = process.argv.slice(1);
  const pool = new pg.Pool({ connectionString: url, max: 4 });
  const ledger = createAuditLedger(writeAuditEntry, { now: () => Date.now() });
  async function write(lane) {
    const client = await pool.connect();
    for (let at = 0; ; at += 1) {
      const object = name + '-' + lane + '-' + at;
      await client.query('begin');
      await client.query('insert into act values ($1)', [object]);
      await ledger.append(client, {
        who: { person: 'worker', role: 'system', agency: null, home: null },
        what: { action: 'test.act', kind: null, object, rev: null },
        why: { purpose: null, case: null, basis: null },
        outcome: 'done',
        reason: null,
      });
      await client.query('commit');
      process.stdout.write(object + '\\n');
    }
  }
  if (what === 'write') await Promise.all([0, 1, 2].map(write));
  else for (;;) await sequence(postgresLedgerStore(pool), 1);
`;

/**
 * A process of its own, to be killed: acts on table `act` with an entry each and prints what the database acknowledged, or
 * numbers entries one by one.
 */
export function startLedgerWorker(url: string, what: 'write' | 'sequence', name: string): ChildProcess {
  const script = scriptOf(builtDist());
  return spawn(process.execPath, ['--input-type=module', '-e', script, '--', url, what, name], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}
