import type { CommandBuilder } from '../command-builder.ts';
import { adminCommandGroup } from './admin.ts';
import { auditCommand } from './audit.ts';
import { callPathCommand } from './call-path.ts';
import { conformCommand } from './conform.ts';
import { explainCommand } from './explain.ts';
import { inspectCommand } from './inspect.ts';
import { journalCommand } from './journal.ts';
import { lifecycleCommand } from './lifecycle.ts';
import { mappingCommand } from './mapping.ts';
import { normaliseCommand } from './normalise.ts';
import { passportCommand } from './passport.ts';
import { policyCommand } from './policy.ts';
import { replayCommand } from './replay.ts';
import { scanCommand } from './scan.ts';
import { simulateCommand } from './simulate.ts';
import { startCommand } from './start.ts';
import { watchCommand } from './watch.ts';

/** Every subcommand, in the order of the help page. */
export const COMMANDS: readonly CommandBuilder[] = [
  scanCommand,
  startCommand,
  callPathCommand,
  conformCommand,
  watchCommand,
  explainCommand,
  replayCommand,
  journalCommand,
  simulateCommand,
  inspectCommand,
  mappingCommand,
  normaliseCommand,
  policyCommand,
  lifecycleCommand,
  passportCommand,
  adminCommandGroup,
  auditCommand,
];
