import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { hepMessage, joined } from '../../../../test/kit/hep-encoder.ts';
import { createHepServer, type HepServer } from './create-hep-server.ts';

const HERE = { host: '127.0.0.1', port: 0 };
const payload = 'OPTIONS sip:a@b.example SIP/2.0\r\nContent-Length: 0\r\n\r\n';
const open: HepServer[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
});

/** A server and a promise of the moment it has handed on so many packets. */
async function listening(expected: number, connections = 256) {
  const seen: { text: string; agent: string }[] = [];
  let arrived = () => {};
  const all = new Promise<void>((resolve) => {
    arrived = resolve;
  });
  const server = await createHepServer({
    udp: HERE,
    tcp: HERE,
    authKey: null,
    limits: { connections },
    onPacket: (packet, agent) => {
      const bytes = packet.payload.subarray(packet.payloadStart, packet.payloadEnd);
      seen.push({ text: new TextDecoder().decode(bytes), agent });
      if (seen.length === expected) arrived();
    },
  });
  open.push(server);
  return { server, seen, all };
}

describe('a HEP server', () => {
  it('reads datagrams and streams, and says who sent them', async () => {
    const { server, seen, all } = await listening(4);
    const bytes = hepMessage({ payload });
    const udp = createSocket('udp4');
    udp.send(bytes, server.udp?.port ?? 0, '127.0.0.1');
    const tcp = connect(server.tcp?.port ?? 0, '127.0.0.1');
    tcp.write(joined(bytes, bytes, bytes));
    await all;
    udp.close();
    tcp.destroy();
    expect(seen).toEqual(Array.from({ length: 4 }, () => ({ text: payload, agent: '127.0.0.1' })));
    expect(server.counts).toMatchObject({ packets: 4, used: 4, connectionsTotal: 1 });
  });

  it('refuses connections beyond its limit and goes on with the others', async () => {
    const { server, all } = await listening(1, 1);
    const first = connect(server.tcp?.port ?? 0, '127.0.0.1');
    await once(first, 'connect');
    const second = connect(server.tcp?.port ?? 0, '127.0.0.1');
    second.on('error', () => {});
    await once(second, 'close');
    first.write(hepMessage({ payload }));
    await all;
    first.destroy();
    expect(server.counts).toMatchObject({ used: 1, connectionsTotal: 1, connectionsRefused: 1 });
  });

  it('says what to do when the port is taken', async () => {
    const { server } = await listening(1);
    const taken = createHepServer({ udp: null, tcp: server.tcp, authKey: null, onPacket: () => {} });
    await expect(taken).rejects.toMatchObject({ code: 'hep-not-listening' });
    const takenUdp = createHepServer({ udp: server.udp, tcp: null, authKey: null, onPacket: () => {} });
    await expect(takenUdp).rejects.toThrow(/choose another address or port/);
  });
});
