import { Command } from 'commander';
import type { CommandBuilder } from '../command-builder.ts';
import { EXIT } from '../exit-code.ts';

/** `jingtong call-path`: the configuration of the doors at which switches ask. */
export const callPathCommand: CommandBuilder = (exit) => {
  const command = new Command('call-path')
    .description('the doors at which switches ask, and who may: check a configuration, print an example')
    .addHelpText(
      'after',
      `
Examples:
  $ jingtong call-path example > call-path.yaml     a configuration with every part explained
  $ jingtong call-path check call-path.yaml         every mistake with its line; opens nothing
  $ jingtong start --call-path call-path.yaml --no-town
  $ jingtong conform --call-path call-path.yaml --peer home-switch

docs/call-path.md explains every key.
Exit codes: 0 sound, 1 the file is wrong, 2 wrong usage, 3 sound, but some numbers were left out.`,
    );
  command
    .command('check <file>')
    .description('read a configuration and every file it names, and say what is wrong')
    .option('--json', 'the result as JSON')
    .action(async (file: string, { json }: { json?: boolean }) => {
      const { checkCallPath } = await import('../call-path/check-call-path.ts');
      const { text, code } = await checkCallPath(file, json ?? false);
      process.stdout.write(text);
      exit(code);
    });
  command
    .command('example')
    .description('print an example configuration')
    .action(async () => {
      const { readFileSync } = await import('node:fs');
      const { join } = await import('node:path');
      const { PACKAGE_ROOT } = await import('../package-root.ts');
      process.stdout.write(readFileSync(join(PACKAGE_ROOT, 'examples', 'call-path.yaml'), 'utf8'));
      exit(EXIT.done);
    });
  return command;
};
