import type { Socket } from 'node:net';
import type { AnswerWriter, Dialect } from './dialect.ts';
import type { DoorCounts, OutcomeCounts } from './door-counts.ts';
import { PLAIN_HEADERS } from './header-reader.ts';
import { QuestionDraft } from './question-draft.ts';
import type { SwitchPeer } from './switch-peer.ts';
import { switchTokenCheck } from './switch-token.ts';

/** A dialect as one peer speaks it. */
export interface BoundDialect {
  readonly dialect: Dialect;
  readonly writer: AnswerWriter;
  readonly counts: OutcomeCounts;
  /** Stands in where a question was not read far enough to have one. */
  readonly emptyDraft: QuestionDraft;
}

/** A peer with what is worked out once for it. */
export interface DoorPeer {
  /** `null`: nobody we know; its calls pass. */
  readonly known: SwitchPeer | null;
  readonly authorised: ((header: string | undefined) => boolean) | null;
  bound(dialect: Dialect): BoundDialect;
}

/** Finds a connection's peer once, and again after the peers changed. */
export class DoorPeers {
  readonly #peerAt: (address: string) => SwitchPeer | null;
  readonly #counts: DoorCounts;
  readonly #stranger: DoorPeer;
  #byPeer = new WeakMap<SwitchPeer, DoorPeer>();
  #bySocket = new WeakMap<Socket, DoorPeer>();

  constructor(peerAt: (address: string) => SwitchPeer | null, stranger: SwitchPeer, counts: DoorCounts) {
    this.#peerAt = peerAt;
    this.#counts = counts;
    this.#stranger = doorPeer(stranger, null, counts);
  }

  of(socket: Socket): DoorPeer {
    const met = this.#bySocket.get(socket);
    if (met !== undefined) return met;
    const peer = this.#peerAt(socket.remoteAddress ?? '');
    const found = peer === null ? this.#stranger : this.#known(peer);
    this.#bySocket.set(socket, found);
    return found;
  }

  /** Open connections are looked up again with their next request. */
  forget(): void {
    this.#bySocket = new WeakMap();
    this.#byPeer = new WeakMap();
  }

  #known(peer: SwitchPeer): DoorPeer {
    const made = this.#byPeer.get(peer);
    if (made !== undefined) return made;
    const door = doorPeer(peer, peer, this.#counts);
    this.#byPeer.set(peer, door);
    return door;
  }
}

function doorPeer(answers: SwitchPeer, known: SwitchPeer | null, counts: DoorCounts): DoorPeer {
  const bound = new Map<Dialect, BoundDialect>();
  return {
    known,
    authorised: known === null || known.token === null ? null : switchTokenCheck(known.token),
    bound(dialect) {
      const made = bound.get(dialect);
      if (made !== undefined) return made;
      const fresh: BoundDialect = {
        dialect,
        writer: dialect.writer(answers.answers),
        counts: counts.of(answers.peer.name, dialect.name),
        emptyDraft: new QuestionDraft(PLAIN_HEADERS, 0),
      };
      bound.set(dialect, fresh);
      return fresh;
    },
  };
}
