import { isLoopback } from '../../api/index.ts';
import { Fault } from '../../domain/fault.ts';
import { secretFile } from '../secret-file.ts';

/** What `jingtong start` was asked to do, checked. */
export interface StartOptions {
  readonly host: string;
  readonly port: number;
  readonly dataDir: string;
  /** `embedded`, `none` or a PostgreSQL URL. */
  readonly database: string;
  readonly policyDir: string | null;
  /** File that says which switches ask where; `null`: none. */
  readonly callPath: string | null;
  /** `null`: no simulated town. */
  readonly town: { readonly seed: number; readonly people: number; readonly speed: number } | null;
  readonly token: string | null;
  readonly hostNames: readonly string[];
  readonly sync: 'interval' | 'every-write';
  readonly budgetMs: number;
  readonly callsPerSecond: number;
  readonly maxNumbers: number;
  readonly language: 'zh' | 'en';
}

const MIN_TOKEN_CHARS = 16;

/** The token of `--token-file`. Throws the `token-file` fault when it is missing, short or readable by everybody. */
export function readToken(path: string): string {
  const token = secretFile('.', path, MIN_TOKEN_CHARS);
  if (token.ok) return token.value;
  throw new Fault('token-file', token.detail);
}

/** An address beyond this machine needs a token: the answers hold who called whom. */
export function checkReach(host: string, token: string | null): void {
  if (isLoopback(host) || token !== null) return;
  throw new Fault(
    'token-needed',
    `listening on ${host} lets other machines in, and that needs a token. Add --token-file FILE, or keep --host 127.0.0.1.`,
  );
}

/** Throws the `bad-database` fault unless it is one of the words or a PostgreSQL URL. */
export function checkDatabase(database: string): void {
  if (database === 'embedded' || database === 'none' || /^postgres(ql)?:\/\/\S+$/.test(database)) return;
  throw new Fault(
    'bad-database',
    '--database must be embedded, none, or a URL such as postgres://user@host/jingtong',
  );
}
