import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { Fault } from '../../../domain/fault.ts';
import { bad, ok, type Result } from '../../../domain/result.ts';
import type { StirProfile } from '../../../domain/stir-profile.ts';
import { stirProfileSchema } from './stir-profile-file.ts';
import { type StirWords, stirWordsSchema } from './stir-words-file.ts';

const MAX_FILE_BYTES = 256 * 1024;
const WORDS = 'words.yaml';

/**
 * Reads a profile by name (`rfc8224`, a file of `folder`, which is `policy/stir`) or by path (`./ours.yaml`). A wrong file is a value
 * that names file, line and what was expected; one that is not there or cannot be read is a `Fault`.
 */
export async function readStirProfile(
  folder: string,
  nameOrPath: string,
): Promise<Result<StirProfile, 'bad-stir-profile'>> {
  const isPath = /[/\\]|\.ya?ml$/i.test(nameOrPath);
  const path = isPath ? nameOrPath : join(folder, `${nameOrPath}.yaml`);
  const text = await readText(path, async () => {
    const names = await profileNames(folder);
    return isPath
      ? 'check that it exists and may be read'
      : `profiles there are ${names.join(', ')}; a path to a file of your own works too`;
  });
  return parseAs(path, text, stirProfileSchema, 'bad-stir-profile');
}

/** What checks and reasons are called, in both languages (`policy/stir/words.yaml`). A wrong file is a `Fault`: it is ours. */
export async function readStirWords(folder: string): Promise<StirWords> {
  const path = join(folder, WORDS);
  const text = await readText(path, async () => 'is the package whole?');
  const words = parseAs(path, text, stirWordsSchema, 'bad-stir-words');
  if (words.ok) return words.value;
  throw new Fault('stir-words-unreadable', `${words.detail}; is the package whole?`);
}

async function profileNames(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  return names.filter((name) => name.endsWith('.yaml') && name !== WORDS).map((name) => name.slice(0, -5));
}

async function readText(path: string, hint: () => Promise<string>): Promise<string> {
  try {
    const { size } = await stat(path);
    if (size <= MAX_FILE_BYTES) return await readFile(path, 'utf8');
  } catch (cause) {
    throw new Fault('stir-profile-unreadable', `cannot read ${path}; ${await hint()}`, { cause });
  }
  throw new Fault('stir-profile-unreadable', `${path} is larger than ${MAX_FILE_BYTES} bytes: no profile`);
}

function parseAs<Output, Reason extends string>(
  path: string,
  text: string,
  schema: z.ZodType<Output>,
  reason: Reason,
): Result<Output, Reason> {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    strict: true,
    uniqueKeys: true,
    prettyErrors: false,
  });
  const place = (offset: number) => `${path}:${lines.linePos(offset).line}`;
  const [syntax] = document.errors;
  if (syntax !== undefined) return bad(reason, `${place(syntax.pos[0])}: ${syntax.message}`);
  const read = schema.safeParse(document.toJS({ maxAliasCount: 0 }));
  if (read.success) return ok(read.data);
  const [issue] = read.error.issues;
  const at = issue?.path ?? [];
  const node = document.getIn(at, true) as { range?: [number, number, number] } | undefined;
  return bad(reason, `${place(node?.range?.[0] ?? 0)}: ${at.join('.')}: ${issue?.message}`);
}
