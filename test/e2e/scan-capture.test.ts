import { afterAll, describe, expect, it } from 'vitest';
import { Dialog } from '../kit/dialog-text.ts';
import { type Captured, pcap, udpFrame } from '../kit/pcap-encoder.ts';
import {
  asteriskFile,
  folderOf,
  ROBOCALLER,
  removeFolders,
  scan,
  scanShape,
  village,
  type WrittenCall,
} from '../kit/scan-files.ts';

afterAll(removeFolders);

/** The call as it is on the wire. */
function onTheWire({ caller, callee, at, ringS, talkS }: WrittenCall, nth: number): Captured[] {
  const dialog = new Dialog({ callId: `call-${nth}`, caller, callee });
  const answerAt = at + ringS * 1000;
  const steps: [number, string][] =
    talkS > 0
      ? [
          [answerAt, dialog.response(200)],
          [answerAt + talkS * 1000, dialog.bye()],
        ]
      : [[answerAt, dialog.response(487)]];
  return [[at, dialog.invite()] as [number, string], ...steps].map(([time, text]) => ({
    at: time,
    bytes: udpFrame(text, { destinationPort: 5060 }),
  }));
}

const byTime = (one: Captured, other: Captured) => (one.at ?? 0) - (other.at ?? 0);
const CALLS = village();
const PACKETS = CALLS.flatMap(onTheWire).sort(byTime);
const FILE = Buffer.from(pcap(PACKETS));
const AS_OF = ['--as-of', '2026-03-03T00:00:00Z', '--json'];
const found = (stdout: string) => scanShape.parse(JSON.parse(stdout));

describe('jingtong scan of a capture', () => {
  const folder = folderOf({ 'village.pcap': FILE, 'Master.csv': asteriskFile() });

  it('names whom the call records of the same hour name', () => {
    const capture = scan(folder, ['village.pcap', ...AS_OF]);
    expect(capture.code, capture.stderr).toBe(0);
    const records = scan(folder, ['Master.csv', '--timezone', 'UTC', ...AS_OF]);
    const numbers = (stdout: string) =>
      found(stdout).numbers.map(({ number, calls, signals, score }) => ({
        number,
        calls,
        score,
        signals: signals.map(({ id }) => id),
      }));
    expect(numbers(capture.stdout)).toEqual(numbers(records.stdout));
    expect(numbers(capture.stdout)[0]).toMatchObject({ number: `+86${ROBOCALLER}`, calls: 400 });
  });

  it('accounts for every packet', () => {
    const { files } = found(scan(folder, ['village.pcap', ...AS_OF]).stdout);
    expect(files).toEqual([
      {
        path: 'village.pcap',
        format: 'pcap',
        rows: PACKETS.length,
        events: CALLS.length,
        duplicates: 0,
        quarantined: 0,
        dropped: { 'merged-into-call': PACKETS.length - CALLS.length },
      },
    ]);
  });

  it('is the same from standard input, and with a thread or without', () => {
    const one = scan(folder, ['village.pcap', '--threads', '1', ...AS_OF]);
    const input = scan(folder, ['-', ...AS_OF], { input: FILE });
    expect(found(input.stdout).numbers).toEqual(found(one.stdout).numbers);
  });

  it('ends badly when the capture is damaged, with what came before', () => {
    const broken = Buffer.from(FILE);
    broken.writeUInt32LE(0x7fffffff, 24 + 8);
    const place = folderOf({ 'broken.pcap': broken });
    const done = scan(place, ['broken.pcap', ...AS_OF]);
    expect(done.code).toBe(1);
    expect(done.stderr).toContain('the capture is damaged');
  });
});
