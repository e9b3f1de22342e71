import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text as textOfStream } from 'node:stream/consumers';
import { Command, InvalidArgumentError, Option } from 'commander';
import { Fault } from '../../domain/fault.ts';
import { ok } from '../../domain/result.ts';
import type { CertificateSource } from '../../domain/signing-certificate.ts';
import type { StirProfile } from '../../domain/stir-profile.ts';
import type { Language } from '../../domain/text.ts';
import { readStirProfile, readStirWords } from '../../platform/shared/index.ts';
import {
  createCallerVerifier,
  createTrustList,
  type SignalledNumber,
  type SignedCall,
  statedParties,
  type TrustList,
  withCalls,
} from '../../traffic/normalise/index.ts';
import { openCertificateSource } from '../../traffic/sources/index.ts';
import type { CommandBuilder } from '../command-builder.ts';
import { EXIT } from '../exit-code.ts';
import { PACKAGE_ROOT } from '../package-root.ts';
import { readIdentities } from '../passport/read-identities.ts';
import { verificationText } from '../passport/verification-text.ts';
import { localeLanguage } from '../scan/scan-options.ts';

interface Given {
  readonly trust?: readonly string[];
  readonly cert?: string;
  readonly certificates?: string;
  readonly offline?: boolean;
  readonly port?: readonly number[];
  readonly profile: string;
  readonly calls?: 'end' | 'continue';
  readonly at?: number | 'iat';
  readonly caller?: string;
  readonly dialled?: string;
  readonly target?: string;
  readonly date?: number;
  readonly lang?: Language;
  readonly json?: boolean;
}

/** `jingtong passport verify`: every check of a call's Identity headers, with the clause that asks for it. */
export const passportVerifyCommand: CommandBuilder = (exit) =>
  new Command('verify')
    .description('check Identity headers and tell every check with its clause')
    .argument('[file]', 'Identity headers one a line, or a SIP message; - or nothing: standard input', '-')
    .option('--trust <file>', 'certificates of trusted authorities, PEM; several times for several', addText)
    .option('--cert <file>', 'the certificate, instead of fetching it')
    .option('--certificates <dir>', 'folder of kept certificates, read and written')
    .option('--offline', 'fetch nothing')
    .option('--port <port>', 'another port certificates may come from, such as 8443', addPort)
    .option('--profile <name>', 'rfc8224, man-fr, opensips, or a path to a profile file', 'rfc8224')
    .addOption(
      new Option(
        '--calls <what>',
        'instead of what the profile does with calls whose statement is wrong',
      ).choices(['end', 'continue']),
    )
    .option('--at <time>', 'the moment of the call: a moment, seconds, or "iat" (default: now)', moment)
    .option('--caller <number>', 'the caller as the call tells it')
    .option('--dialled <number>', 'the number dialled (To)')
    .option('--target <number>', 'where the call goes now (Request-URI; default: --dialled)')
    .option('--date <time>', 'the Date header of the call', instant)
    .addOption(new Option('--lang <lang>', 'zh or en (default: from the locale)').choices(['zh', 'en']))
    .option('--json', 'print one JSON document')
    .addHelpText('after', HELP)
    .action(async (file: string, given: Given) => {
      const identities = readIdentities(await readInput(file));
      const written = await profileOf(given.profile);
      const profile = given.calls === undefined ? written : withCalls(written, given.calls);
      const stated = statedParties(identities);
      const at = given.at === 'iat' ? (stated.iat ?? 0) * 1000 : (given.at ?? Date.now());
      const verifier = createCallerVerifier({
        trust: trustOf(given.trust ?? []),
        profile,
        certificates: await certificatesOf(given),
      });
      const report = await verifier.explain(callOf(identities, given, stated), at);
      const uncompared = [
        ...(given.caller === undefined ? ['caller'] : []),
        ...(given.dialled === undefined ? ['called'] : []),
      ];
      if (given.json) {
        const document = { profile: profile.id, at, uncompared, ...jsonOf(report) };
        process.stdout.write(`${JSON.stringify(document)}\n`);
      } else {
        const words = await readStirWords(join(PACKAGE_ROOT, 'policy/stir'));
        const language = given.lang ?? localeLanguage(process.env);
        process.stdout.write(verificationText(report, { words, profile, language, uncompared }));
      }
      exit(report.verification.result === 'passed' ? EXIT.done : EXIT.failed);
    });

