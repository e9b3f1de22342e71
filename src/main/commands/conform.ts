import { Command, InvalidArgumentError, Option } from 'commander';
import type { Language } from '../../domain/text.ts';
import { type SocketPlace, socketPlace } from '../call-path/config/socket-place.ts';
import type { CommandBuilder } from '../command-builder.ts';
import { CONFORM_STEPS, type DoorAct } from '../conform/conform-step.ts';
import { localeLanguage } from '../scan/scan-options.ts';

interface Given {
  readonly callPath: string;
  readonly peer: string;
  readonly via?: SocketPlace;
  readonly calleeAt?: SocketPlace;
  readonly callerAt: SocketPlace;
  readonly caller: string;
  readonly callee: string;
  readonly steps: readonly DoorAct[];
  readonly wait: number;
  readonly lang?: Language;
  readonly json?: boolean;
}

/** `jingtong conform`: proof that a switch does what it is told, before it is told in earnest. */
export const conformCommand: CommandBuilder = (exit) =>
  new Command('conform')
    .description('prove that a switch obeys allow, label, divert and block, and copes with silence')
    .requiredOption(
      '--call-path <file>',
      'configuration of the doors; they are opened by this command itself',
    )
    .requiredOption('--peer <name>', 'the switch, by its name in the configuration')
    .option(
      '--via <address:port>',
      'where the switch takes SIP calls over UDP: then no person is needed',
      place,
    )
    .option('--callee-at <address:port>', 'where the switch sends the test numbers: we answer there', place)
    .addOption(
      new Option('--caller-at <address:port>', 'where test calls come from')
        .argParser(place)
        .default({ host: '127.0.0.1', port: 0 }, 'a free port of 127.0.0.1'),
    )
    .option('--caller <number>', 'number that calls', '+8613900000001')
    .option('--callee <number>', 'number that is called', '+8613800000001')
    .addOption(
      new Option('--steps <list>', 'only these, with commas between').argParser(steps).default(
        CONFORM_STEPS.map(({ id }) => id),
        'all',
      ),
    )
    .option('--wait <seconds>', 'longest wait for one call', seconds, 40)
    .addOption(new Option('--lang <lang>', 'zh or en (Default: from the locale)').choices(['zh', 'en']))
    .option('--json', 'the result as JSON')
    .addHelpText(
      'after',
      `
Examples:
  $ jingtong conform --call-path call-path.yaml --peer home-switch
      asks you to place five calls and to say what happened
  $ jingtong conform --call-path call-path.yaml --peer home-switch \\
        --via 192.0.2.5:5060 --callee-at 192.0.2.2:5080
      places the calls through the switch and takes them itself; the switch must route the callee to --callee-at

Stop the service first: this command opens the same doors and answers every call of the peer as its step says.
Exit codes: 0 every step passed, 1 a step failed or nobody could tell, 2 wrong usage.`,
    )
    .action(async ({ callPath, peer, steps: chosen, wait, lang, json, ...given }: Given) => {
      const { conform } = await import('../conform/conform.ts');
      const { text, code } = await conform({
        callPath,
        peer,
        steps: chosen,
        via: given.via ?? null,
        calleeAt: given.calleeAt ?? null,
        callerAt: given.callerAt,
        caller: given.caller,
        callee: given.callee,
        waitMs: wait * 1000,
        json: json ?? false,
        language: lang ?? localeLanguage(process.env),
      });
      process.stdout.write(text);
      exit(code);
    });

function place(text: string): SocketPlace {
  const read = socketPlace(text);
  if (read !== null) return read;
  throw new InvalidArgumentError('must be an address and a port, such as 127.0.0.1:5060 or [::1]:5060.');
}

function steps(text: string): DoorAct[] {
  const known = CONFORM_STEPS.map(({ id }) => id);
  const chosen = text.split(',').map((word) => word.trim());
  const wrong = chosen.find((word) => !known.some((id) => id === word));
  if (wrong === undefined) return chosen as DoorAct[];
  throw new InvalidArgumentError(`"${wrong}" is none of ${known.join(', ')}.`);
}

function seconds(text: string): number {
  const value = Number(text);
  if (value > 0 && value <= 600) return value;
  throw new InvalidArgumentError('must be above 0 and at most 600.');
}
