import type { NumberSet, Peer } from '../../../domain/peer.ts';
import { bad, ok, type Result } from '../../../domain/result.ts';
import { type NumberNormaliser, readNumberSet } from '../../../traffic/normalise/index.ts';
import type { PeerFile } from './call-path-schema.ts';
import { numberList } from './number-list.ts';
import type { CallPathConfig } from './read-call-path.ts';

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

/** Reads the number lists of a configuration. `at` (epoch milliseconds) chooses the numbering plans, `home` the country. */
export function buildPeers(
  config: CallPathConfig,
  normaliser: NumberNormaliser,
  home: string,
  at: number,
): Result<BuiltPeers, 'numbers-refused'> {
  const warnings: string[] = [];
  const faults: string[] = [];
  const setOf = (
    what: string,
    inline: readonly string[] | undefined,
    file: string | undefined,
  ): NumberSet | null => {
    if (inline === undefined && file === undefined) return null;
    const listed = file === undefined ? null : numberList(config.folder, file);
    if (listed !== null && !listed.ok) {
      faults.push(`${what}: ${listed.detail}`);
      return null;
    }
    const own = inline ?? [];
    const { set, refused } = readNumberSet([...own, ...(listed?.value.entries ?? [])], home, at, normaliser);
    for (const { place, entry, reason } of refused) {
      const where = place < own.length ? `entry ${place + 1}` : listed?.value.placeOf(place - own.length);
      warnings.push(`${what}, ${where}: "${entry.slice(0, 40)}" is left out: ${reason}`);
    }
    return set;
  };
  const ownNumbers = setOf(
    'network.own_numbers',
    config.network?.own_numbers,
    config.network?.own_numbers_file,
  );
  const peers = config.peers.map((file): BuiltPeer => {
    const allowed = setOf(
      `peer ${file.name}, allowed_callers`,
      file.allowed_callers,
      file.allowed_callers_file,
    );
    const trusts = file.trusts ?? [];
    return {
      file,
      peer: {
        name: file.name,
        trunk: file.trunk,
        country: file.country ?? home,
        trustsIdentity: trusts.includes('identity'),
        trustsRedirection: trusts.includes('redirection'),
        allowedCallers: allowed,
        ownNumbers,
      },
    };
  });
  return faults.length > 0 ? bad('numbers-refused', faults.join('\n')) : ok({ peers, warnings });
}
