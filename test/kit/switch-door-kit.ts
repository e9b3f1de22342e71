import { connect } from 'node:net';
import {
  createSwitchDoor,
  DEFAULT_SWITCH_ANSWERS,
  type SwitchDoor,
  type SwitchDoorOptions,
  type SwitchPeer,
} from '../../src/api/index.ts';
import type { CallQuestion } from '../../src/domain/call-question.ts';
import type { Peer } from '../../src/domain/peer.ts';
import type { Verdict } from '../../src/domain/verdict.ts';
import type { CallAnswer } from '../../src/ports/call-judge.ts';

export const TEST_PEER: Peer = {
  name: 'test-switch',
  trunk: 'interconnect',
  country: 'GB',
  trustsIdentity: true,
  trustsRedirection: false,
  allowedCallers: null,
  ownNumbers: null,
};

export const switchPeer = (more: Partial<SwitchPeer> = {}): SwitchPeer => ({
  peer: TEST_PEER,
  token: null,
  timeLimitMs: 2_000,
  trunks: new Map(),
  answers: DEFAULT_SWITCH_ANSWERS,
  ...more,
});

const VERDICT: Verdict = {
  id: 'v-0001',
  eventId: 'e-1',
  at: 0,
  policy: { version: 'test', digest: '0' },
  measure: 'none',
  scoredMeasure: 'none',
  score: null,
  signals: [],
  composites: [],
  capped: [],
  list: null,
  protection: null,
  appliesTo: 'number',
  degraded: [],
};

const ALLOWED: CallAnswer = {
  treatment: 'allow',
  unscreened: null,
  verdict: VERDICT,
  blockKind: null,
  label: null,
  divertTo: null,
  written: Promise.resolve(),
};
const flagged = (measure: Verdict['measure']): Verdict => ({
  ...VERDICT,
  measure,
  signals: [{ id: 'CLI_FOREIGN_95', version: 1, group: 'cli', value: 1, threshold: 1, weight: 60 }],
});

/** What the stub judge answers, one for each treatment. */
export const ANSWERS = {
  allow: ALLOWED,
  label: { ...ALLOWED, treatment: 'label', label: '疑似诈骗', verdict: flagged('label') },
  divert: { ...ALLOWED, treatment: 'divert', divertTo: '96110', verdict: flagged('divert') },
  block: { ...ALLOWED, treatment: 'block', blockKind: 'law', verdict: flagged('block') },
  unscreened: { ...ALLOWED, unscreened: 'journal-slow', verdict: null },
} as const satisfies Record<string, CallAnswer>;

/**
 * The treatment by the last digit of the called number: 1 label, 2 divert, 3 block, 4 unscreened, 5 never, 6 throws, 7 later;
 * others allow.
 */
export function answerByCallee({ callee }: CallQuestion): CallAnswer | Promise<CallAnswer> {
  const digit = /(\d)\D*$/.exec(callee.replace(/@.*$/, ''))?.[1];
  if (digit === '1') return ANSWERS.label;
  if (digit === '2') return ANSWERS.divert;
  if (digit === '3') return ANSWERS.block;
  if (digit === '4') return ANSWERS.unscreened;
  if (digit === '5') return new Promise(() => undefined);
  if (digit === '6') throw new Error('a bug in the judge');
  if (digit === '7') return Promise.resolve(ANSWERS.block);
  return ANSWERS.allow;
}

export interface OpenDoor {
  readonly door: SwitchDoor;
  readonly url: string;
  readonly port: number;
  /** Questions that reached the judge, with the peer that was named. */
  readonly asked: { readonly question: CallQuestion; readonly peer: Peer }[];
  /**
   * Bytes as they are, then nothing more; all that comes back until the door closes. With `holdMs` our side stays open, and
   * gives up after so long without a byte.
   */
  raw(bytes: string | Uint8Array, holdMs?: number): Promise<string>;
  [Symbol.asyncDispose](): Promise<void>;
  close(): Promise<void>;
}

/** A switch door on a free port with a judge that answers by the called number. */
export async function openDoor(
  options: Partial<SwitchDoorOptions> & { readonly peer?: SwitchPeer | null } = {},
): Promise<OpenDoor> {
  const asked: OpenDoor['asked'] = [];
  const peer = options.peer === undefined ? switchPeer() : options.peer;
  const door = createSwitchDoor({
    judge: {
      ask(question, of) {
        asked.push({ question, peer: of });
        return answerByCallee(question);
      },
    },
    clock: { now: () => 1_764_000_000_000 },
    peerAt: () => peer,
    ...options,
  });
  const { port } = await door.listen({ host: '127.0.0.1', port: 0 });
  return {
    door,
    url: `http://127.0.0.1:${port}`,
    port,
    asked,
    raw: (bytes, holdMs) => exchangeBytes(port, bytes, holdMs),
    close: () => door.close(),
    [Symbol.asyncDispose]: () => door.close(),
  };
}

function exchangeBytes(port: number, bytes: string | Uint8Array, holdMs?: number): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true }, () => {
      if (holdMs === undefined) socket.end(bytes);
      else socket.write(bytes);
    });
    let text = '';
    socket.setEncoding('latin1');
    socket.setTimeout(holdMs ?? 10_000, () => socket.destroy());
    socket.on('end', () => socket.end());
    socket.on('data', (chunk) => {
      text += chunk;
    });
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(text));
  });
}
