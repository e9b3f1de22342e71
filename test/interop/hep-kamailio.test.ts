import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { CallEvent } from '../../src/domain/call-event.ts';
import { capturePeer, createSignallingFeed, type SignalledCall } from '../../src/traffic/pipeline/index.ts';
import { createHepServer } from '../../src/traffic/sources/index.ts';
import { freePorts } from '../kit/free-ports.ts';
import { startSiptrace } from '../kit/kamailio-siptrace.ts';
import { pcap, udpFrame } from '../kit/pcap-encoder.ts';
import { missingPeer } from '../kit/peers.ts';
import {
  CALL_KINDS,
  type CallKind,
  RING_MS,
  sippDialogCallee,
  sippDialogs,
  TALK_MS,
} from '../kit/sipp-dialogs.ts';
import { normaliser } from '../numbers/shipped-plans.ts';

const folder = mkdtempSync(join(tmpdir(), 'hep-kamailio-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Calls of each kind. */
const CALLS = 20;
const KINDS = Object.keys(CALL_KINDS) as CallKind[];
const CALLER = '+8613800000001';

interface Seen {
  readonly payload: Uint8Array;
  readonly source: string;
}

/** A HEP server that makes calls of what comes, and keeps the payloads for another reader. */
async function listening(authKey: string | null) {
  const told: { event: CallEvent; call: SignalledCall }[] = [];
  const seen: Seen[] = [];
  const peer = capturePeer('edge', 'CN');
  const feed = createSignallingFeed({
    normaliser,
    utcOffsetMin: () => 480,
    peerOf: () => peer,
    onCall: (event, call) => told.push({ event, call }),
  });
  const here = { host: '127.0.0.1', port: 0 };
  const server = await createHepServer({
    udp: here,
    tcp: here,
    authKey,
    onPacket: (packet) => {
      const payload = packet.payload.slice(packet.payloadStart, packet.payloadEnd);
      seen.push({ payload, source: packet.sourceAddress() });
      feed.take(packet, Date.now());
    },
  });
  return { told, seen, feed, server };
}

/** Waits until nothing has come for half a second. */
async function untilQuiet(count: () => number): Promise<void> {
  for (let last = -1; last !== count(); ) {
    last = count();
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

const WAYS = [
  { transport: 'udp', version: 3, key: undefined },
  { transport: 'udp', version: 3, key: 'a key of both' },
  { transport: 'udp', version: 2, key: undefined },
  { transport: 'udp', version: 1, key: undefined },
  { transport: 'tcp', version: 3, key: undefined },
  { transport: 'tcp', version: 2, key: undefined },
] as const;

const EXPECTED: Readonly<Record<CallKind, object>> = {
  answered: { outcome: 'answered', trunk: 'unknown', problems: ['hung-up-by-caller'] },
  busy: { outcome: 'busy', talkMs: 0, problems: ['q850-cause-17'] },
  cancelled: { outcome: 'cancelled', talkMs: 0, problems: [] },
};

describe.skipIf(missingPeer('kamailio') || missingPeer('sipp'))('Kamailio siptrace', () => {
  it.each(WAYS)(
    'tells every call over $transport as HEP version $version (key: $key)',
    async ({ transport, version, key }) => {
      const [port, callee] = (await freePorts(2)) as [number, number];
      const { told, seen, feed, server } = await listening(key ?? null);
      const place = transport === 'udp' ? server.udp : server.tcp;
      const uas = sippDialogCallee(folder, callee);
      const proxy = await startSiptrace({
        folder,
        port,
        nextHop: callee,
        hep: { port: place?.port ?? 0, transport, version },
        ...(key === undefined ? {} : { key }),
      });
      try {
        const to = `127.0.0.1:${port}`;
        const runs = await Promise.all(
          KINDS.map((kind) => sippDialogs({ folder, to, kind, caller: CALLER, calls: CALLS, rate: 30 })),
        );
        for (const { code, said } of runs) expect(code, said).toBe(0);
        await untilQuiet(() => server.counts.packets);
      } finally {
        await proxy.stop();
        await uas.stop();
        await server.close();
      }
      feed.end();
      const { calls } = feed.counts;
      expect(told).toHaveLength(KINDS.length * CALLS);
      expect(new Set(told.map(({ event }) => event.id)).size).toBe(KINDS.length * CALLS);
      for (const kind of KINDS) {
        const these = told.filter(({ event }) => event.callee.canonical === CALL_KINDS[kind]);
        expect(these).toHaveLength(CALLS);
        for (const { event, call } of these) {
          expect(event.caller.canonical).toBe(CALLER);
          expect(event).toMatchObject(EXPECTED[kind]);
          expect(call.endSeen).toBe(true);
          // HEPv1 tells no time, so that ours of receipt stands in; loose for a busy machine.
          expect(event.ringMs).toBeGreaterThan(RING_MS / 2);
          if (kind === 'answered') expect(event.talkMs).toBeGreaterThan(TALK_MS / 2);
        }
      }
      // Every message passes the proxy twice, its own once: 12 or more of each call.
      expect(server.counts.used).toBe(seen.length);
      expect(seen.length).toBeGreaterThanOrEqual(KINDS.length * CALLS * 10);
      expect(Object.fromEntries(server.counts.dropped)).toEqual({});
      expect(server.counts.skippedBytes).toBe(0);
      expect(calls.headless).toBe(0);
      if (version > 1) expect(Math.abs(told[0]!.event.at - Date.now())).toBeLessThan(60_000);
      expect(tsharkCallIds(seen)).toEqual(new Set(told.map(({ call }) => call.callId)));
    },
  );
});

/** Call-IDs as tshark reads them out of the same payloads. */
function tsharkCallIds(seen: readonly Seen[]): ReadonlySet<string> {
  if (missingPeer('tshark')) return new Set();
  const file = join(folder, 'seen.pcap');
  writeFileSync(
    file,
    pcap(seen.map(({ payload }) => ({ bytes: udpFrame(payload, { destinationPort: 5060 }) }))),
  );
  const said = execFileSync(
    'tshark',
    ['-r', file, '-Y', 'sip.Method == "INVITE"', '-T', 'fields', '-e', 'sip.Call-ID'],
    {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  );
  return new Set(said.trim().split('\n'));
}
