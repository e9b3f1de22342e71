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
  // Dies by its own hand, as surely as by kill -9: nothing of it runs on.
  const step = (at) => {
    if (what === 'die-' + at) {
      process.kill(process.pid, 'SIGKILL');
      for (;;);
    }
  };
  async function write(lane) {
    const client = await pool.connect();
    for (let at = 0; ; at += 1) {
      const object = name + '-' + lane + '-' + at;
      await client.query('begin');
      step('begun');
      await client.query('insert into act values ($1)', [object]);
      step('acted');
      await ledger.append(client, {
        who: { person: 'worker', role: 'system', agency: null, home: null },
        what: { action: 'test.act', kind: null, object, rev: null },
        why: { purpose: null, case: null, basis: null },
        outcome: 'done',
        reason: null,
      });
      step('appended');
      const commit = client.query('commit');
      if (what === 'die-committing') client.connection.stream.write('', () => step('committing'));
      await commit;
      step('committed');
      process.stdout.write(object + '\\n');
    }
  }
  const store = postgresLedgerStore(pool);
  const dying = {
    ...store,
    inBatch: async (work) => {
      const value = await store.inBatch((batch) => work({
        ...batch,
        take: async (limit) => {
          const taken = await batch.take(limit);
          if (taken.length > 0) step('taken');
          return taken;
        },
        add: async (...added) => {
          await batch.add(...added);
          step('added');
        },
      }));
      step('numbered');
      return value;
    },
  };
  if (what === 'write') await Promise.all([0, 1, 2].map(write));
  else if (['die-taken', 'die-added', 'die-numbered'].includes(what)) await sequence(dying);
  else if (what.startsWith('die-')) await write(0);
  else for (;;) await sequence(store, 1);
`;

/** Steps at which a worker kills itself: five of a writer, three of the sequencer. */
export const DEADLY_STEPS = [
  'begun',
  'acted',
  'appended',
  'committing',
  'committed',
  'taken',
  'added',
  'numbered',
] as const;
export type LedgerWork = 'write' | 'sequence' | `die-${(typeof DEADLY_STEPS)[number]}`;

/**
 * A process of its own, to be killed: acts on table `act` with an entry each and prints what the database acknowledged, or
 * numbers entries one by one.
 */
export function startLedgerWorker(url: string, what: LedgerWork, name: string): ChildProcess {
  const script = scriptOf(builtDist());
  return spawn(process.execPath, ['--input-type=module', '-e', script, '--', url, what, name], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}
