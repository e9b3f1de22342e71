import { createPrivateKey, type KeyObject, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Command, InvalidArgumentError, Option } from 'commander';
import { Fault } from '../../domain/fault.ts';
import type { CommandBuilder } from '../command-builder.ts';
import { EXIT } from '../exit-code.ts';
import { type PassportOrder, signPassport } from '../passport/sign-passport.ts';

interface Given {
  readonly key: string;
  readonly certUrl: string;
  readonly orig: string;
  readonly dest: readonly string[];
  readonly attest: 'A' | 'B' | 'C';
  readonly origid?: string;
  readonly iat?: number;
  readonly div?: string;
  readonly json?: boolean;
}

/** `jingtong passport sign`: one Identity header on standard output. */
export const passportSignCommand: CommandBuilder = (exit) =>
  new Command('sign')
    .description('print an Identity header for a call')
    .requiredOption('--key <file>', 'private key of the curve P-256, PEM')
    .requiredOption('--cert-url <url>', 'where verifiers fetch the certificate (https)', httpsUrl)
    .requiredOption('--orig <number>', 'the caller', canonical)
    .requiredOption('--dest <number>', 'the called party, several times for several', addNumber)
    .addOption(
      new Option('--attest <level>', 'A: caller and number known, B: caller known, C: neither')
        .choices(['A', 'B', 'C'])
        .default('C'),
    )
    .option('--origid <uuid>', 'names the origin for tracing (default: a new one)', originId)
    .option('--iat <time>', 'when it is made: seconds since 1970 or a moment (default: now)', seconds)
    .option('--div <number>', 'make a div statement: this number passes the call on to --dest', canonical)
    .option('--json', 'print one JSON object with header value, JOSE header and claims')
    .addHelpText('after', HELP)
    .action((given: Given) => {
      const signed = signPassport(orderOf(given), readKey(given.key));
      if (!signed.ok) throw new Fault('wrong-key', `${given.key}: ${signed.detail}`);
      const { identity, header, claims } = signed.value;
      const shown = given.json ? JSON.stringify({ identity, header, claims }) : `Identity: ${identity}`;
      process.stdout.write(`${shown}\n`);
      exit(EXIT.done);
    });

function orderOf({ certUrl, orig, dest, attest, origid, iat, div }: Given): PassportOrder {
  return {
    certUrl,
    orig,
    dest,
    iat: iat ?? Math.floor(Date.now() / 1000),
    says:
      div === undefined ? { kind: 'shaken', attest, origid: origid ?? randomUUID() } : { kind: 'div', div },
  };
}

function readKey(path: string): KeyObject {
  let text: Buffer;
  try {
    text = readFileSync(path);
  } catch (cause) {
    throw new Fault('key-unreadable', `cannot read the key ${path}; check that it exists and may be read`, {
      cause,
    });
  }
  try {
    return createPrivateKey(text);
  } catch (cause) {
    throw new Fault('key-unreadable', `${path} holds no private key in PEM without a password`, { cause });
  }
}

/** A number in any usual writing, in the form that is signed (RFC 8224 §8.3). */
function canonical(text: string): string {
  const digits = text
    .replace(/^tel:/i, '')
    .replace(/^\+/, '')
    .replace(/[\s().-]/g, '');
  if (!/^[0-9*#]{1,20}$/.test(digits))
    throw new InvalidArgumentError('expected a number such as +12025550143, or a short code such as 911.');
  return digits;
}

const addNumber = (text: string, before: readonly string[] = []): string[] => [...before, canonical(text)];

function httpsUrl(text: string): string {
  if (!/^https:\/\/[^\s<>"]+$/.test(text) || !URL.canParse(text))
    throw new InvalidArgumentError('expected an https address such as https://cert.example.org/signer.pem.');
  return text;
}

function originId(text: string): string {
  if (!/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text))
    throw new InvalidArgumentError('expected a UUID (RFC 8588 §5).');
  return text;
}

function seconds(text: string): number {
  const at = /^\d{1,11}$/.test(text) ? Number(text) : Math.floor(Date.parse(text) / 1000);
  if (!Number.isSafeInteger(at) || at < 0)
    throw new InvalidArgumentError('expected seconds since 1970 or a moment such as 2026-11-25T12:00:00Z.');
  return at;
}

const HELP = `
Examples:
  $ jingtong passport sign --key signer.key --cert-url https://cert.example.org/signer.pem \\
      --orig +12025550143 --dest +12025550111 --attest A
  $ jingtong passport sign ... --orig +12025550143 --dest +12025550122 --div +12025550111
                                                  the call to ...111 goes on to ...122
  $ openssl ecparam -name prime256v1 -genkey -noout -out signer.key      a key to try with

The statement is signed with ES256 and written in the canonical way of RFC 8225 §9.
Exit codes: 0 printed, 1 the key cannot be used, 2 wrong usage.`;
