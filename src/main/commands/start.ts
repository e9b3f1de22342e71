import { Command, InvalidArgumentError, Option } from 'commander';
import type { Language } from '../../domain/text.ts';
import type { CommandBuilder } from '../command-builder.ts';
import { defaultDataDir } from '../data-dir.ts';
import { localeLanguage } from '../scan/scan-options.ts';

interface Given {
  readonly host: string;
  readonly port: number;
  readonly data: string;
  readonly database: string;
  readonly policy?: string;
  readonly callPath?: string;
  readonly town: boolean;
  readonly townSeed: number;
  readonly townPeople: number;
  readonly townSpeed: number;
  readonly tokenFile?: string;
  readonly allowHost: readonly string[];
  readonly sync: 'interval' | 'every-write';
  readonly budget: number;
  readonly rateLimit: number;
  readonly maxNumbers: number;
  readonly lang?: Language;
  readonly logLevel: string;
  readonly json?: boolean;
}

/** `jingtong start`: the whole service in one process. */
export const startCommand: CommandBuilder = (exit) =>
  options(new Command('start'))
    .description('run the service: decision API, live page, journal, database and a small simulated town')
    .addHelpText(
      'after',
      `
Examples:
  $ jingtong start                                   everything on http://127.0.0.1:8080/, data in ./data
  $ jingtong start --no-town --port 9000             for a real switch: nobody calls but you
  $ jingtong start --call-path call-path.yaml        switches ask over SIP, HTTP, RADIUS; see jingtong call-path
  $ jingtong start --host 0.0.0.0 --token-file t.txt let other machines in; the token is then required
  $ curl -s localhost:8080/v1/verdicts -H 'content-type: application/json' \\
         -d '{"caller":"+8613800000000","callee":"95588","trunk":"international"}'

Signals: INT and TERM stop in order (twice: at once), HUP reads the policy again. Changed policy files are
taken by themselves; a wrong one is refused with its line and the old policy stays.
Exit codes: 0 stopped as asked, 1 failed, 2 wrong usage.`,
    )
    .action(async (given: Given) => {
      const { runStart } = await import('../start/run-start.ts');
      const { town, townSeed, townPeople, townSpeed, lang, json, ...rest } = given;
      const code = await runStart({
        ...rest,
        policyDir: given.policy ?? null,
        callPath: given.callPath ?? null,
        tokenFile: given.tokenFile ?? null,
        town: town ? { seed: townSeed, people: townPeople, speed: townSpeed } : null,
        language: lang ?? localeLanguage(process.env),
        json: json ?? !process.stderr.isTTY,
      });
      exit(code);
    });

function options(command: Command): Command {
  return command
    .option('--host <address>', 'address to listen on; anything but loopback needs --token-file', '127.0.0.1')
    .option('--port <port>', 'port to listen on, 0 for any free one', whole(0, 65_535), 8080)
    .option('--data <dir>', 'data folder (JINGTONG_DATA)', defaultDataDir())
    .option('--database <what>', 'embedded, none, or a postgres:// URL', 'embedded')
    .option(
      '--policy <dir>',
      'folder with local.d and override.d, or a whole policy (Default: the shipped one)',
    )
    .option('--call-path <file>', 'doors at which switches ask, and who may (see jingtong call-path)')
    .option('--no-town', 'no simulated town')
    .option('--town-seed <n>', 'same seed, same people', whole(0, Number.MAX_SAFE_INTEGER), 2026)
    .option('--town-people <n>', 'people of the town', whole(100, 10_000_000), 50_000)
    .option(
      '--town-speed <x>',
      "how fast the town's clock runs; above 1 it runs ahead, and calls you post count as late",
      positive,
      1,
    )
    .option('--token-file <file>', 'file with the token that every request must carry')
    .option('--allow-host <name>', 'further host name to be asked under (repeatable)', collect, [])
    .addOption(
      new Option(
        '--sync <when>',
        'when an acknowledged verdict is on the disk: interval (200 ms) or every-write',
      )
        .choices(['interval', 'every-write'])
        .default('interval'),
    )
    .option(
      '--budget <ms>',
      'how long an answer waits for the journal before the call is let pass',
      whole(1, 60_000),
      200,
    )
    .option('--rate-limit <n>', 'calls a second one client may have judged', whole(1, 10_000_000), 20_000)
    .option('--max-numbers <n>', 'numbers with live state', whole(1_000, 100_000_000), 1_000_000)
    .addOption(new Option('--lang <lang>', 'zh or en (Default: from the locale)').choices(['zh', 'en']))
    .addOption(
      new Option('--log-level <level>', 'how much to log')
        .choices(['error', 'warn', 'info', 'debug'])
        .default('info'),
    )
    .option('--json', 'log JSON lines (Default: when standard error is no terminal)');
}

function whole(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`must be a whole number from ${least} to ${most}.`);
  };
}

function positive(text: string): number {
  const value = Number(text);
  if (value > 0 && value <= 10_000) return value;
  throw new InvalidArgumentError('must be above 0 and at most 10000.');
}

const collect = (name: string, before: readonly string[]): string[] => [...before, name];
