// The audit ledger on a PostgreSQL of its own: what an entry adds to a transaction at 50 concurrent users, and what
// numbering, proving and verifying take.
//   node scripts/bench.mjs ledger --entries 40000000 --acts 20000
import { createHash } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import {
  createAuditLedger,
  makeCheckpoint,
  noteSigner,
  proveEntry,
  readLedger,
  sequence,
  verifyAudit,
} from '../dist/access/ledger/index.js';
import { startEmbeddedPostgres } from '../dist/platform/embedded/index.js';
import {
  connectDatabase,
  migrate,
  postgresLedgerStore,
  writeAuditEntry,
} from '../dist/platform/shared/index.js';

const { values } = parseArgs({
  options: { entries: { type: 'string', default: '100000' }, acts: { type: 'string', default: '5000' } },
});
const USERS = 50;
const CONNECTIONS = 16;
const dir = mkdtempSync(join(tmpdir(), 'bench-ledger-'));
chmodSync(dir, 0o755);
const postgres = await startEmbeddedPostgres(join(dir, 'postgres'));
const pool = connectDatabase(postgres.url, CONNECTIONS);
const keeper = connectDatabase(postgres.url, 2);
try {
  await migrate(pool, new URL('../migrations', import.meta.url).pathname);
  await pool.query('create table act (id bigint generated always as identity primary key, note text)');
  const store = postgresLedgerStore(keeper);
  await seed(store, Number(values.entries));
  const alone = await acts(Number(values.acts), () => {});
  const ledger = createAuditLedger(writeAuditEntry, Date);
  let isOver = false;
  const numbering = (async () => {
    while (!isOver) {
      await sequence(store);
      await new Promise((wake) => setTimeout(wake, 100));
    }
  })();
  const recorded = await acts(Number(values.acts), (client, at) =>
    ledger.append(client, {
      who: { person: 'person-1', role: 'case-officer', agency: 'police.north', home: 'police.north' },
      what: { action: 'order.approve', kind: 'order', object: `order-${at}`, rev: 3 },
      why: { purpose: 'investigation', case: 'case-17', basis: 'art. 32' },
      outcome: 'done',
      reason: null,
      facts: { measure: 'suspend', shown: '138****5678' },
    }),
  );
  isOver = true;
  await numbering;
  await sequence(store);
  console.log(
    `${USERS} users on ${CONNECTIONS} connections, ms a transaction, waiting for a connection included:`,
  );
  console.log(`  act alone        p50 ${alone.p50}  p99 ${alone.p99}  (${alone.aSecond}/s)`);
  console.log(
    `  act and entry    p50 ${recorded.p50}  p99 ${recorded.p99}  (${recorded.aSecond}/s), numbered meanwhile`,
  );
  await readAgain(store);
} finally {
  await pool.end();
  await keeper.end();
  await postgres.stop();
  rmSync(dir, { recursive: true, force: true });
}

async function seed(store, entries) {
  const text = `'{"at":1790000000000,"commitments":{},"facts":{"shown":"138****5678"},"id":"' || md5(n::text) || '","outcome":"done","reason":null,"v":1,"what":{"action":"number.read","kind":"number","object":"' || md5(n::text) || '","rev":null},"who":{"agency":"police.north","home":"police.north","person":"person-' || n % 5000 || '","role":"case-officer"},"why":{"basis":null,"case":"case-' || n % 9000 || '","purpose":"investigation"}}'`;
  let added = 0;
  let ms = 0;
  for (let from = 0; from < entries; from += 200_000) {
    const until = Math.min(entries, from + 200_000);
    await pool.query(
      `insert into audit_pending (entry) select ${text} from generate_series($1::bigint, $2) n`,
      [from + 1, until],
    );
    const start = performance.now();
    added += (await sequence(store)).added;
    ms += performance.now() - start;
  }
  await pool.query('analyze');
  console.log(`numbered ${added} entries: ${Math.round((added / ms) * 1000)}/s`);
}

async function acts(count, append) {
  const times = [];
  let next = 0;
  const start = performance.now();
  await Promise.all(
    Array.from({ length: USERS }, async () => {
      for (let at = next++; at < count; at = next++) {
        const begun = performance.now();
        const client = await pool.connect();
        await client.query('begin');
        await client.query('insert into act (note) values ($1)', ['something']);
        await append(client, at);
        await client.query('commit');
        client.release();
        times.push(performance.now() - begun);
      }
    }),
  );
  const aSecond = Math.round((count / (performance.now() - start)) * 1000);
  times.sort((a, b) => a - b);
  const quantile = (share) => times[Math.floor(share * (times.length - 1))].toFixed(1);
  return { p50: quantile(0.5), p99: quantile(0.99), aSecond };
}

async function readAgain(store) {
  const signer = noteSigner('log', 'bench.example/audit', createHash('sha256').update('bench').digest());
  let start = performance.now();
  await makeCheckpoint(store, signer);
  console.log(`checkpoint: ${(performance.now() - start).toFixed(1)} ms`);
  const size = await store.size();
  start = performance.now();
  for (let at = 0; at < 50; at += 1) await proveEntry(store, String(Math.floor((size * at) / 50)));
  console.log(`proof of one of ${size} entries: ${((performance.now() - start) / 50).toFixed(2)} ms`);
  start = performance.now();
  const notes = (await store.checkpoints()).map(({ note }) => ({ label: 'newest', note, isOutside: false }));
  const report = await verifyAudit(readLedger(store), notes, [signer.key]);
  const ms = performance.now() - start;
  const mebibytes = Math.round(process.memoryUsage().rss / 2 ** 20);
  console.log(
    `verified: ${report.outcome}, ${Math.round((size / ms) * 1000)} entries/s, ${mebibytes} MiB resident`,
  );
}
