import { Command } from 'commander';
import type { CommandBuilder } from '../command-builder.ts';
import { passportSignCommand } from './passport-sign.ts';
import { passportVerifyCommand } from './passport-verify.ts';

/** `jingtong passport`: signed statements about callers (STIR), for operators who set a signing or verifying service up. */
export const passportCommand: CommandBuilder = (exit) =>
  new Command('passport')
    .description('sign and verify statements about callers (STIR/SHAKEN, networks outside China)')
    .addCommand(passportSignCommand(exit))
    .addCommand(passportVerifyCommand(exit));
