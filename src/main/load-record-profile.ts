import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault } from '../domain/fault.ts';
import { parseRecordProfile, type RecordProfile } from '../traffic/normalise/index.ts';
import { PACKAGE_ROOT } from './package-root.ts';

/** Profile by which binary charging records are read when nobody names another. */
const STANDARD = '3gpp';

/** The profile of the standard, as shipped. Throws `Fault` when it is missing or wrong: the package is not whole. */
export async function loadRecordProfile(root: string = PACKAGE_ROOT): Promise<RecordProfile> {
  const shipped = await shippedProfiles(root);
  return recordProfile(shipped.get(STANDARD) ?? '', `${STANDARD}.yaml`, shipped);
}

/** A profile of the user's own, which may extend a shipped one. Throws `Fault` `mapping-refused` when a line is wrong. */
export async function ownRecordProfile(yaml: string, name: string, root?: string): Promise<RecordProfile> {
  return recordProfile(yaml, name, await shippedProfiles(root ?? PACKAGE_ROOT));
}

function recordProfile(yaml: string, name: string, shipped: ReadonlyMap<string, string>): RecordProfile {
  const parsed = parseRecordProfile(yaml, name, shipped);
  if (parsed.ok) return parsed.value;
  throw new Fault('mapping-refused', `the profile of binary records is wrong: ${parsed.detail}`);
}

/** Texts of `policy/call-records/`, by name. */
async function shippedProfiles(root: string): Promise<ReadonlyMap<string, string>> {
  const folder = join(root, 'policy/call-records');
  try {
    const names = (await readdir(folder)).filter((name) => name.endsWith('.yaml')).sort();
    const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
    return new Map(names.map((name, index) => [name.slice(0, -'.yaml'.length), texts[index]!]));
  } catch (cause) {
    throw new Fault(
      'profile-unreadable',
      `cannot read the record profiles in ${folder}; is the package whole?`,
      {
        cause,
      },
    );
  }
}
