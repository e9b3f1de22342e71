import { Command } from 'commander';
import type { CommandBuilder } from '../command-builder.ts';
import { auditCheckpointCommand } from './audit-checkpoint.ts';
import { auditCosignCommand } from './audit-cosign.ts';
import { auditExportCommand } from './audit-export.ts';
import { auditKeyCommand } from './audit-key.ts';
import { auditProveCommand } from './audit-prove.ts';
import { auditVerifyCommand } from './audit-verify.ts';

/** `jingtong audit`: the ledger of who did what, when and why. */
export const auditCommand: CommandBuilder = (exit) =>
  new Command('audit')
    .description('the audit ledger: verify it, sign it, co-sign it, prove an entry')
    .addCommand(auditVerifyCommand(exit))
    .addCommand(auditProveCommand(exit))
    .addCommand(auditExportCommand(exit))
    .addCommand(auditCheckpointCommand(exit))
    .addCommand(auditCosignCommand(exit))
    .addCommand(auditKeyCommand(exit));
