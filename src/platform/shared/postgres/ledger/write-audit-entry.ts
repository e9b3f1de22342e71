import type pg from 'pg';

/** Adds an entry to the queue within the transaction that `client` is in; row security lets nobody write for another. */
export async function writeAuditEntry(client: Pick<pg.ClientBase, 'query'>, entry: string): Promise<void> {
  await client.query({
    name: 'audit-append',
    text: 'insert into audit_pending (entry) values ($1)',
    values: [entry],
  });
}
