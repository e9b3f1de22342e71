import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault } from '../../domain/fault.ts';

/** The numbering files of one folder and the version of the whole: a hash of names and contents. */
export interface NumberingFolder {
  readonly files: readonly { readonly name: string; readonly text: string }[];
  readonly version: string;
}

/**
 * Reads every `.yaml` and `.json` of a numbering folder (`policy/numbering`), in name order.
 * Throws a `Fault` when the folder cannot be read; what the texts mean is for `parseNumberingFiles`.
 */
export async function readNumberingFolder(folder: string): Promise<NumberingFolder> {
  try {
    const names = (await readdir(folder)).filter((name) => /\.(ya?ml|json)$/.test(name)).sort();
    const files = await Promise.all(
      names.map(async (name) => ({ name, text: await readFile(join(folder, name), 'utf8') })),
    );
    const hash = createHash('sha256');
    for (const file of files) hash.update(`${file.name}\n${file.text}\n`);
    return { files, version: hash.digest('hex').slice(0, 12) };
  } catch (cause) {
    throw new Fault(
      'numbering-unreadable',
      `cannot read the numbering plans in ${folder}; is the package whole?`,
      {
        cause,
      },
    );
  }
}
