import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { bad, ok, type Result } from '../../../domain/result.ts';
import { locate, type PolicyProblem, readItem, readYaml, writeProblem } from '../../../policy/index.ts';
import { CALL_PATH, type CallPathFile } from './call-path-schema.ts';

/** A configuration whose form is sound; files it names are relative to `folder` and not read yet. */
export interface CallPathConfig extends CallPathFile {
  readonly folder: string;
}

export type ConfigProblems = 'unreadable' | 'wrong';

/** Reads the file of `--call-path`. Every mistake is told with line, column and remedy, not only the first. */
export function readCallPath(path: string): Result<CallPathConfig, ConfigProblems> {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    return bad(
      'unreadable',
      `${path} cannot be read (${(error as NodeJS.ErrnoException).code}): check path and rights`,
    );
  }
  return parseCallPath(text, path);
}

export function parseCallPath(text: string, path: string): Result<CallPathConfig, ConfigProblems> {
  const problems: PolicyProblem[] = [];
  const yaml = readYaml({ path, layer: 'shipped', text });
  if (!yaml.ok) return bad('wrong', yaml.problems.map(writeProblem).join('\n'));
  const item = locate(yaml.source, [], problems);
  const config = item === null ? null : readItem(item, CALL_PATH, problems);
  if (item !== null && config !== null) {
    problems.push(
      ...[...doubledPeers(config), ...unreachedPeers(config)].map(([place, message]) =>
        item.problem(place, message),
      ),
    );
    if (Object.values(config.listen).every((door) => door === undefined))
      problems.push(
        item.problem(['listen'], 'no door is named; write at least one of sip, http, radius, hep'),
      );
  }
  if (config === null || problems.length > 0) return bad('wrong', problems.map(writeProblem).join('\n'));
  return ok({ ...config, folder: dirname(resolve(path)) });
}

type Mistake = readonly [path: readonly (string | number)[], message: string];

/** Two peers of one name or one address: nobody could say which of them asked. */
function doubledPeers({ peers }: CallPathFile): Mistake[] {
  const mistakes: Mistake[] = [];
  const names = new Map<string, number>();
  const addresses = new Map<string, string>();
  peers.forEach((peer, nth) => {
    const before = names.get(peer.name);
    if (before !== undefined)
      mistakes.push([
        ['peers', nth, 'name'],
        `the name "${peer.name}" is taken by peer ${before + 1}; give each its own`,
      ]);
    names.set(peer.name, nth);
    peer.addresses.forEach(({ address, bits, text }, place) => {
      const owner = addresses.get(`${address}/${bits}`);
      if (owner !== undefined && owner !== peer.name)
        mistakes.push([
          ['peers', nth, 'addresses', place],
          `${text} belongs to "${owner}" already; an address names one peer`,
        ]);
      addresses.set(`${address}/${bits}`, peer.name);
    });
  });
  return mistakes;
}

/** Trunks that name no peer, and peers as which nobody can ask. */
function unreachedPeers({ peers }: CallPathFile): Mistake[] {
  const mistakes: Mistake[] = [];
  const names = new Set(peers.map(({ name }) => name));
  const trunks = new Set(peers.flatMap((peer) => Object.values(peer.trunks ?? {})));
  peers.forEach((peer, nth) => {
    for (const [trunk, name] of Object.entries(peer.trunks ?? {}))
      if (!names.has(name))
        mistakes.push([
          ['peers', nth, 'trunks', trunk],
          `there is no peer "${name}"; add it, without addresses`,
        ]);
    const isKnown =
      peer.addresses.length > 0 || trunks.has(peer.name) || (peer.sip?.certificate_names ?? []).length > 0;
    if (!isKnown)
      mistakes.push([
        ['peers', nth],
        `peer "${peer.name}" has no addresses and no other peer names it as a trunk: nobody can ask as it`,
      ]);
  });
  return mistakes;
}