/** Signature and signing input are of use to nobody who has the header. */
function jsonOf({
  verification,
  identities,
  unread,
  findings,
}: Awaited<ReturnType<ReturnType<typeof createCallerVerifier>['explain']>>) {
  return {
    verification,
    identities: identities.map(({ text, kind, token, findings: own, notes }) => ({
      text,
      kind,
      header: token?.header ?? null,
      claims: token?.claims ?? null,
      findings: own,
      notes,
    })),
    unread,
    findings,
  };
}

/** What the command line does not tell of the call is taken from the statement and then not counted as compared. */
function callOf(
  identities: readonly string[],
  given: Given,
  stated: ReturnType<typeof statedParties>,
): SignedCall {
  const dialled = given.dialled ?? stated.dest ?? '';
  return {
    callId: 'passport verify',
    identities,
    caller: signalled(given.caller ?? stated.orig ?? ''),
    dialled: signalled(dialled),
    target: signalled(given.target ?? (given.dialled === undefined ? (stated.target ?? dialled) : dialled)),
    saidAt: given.date ?? null,
  };
}

function signalled(text: string): SignalledNumber {
  const isWithheld = /^(?:sip:)?(?:anonymous|withheld)/i.test(text);
  return { kind: isWithheld ? 'withheld' : 'local', raw: text, canonical: text, candidates: [] };
}

async function readInput(file: string): Promise<string> {
  if (file === '-') return textOfStream(process.stdin);
  return readText(file, 'check that it exists and may be read');
}

const readText = (path: string, advice: string): string => readBytes(path, advice).toString('utf8');

function readBytes(path: string, advice: string): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw new Fault('file-unreadable', `cannot read ${path}; ${advice}`, { cause });
  }
}

async function profileOf(name: string): Promise<StirProfile> {
  const profile = await readStirProfile(join(PACKAGE_ROOT, 'policy/stir'), name);
  if (profile.ok) return profile.value;
  throw new Fault('bad-stir-profile', profile.detail);
}

function trustOf(files: readonly string[]): TrustList {
  const pems = files.map((file) => readText(file, 'name the certificates of your authorities with --trust'));
  const trust = createTrustList(pems);
  if (trust.ok) return trust.value;
  throw new Fault('unreadable-anchor', `--trust: ${trust.detail}`);
}

async function certificatesOf({ cert, certificates, offline, port = [] }: Given): Promise<CertificateSource> {
  if (cert === undefined)
    return openCertificateSource({
      folder: certificates ?? null,
      isOnline: offline !== true,
      limits: { ports: [443, ...port] },
      onTrouble: (message) => process.stderr.write(`jingtong: ${message}\n`),
    });
  const bytes = readBytes(cert, 'name the certificate of the signer with --cert');
  return { get: (url) => ok({ url, bytes }) };
}

const addText = (text: string, before: readonly string[] = []): string[] => [...before, text];

function addPort(text: string, before: readonly number[] = []): number[] {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw new InvalidArgumentError('expected a port number.');
  return [...before, port];
}

function instant(text: string): number {
  const at = /^\d{1,11}$/.test(text) ? Number(text) * 1000 : Date.parse(text);
  if (Number.isNaN(at))
    throw new InvalidArgumentError('expected seconds since 1970 or a moment such as 2026-11-25T12:00:00Z.');
  return at;
}

const moment = (text: string): number | 'iat' => (text === 'iat' ? 'iat' : instant(text));

const HELP = `
Examples:
  $ jingtong passport verify invite.sip --trust ca.pem --caller +12025550143 --dialled +12025550111
  $ jingtong passport verify header.txt --trust ca.pem --cert signer.pem --at iat
                                                  an old header, as at the moment it was made
  $ jingtong passport verify - --trust ca.pem --profile man-fr --lang zh < header.txt
  $ jingtong passport verify header.txt --trust ca.pem --json | jq .verification

Without --caller and --dialled the statement is compared with no call: such checks are shown as "not compared".
Certificates are fetched over https from public addresses only (port 443 or --port); --certificates keeps them.
Profiles are policy/stir/*.yaml: what is checked how strictly, and what a switch is answered.
Exit codes: 0 passed, 1 failed or not verified (--json tells which), 2 wrong usage.`;
