import type pg from 'pg';
import { Fault } from '../../../../domain/fault.ts';
import type { Intent, Subject } from '../../../../domain/subject.ts';
import type { CaseworkDatabase } from './casework-database.ts';
import { type SealedMoment, sealSubject } from './seal-subject.ts';

/** How a transaction is run. */
export interface SubjectTransaction {
  /** (Default: no purpose and no case.) */
  readonly intent?: Intent;
  /** (Default: false.) */
  readonly readOnly?: boolean;
  /** (Default: read committed.) */
  readonly isolation?: 'read committed' | 'repeatable read' | 'serializable';
}

const NO_INTENT: Intent = { purpose: null, caseRef: null };

/**
 * Runs `work` in one transaction as `subject`: the only door to casework rows. Commits what it did, or rolls all of it back
 * and throws what it threw. The settings (`jingtong.agency`, `.person`, `.role`, `.purpose`, `.home_agency`, `.case`) end
 * with the transaction and are sealed to it, so nothing of a subject stays on the pooled connection. SQL reads them with
 * `current_agency()`, `current_person()`, `current_acting_role()`, `current_purpose()`, `current_home_agency()` and
 * `current_case()`. Do not keep `client` beyond `work`.
 */
export async function withSubject<Result>(
  database: Pick<CaseworkDatabase, 'app' | 'sealKey'>,
  subject: Subject,
  work: (client: pg.PoolClient) => Promise<Result>,
  options: SubjectTransaction = {},
): Promise<Result> {
  const client = await database.app.connect();
  let broken: Error | undefined;
  try {
    const moment = await begin(client, options);
    const settings = sealSubject(database.sealKey, subject, options.intent ?? NO_INTENT, moment);
    await client.query(
      'select set_config(name, value, true) from unnest($1::text[], $2::text[]) as t (name, value)',
      [Object.keys(settings), Object.values(settings)],
    );
    const result = await work(client);
    const { command } = await client.query('commit');
    // A statement failed and `work` did not say so: PostgreSQL then takes "commit" for "rollback".
    if (command !== 'COMMIT')
      throw new Fault('transaction-lost', 'a statement of the transaction failed, so nothing of it was kept');
    return result;
  } catch (error) {
    await client.query('rollback').catch((failed: Error) => {
      broken = failed;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}

async function begin(
  client: pg.PoolClient,
  { readOnly = false, isolation = 'read committed' }: SubjectTransaction,
): Promise<SealedMoment> {
  // One message, two statements: the driver then answers with both results.
  const answers = (await client.query(
    `begin isolation level ${isolation} ${readOnly ? 'read only' : 'read write'};
     select pg_backend_pid()::text as pid,
       (extract(epoch from transaction_timestamp()) * 1000000)::bigint::text as "startedUs"`,
  )) as unknown as readonly pg.QueryResult<SealedMoment>[];
  return answers[1]!.rows[0]!;
}
