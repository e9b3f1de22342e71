import { captureKind, decodeHep, HepPacket, parseSip, SIP_LIMITS } from '../../traffic/sources/index.ts';
import { holdsStatement } from './inspect-passports.ts';
import type { InspectFormat } from './inspection.ts';

/** What a file is by its first bytes; anything unknown is held for a file of call records, whose reader says why not. */
export function detectFormat(head: Uint8Array): InspectFormat {
  if (captureKind(head) !== null) return 'pcap';
  if (isHep(head)) return 'hep';
  const message = parseSip(head.subarray(0, SIP_LIMITS.messageBytes));
  if (message.ok) return 'sip';
  const text = Buffer.from(head.subarray(0, SIP_LIMITS.messageBytes)).toString('latin1');
  return holdsStatement(text) ? 'passport' : 'calls';
}

/** The magic says HEPv3, whatever its length says; versions 1 and 2 have none, so their SIP has to be there. */
function isHep(head: Uint8Array): boolean {
  const magic = Buffer.from(head.subarray(0, 4)).toString('latin1');
  if (magic === 'HEP3' || magic === 'EEP3') return true;
  if (head[0] !== 1 && head[0] !== 2) return false;
  const packet = new HepPacket();
  if (decodeHep(head, 0, head.length, packet) !== null) return false;
  return parseSip(packet.payload.subarray(packet.payloadStart, packet.payloadEnd)).ok;
}
