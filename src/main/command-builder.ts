import type { Command } from 'commander';
import type { ExitCode } from './exit-code.ts';

/** Builds one subcommand; its action reports how it ended through `exit` (default: done). */
export type CommandBuilder = (exit: (code: ExitCode) => void) => Command;
