import { Command, CommanderError } from 'commander';
import { Fault } from '../domain/fault.ts';
import { COMMANDS } from './commands/index.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { VERSION } from './version.ts';

/** Runs one command line and returns its exit code. Never throws: a fault is printed as what, where and what to do. */
export async function runCli(args: readonly string[]): Promise<ExitCode> {
  let code: ExitCode = EXIT.done;
  for (const stream of [process.stdout, process.stderr]) stream.on('error', readerGone);
  const program = new Command('jingtong')
    .description('Jingtong (警通): names fraud calls and numbers, with reasons that hold up.')
    .version(VERSION, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'show this help')
    .showHelpAfterError('(add --help for examples)')
    .addHelpText(
      'after',
      `
Examples:
  $ jingtong scan Master.csv                      name the suspicious numbers in a call-record file
  $ jingtong scan Master.csv --report out.html    the same, as a page to mail
  $ jingtong start                                the whole service with a small simulated town
  $ jingtong start --call-path call-path.yaml     doors at which switches ask; see jingtong call-path
  $ jingtong inspect call.pcap                    what is read in signalling, captures, statements, records
  $ echo 13800000000 | jingtong normalise         read numbers, one JSON object a line

Exit codes: 0 done, 1 failed, 2 wrong usage, 3 done but some input was quarantined.`,
    )
    .exitOverride();
  for (const build of COMMANDS) {
    const command = build((result) => {
      code = result;
    });
    program.addCommand(taught(command));
  }
  try {
    await program.parseAsync(args, { from: 'user' });
    return code;
  } catch (error) {
    return present(error);
  }
}

/** `jingtong ... | head`: whoever reads has seen enough. Commands that must go on without a reader see to it themselves. */
function readerGone(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}

/** Wrong usage is told alike by a command and by the commands under it. */
function taught(command: Command): Command {
  for (const inner of command.commands) taught(inner);
  return command.exitOverride().showHelpAfterError('(add --help for examples)');
}

function present(error: unknown): ExitCode {
  if (error instanceof CommanderError) {
    const asked = error.code === 'commander.helpDisplayed' || error.code === 'commander.version';
    return asked || error.exitCode === 0 ? EXIT.done : EXIT.usage;
  }
  if (error instanceof Fault) {
    process.stderr.write(`jingtong: ${error.message} [${error.code}]\n`);
    return EXIT.failed;
  }
  process.stderr.write(
    `jingtong: this is a bug, please report it:\n${error instanceof Error ? error.stack : error}\n`,
  );
  return EXIT.failed;
}
