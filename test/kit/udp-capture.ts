const ETHERNET = 14;
const IPV4 = 20;
const UDP = 8;

/** A pcap file in which each payload is one UDP datagram over IPv4 and Ethernet, port 5060 to 5060, a second apart. */
export function udpCapture(payloads: readonly Uint8Array[], firstAtS = 1_700_000_000): Buffer {
  const head = Buffer.alloc(24);
  head.writeUInt32LE(0xa1b2c3d4, 0);
  head.writeUInt16LE(2, 4);
  head.writeUInt16LE(4, 6);
  head.writeUInt32LE(262_144, 16);
  head.writeUInt32LE(1, 20);
  return Buffer.concat([head, ...payloads.map((payload, index) => record(payload, firstAtS + index))]);
}

function record(payload: Uint8Array, atS: number): Buffer {
  const frame = Buffer.alloc(ETHERNET + IPV4 + UDP + payload.length);
  frame.writeUInt16BE(0x0800, 12);
  const ip = frame.subarray(ETHERNET);
  ip[0] = 0x45;
  ip.writeUInt16BE(IPV4 + UDP + payload.length, 2);
  ip[8] = 64;
  ip[9] = 17;
  ip.set([192, 0, 2, 1], 12);
  ip.set([192, 0, 2, 2], 16);
  ip.writeUInt16BE(headerSum(ip.subarray(0, IPV4)), 10);
  const udp = ip.subarray(IPV4);
  udp.writeUInt16BE(5060, 0);
  udp.writeUInt16BE(5060, 2);
  udp.writeUInt16BE(UDP + payload.length, 4);
  udp.set(payload, UDP);
  const head = Buffer.alloc(16);
  head.writeUInt32LE(atS, 0);
  head.writeUInt32LE(frame.length, 8);
  head.writeUInt32LE(frame.length, 12);
  return Buffer.concat([head, frame]);
}

function headerSum(ip: Buffer): number {
  let sum = 0;
  for (let at = 0; at < ip.length; at += 2) sum += ip.readUInt16BE(at);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return ~sum & 0xffff;
}
