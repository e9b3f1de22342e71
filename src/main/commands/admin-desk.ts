import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { type AccessPolicy, loadAccessPolicy } from '../../access/permission/index.ts';
import { hashPassword, loadPasswordRules, passwordProblem } from '../../access/sign-in/index.ts';
import { AGENCY_KINDS } from '../../domain/agency-kind.ts';
import { Fault } from '../../domain/fault.ts';
import type { Person } from '../../domain/person.ts';
import { ROLES, type Role } from '../../domain/role.ts';
import { postgresDirectory, postgresKeys, postgresSignIn } from '../../platform/shared/index.ts';
import type { DirectoryStore, KeyStore, SignInStore } from '../../ports/access-store.ts';
import { defaultDataDir } from '../data-dir.ts';
import { PACKAGE_ROOT } from '../package-root.ts';
import { withAdminDatabase } from './admin-database.ts';

/** Options of every command of `jingtong admin`. */
export interface AdminGiven {
  readonly data: string;
  readonly database?: string;
  readonly json?: boolean;
  readonly dryRun?: boolean;
}

/** What a command works with. */
export interface AdminDesk {
  readonly directory: DirectoryStore;
  readonly signIn: SignInStore;
  readonly keys: KeyStore;
  readonly policy: AccessPolicy;
  readonly now: number;
  /** Nothing is to be changed. */
  readonly isTrial: boolean;
}

/** The answer of a command: `text` for people, `json` for programs. */
export interface AdminAnswer {
  readonly text: string;
  readonly json: Readonly<Record<string, unknown>>;
}

const POLICY_FOLDER = join(PACKAGE_ROOT, 'policy');

/** A subcommand with the common options. */
export const adminCommand = (usage: string, about: string, examples: string): Command =>
  named(usage)
    .description(about)
    .option('--data <dir>', 'data folder (JINGTONG_DATA)', defaultDataDir())
    .addOption(
      new Option('--database <url>', 'PostgreSQL of the casework, as its owner').env('JINGTONG_DATABASE'),
    )
    .option('--dry-run', 'check everything, change nothing')
    .option('--json', 'print one JSON document')
    .addHelpText('after', `\nExamples:\n${examples}\n\nExit codes: 0 done, 1 failed, 2 wrong usage.`);

/** `add <code>`: a command `add` with one argument. */
function named(usage: string): Command {
  const [name = '', ...parts] = usage.split(' ');
  return parts.reduce((command, part) => command.argument(part), new Command(name));
}

/** Runs one command and prints its answer. A broken rule of the database becomes a message that says what to do. */
export async function atDesk(
  given: AdminGiven,
  work: (desk: AdminDesk) => Promise<AdminAnswer>,
): Promise<void> {
  const isTrial = given.dryRun === true;
  const answer = await withAdminDatabase(given, async (owner) =>
    work({
      directory: postgresDirectory(owner),
      signIn: postgresSignIn(owner),
      keys: postgresKeys(owner),
      policy: loadAccessPolicy(POLICY_FOLDER),
      now: Date.now(),
      isTrial,
    }).catch((error: { code?: string; message: string }) => {
      if (error instanceof Fault || !error.code?.startsWith('23')) throw error;
      const known = error.code === '23505' ? 'it is there already' : error.message;
      throw new Fault('admin-refused', `nothing was changed: ${known}`, { cause: error });
    }),
  );
  const json = isTrial ? { dryRun: true, ...answer.json } : answer.json;
  const text = isTrial ? `dry run, nothing was changed: ${answer.text}` : answer.text;
  process.stdout.write(`${given.json ? JSON.stringify(json) : text}\n`);
}

export async function personOf({ directory }: AdminDesk, login: string): Promise<Person> {
  const person = await directory.personByLogin(login.toLowerCase());
  if (person !== null) return person;
  throw new Fault('admin-unknown', `nobody has the login "${login}"; see "jingtong admin person add --help"`);
}

/** Who the audit says it was: the account at the machine. */
export const operator = (): string =>
  `operator:${process.env.SUDO_USER ?? process.env.USER ?? process.getuid?.() ?? 'unknown'}`;

/**
 * A password from stdin, refused when weak; without one a random one of 100 bits, which the command prints once.
 */
export async function newPassword(
  fromStdin: boolean,
  about: readonly string[],
): Promise<{ readonly hash: string; readonly shown: string | null }> {
  if (!fromStdin) {
    const shown = randomBytes(13)
      .toString('base64url')
      .replace(/(.{6})(?=.)/g, '$1-');
    return { hash: await hashPassword(shown), shown };
  }
  const password = (await readStdin()).replace(/\r?\n$/, '');
  const problem = passwordProblem(password, about, loadPasswordRules(POLICY_FOLDER));
  if (problem !== null)
    throw new Fault(
      'password-weak',
      `the password is refused (${problem}): take several words that do not belong together`,
    );
  return { hash: await hashPassword(password), shown: null };
}

async function readStdin(): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of process.stdin) {
    parts.push(part as Buffer);
    size += (part as Buffer).length;
    if (size > 4096)
      throw new Fault('password-weak', 'more than 4096 octets came on stdin: give the password alone');
  }
  return Buffer.concat(parts).toString('utf8');
}

export const kindOption = (): Option =>
  new Option('--kind <kind>', 'kind of agency').choices([...AGENCY_KINDS]).makeOptionMandatory();

export function role(text: string): Role {
  if ((ROLES as readonly string[]).includes(text) && text !== 'system') return text as Role;
  throw new InvalidArgumentError(`one of ${ROLES.filter((one) => one !== 'system').join(', ')}.`);
}

/** A day, at its end in UTC+8, or a full time stamp. */
export function moment(text: string): number {
  const full = /^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T24:00:00+08:00` : text;
  const at = Date.parse(full);
  if (Number.isFinite(at) && /^\d{4}-\d\d-\d\d/.test(text)) return at;
  throw new InvalidArgumentError('give a day such as 2027-06-30.');
}
