import { SortedNumberSet } from '../../../domain/number-set.ts';
import type { NumberSet, Peer } from '../../../domain/peer.ts';
import { bad, ok, type Result } from '../../../domain/result.ts';
import type { NumberNormaliser } from '../../../traffic/normalise/index.ts';
import type { PeerFile } from './call-path-schema.ts';
import type { CallPathConfig } from './read-call-path.ts';
import type { NumbersRequest } from './read-numbers.ts';
import { readNumbersApart } from './read-numbers-apart.ts';

/** A peer and the lines of the configuration it came from. */
export interface BuiltPeer {
  readonly file: PeerFile;
  readonly peer: Peer;
}

/** Every peer with its numbers read. */
export interface BuiltPeers {
  readonly peers: readonly BuiltPeer[];
  /** Numbers that were left out, each with its place and why; the rest counts. */
  readonly warnings: readonly string[];
}

const OWN_NUMBERS = 'network.own_numbers';
const callersOf = ({ name }: PeerFile): string => `peer ${name}, allowed_callers`;

/**
 * Reads the number lists of a configuration, beside the calls that go on. `at` (epoch milliseconds) chooses the numbering plans,
 * `home` the country.
 */
export async function buildPeers(
  config: CallPathConfig,
  normaliser: NumberNormaliser,
  home: string,
  at: number,
): Promise<Result<BuiltPeers, 'numbers-refused'>> {
  const { folder, network } = config;
  const requests = [
    request(OWN_NUMBERS, network?.own_numbers, network?.own_numbers_file),
    ...config.peers.map((file) => request(callersOf(file), file.allowed_callers, file.allowed_callers_file)),
  ].filter((one) => one !== null);
  const read = await readNumbersApart({ requests, site: { folder, home, at } }, normaliser);
  const faults = read.flatMap(({ fault }) => (fault === null ? [] : [fault]));
  if (faults.length > 0) return bad('numbers-refused', faults.join('\n'));
  const sets = new Map<string, NumberSet>(
    requests.map(({ what }, place) => [what, SortedNumberSet.of(read[place]!.parts)]),
  );
  const peers = config.peers.map((file) => ({
    file,
    peer: peerOf(file, home, sets.get(callersOf(file)) ?? null, sets.get(OWN_NUMBERS) ?? null),
  }));
  return ok({ peers, warnings: read.flatMap(({ warnings }) => warnings) });
}

/** `null`: the configuration names no such list, which is something else than an empty one. */
function request(
  what: string,
  inline: readonly string[] | undefined,
  file: string | undefined,
): NumbersRequest | null {
  return inline === undefined && file === undefined
    ? null
    : { what, inline: inline ?? [], file: file ?? null };
}

function peerOf(
  { name, trunk, country, trusts = [] }: PeerFile,
  home: string,
  allowedCallers: NumberSet | null,
  ownNumbers: NumberSet | null,
): Peer {
  return {
    name,
    trunk,
    country: country ?? home,
    trustsIdentity: trusts.includes('identity'),
    trustsRedirection: trusts.includes('redirection'),
    allowedCallers,
    ownNumbers,
  };
}
