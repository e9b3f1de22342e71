import { join } from 'node:path';
import type { NumberingPlans } from '../domain/numbering-plan.ts';
import type { Result } from '../domain/result.ts';
import { readNumberingFolder } from '../platform/shared/index.ts';
import { type NumberingProblem, parseNumberingFiles } from '../policy/index.ts';
import { PACKAGE_ROOT } from './package-root.ts';

/**
 * The numbering plans under a root folder, by default the shipped ones (`<root>/policy/numbering`). A wrong file is a
 * value that names file and line; an unreadable folder is a `Fault`.
 */
export async function loadNumberingPlans(
  root: string = PACKAGE_ROOT,
): Promise<Result<NumberingPlans, NumberingProblem>> {
  const folder = await readNumberingFolder(join(root, 'policy/numbering'));
  return parseNumberingFiles(folder.files, folder.version);
}
