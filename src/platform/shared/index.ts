export { readCaseworkFiles } from './casework-files.ts';
export { type NumberingFolder, readNumberingFolder } from './numbering-files.ts';
export {
  type PolicyFolders,
  type ReadPolicyFile,
  readPolicyFiles,
  watchPolicyFiles,
} from './policy-files.ts';
export {
  type CaseworkDatabase,
  openCaseworkDatabase,
  type ServiceRole,
  serviceUrl,
} from './postgres/access/casework-database.ts';
export { postgresDirectory } from './postgres/access/postgres-directory.ts';
export { postgresKeys } from './postgres/access/postgres-keys.ts';
export { postgresSignIn } from './postgres/access/postgres-sign-in.ts';
export { type SubjectTransaction, withSubject } from './postgres/access/with-subject.ts';
export { connectDatabase, type Database } from './postgres/connect-database.ts';
export { postgresLedgerStore } from './postgres/ledger/postgres-ledger-store.ts';
export { writeAuditEntry } from './postgres/ledger/write-audit-entry.ts';
export { migrate } from './postgres/migrate.ts';
export { postgresVerdictIndex } from './postgres/postgres-verdict-index.ts';
export { readStirProfile, readStirWords } from './stir/stir-files.ts';
export type { StirWords } from './stir/stir-words-file.ts';
