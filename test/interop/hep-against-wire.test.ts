import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CallEvent } from '../../src/domain/call-event.ts';
import { capturePeer, createSignallingFeed } from '../../src/traffic/pipeline/index.ts';
import { createHepServer } from '../../src/traffic/sources/index.ts';
import { freePorts } from '../kit/free-ports.ts';
import { startSiptrace } from '../kit/kamailio-siptrace.ts';
import { missingPeer } from '../kit/peers.ts';
import { type ProcessGroup, startGroup } from '../kit/process-group.ts';
import { readRecords } from '../kit/read-call-records.ts';
import { readCapture } from '../kit/read-capture.ts';
import { CALL_KINDS, type CallKind, sippDialogCallee, sippDialogs } from '../kit/sipp-dialogs.ts';
import { normaliser } from '../numbers/shipped-plans.ts';

const folder = mkdtempSync(join(tmpdir(), 'hep-wire-'));
const file = join(folder, 'wire.pcapng');
const KINDS = Object.keys(CALL_KINDS) as CallKind[];
const CALLS = 10;
const CALLER = '+8613800000001';

/** What one message is, as every reader can tell it. */
const signature = (text: string): string =>
  [
    text.split(/\r?\n/, 1)[0]!.split(' ').slice(0, 2).join(' '),
    /^Call-ID:\s*(\S+)/im.exec(text)?.[1],
    /^CSeq:\s*(\d+ \S+)/im.exec(text)?.[1],
  ].join(' | ');

/** How often each message was seen; registration and keep-alive requests left out, as the switch leaves them out. */
function counted(signatures: Iterable<string>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const one of signatures) if (!/OPTIONS/.test(one)) counts.set(one, (counts.get(one) ?? 0) + 1);
  return new Map([...counts].sort());
}

async function settled(check: () => boolean, what: string): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    if (check()) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`waited in vain for ${what}`);
}

const hepMessages: string[] = [];
const hepEvents: CallEvent[] = [];

/** One run of calls through Kamailio: listened to on the wire by dumpcap and told by Kamailio over HEP at once. */
async function run(): Promise<void> {
  const [port, callee] = (await freePorts(2)) as [number, number];
  const peer = capturePeer('edge', 'CN');
  const feed = createSignallingFeed({
    normaliser,
    utcOffsetMin: () => 480,
    peerOf: () => peer,
    onCall: (event) => hepEvents.push(event),
  });
  const server = await createHepServer({
    udp: null,
    tcp: { host: '127.0.0.1', port: 0 },
    authKey: null,
    onPacket: (packet) => {
      const bytes = packet.payload.subarray(packet.payloadStart, packet.payloadEnd);
      hepMessages.push(Buffer.from(bytes).toString('latin1'));
      feed.take(packet, Date.now());
    },
  });
  const started: ProcessGroup[] = [];
  try {
    const filter = `udp port ${port} or udp port ${callee}`;
    const wire = startGroup('dumpcap', ['-q', '-i', 'lo', '-f', filter, '-w', file]);
    started.push(wire, sippDialogCallee(folder, callee));
    await settled(() => existsSync(file) && statSync(file).size > 0, `dumpcap: ${wire.said()}`);
    started.push(
      await startSiptrace({
        folder,
        port,
        nextHop: callee,
        hep: { port: server.tcp?.port ?? 0, transport: 'tcp', version: 3 },
      }),
    );
    const to = `127.0.0.1:${port}`;
    const runs = await Promise.all(
      KINDS.map((kind) => sippDialogs({ folder, to, kind, caller: CALLER, calls: CALLS, rate: 20 })),
    );
    for (const { code, said } of runs) expect(code, said).toBe(0);
    // What the wire showed has come over HEP too when nothing more comes.
    for (let last = -1; last !== server.counts.packets; ) {
      last = server.counts.packets;
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
  } finally {
    for (const group of started.reverse()) await group.stop();
    await server.close();
  }
  feed.end();
}

const isMissing = ['kamailio', 'sipp', 'dumpcap', 'tshark'].map(missingPeer).some((missing) => missing);

describe.skipIf(isMissing)('the same calls on the wire and over HEP', () => {
  beforeAll(run);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('are the same messages to tshark, to our reader of captures and to our reader of HEP', async () => {
    const fields = ['sip.Request-Line', 'sip.Status-Line', 'sip.Call-ID', 'sip.CSeq'];
    const said = execFileSync(
      'tshark',
      ['-r', file, '-Y', 'sip', '-T', 'fields', ...fields.flatMap((field) => ['-e', field])],
      { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], maxBuffer: 64 << 20 },
    );
    const tshark = counted(
      said
        .trim()
        .split('\n')
        .map((line) => {
          const [request, status, callId, cseq] = line.split('\t');
          return [(request || status || '').split(' ').slice(0, 2).join(' '), callId, cseq].join(' | ');
        }),
    );
    const capture = await readCapture(readFileSync(file));
    expect(capture.damage).toBeNull();
    expect(counted(capture.messages.map(({ text }) => signature(text)))).toEqual(tshark);
    expect(counted(hepMessages.map(signature))).toEqual(tshark);
    expect(tshark.size).toBeGreaterThan(KINDS.length * CALLS * 5);
  });

  it('are the same calls', async () => {
    const { events, tally, fault } = await readRecords(readFileSync(file), { receivedAt: Date.now() });
    expect(fault).toBeNull();
    const words = (event: CallEvent) => ({
      callId: event.id.split('/')[1],
      caller: event.caller.canonical,
      callee: event.callee.canonical,
      outcome: event.outcome,
      problems: event.problems,
    });
    const byId = (one: { callId?: string | undefined }, other: { callId?: string | undefined }) =>
      (one.callId ?? '') < (other.callId ?? '') ? -1 : 1;
    expect(events.map(words).sort(byId)).toEqual(hepEvents.map(words).sort(byId));
    expect(events).toHaveLength(KINDS.length * CALLS);
    expect(tally).toMatchObject({ format: 'pcapng', complete: true, quarantined: 0, duplicates: 0 });
    // Two clocks of one machine: the wire's and the proxy's.
    for (const event of events) {
      const told = hepEvents.find(({ id }) => id.split('/')[1] === event.id.split('/')[1])!;
      expect(Math.abs(told.at - event.at)).toBeLessThan(2000);
      expect(Math.abs((told.ringMs ?? 0) - (event.ringMs ?? 0))).toBeLessThan(2000);
      expect(Math.abs((told.talkMs ?? 0) - (event.talkMs ?? 0))).toBeLessThan(2000);
    }
  });
});
