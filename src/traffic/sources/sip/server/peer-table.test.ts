import { describe, expect, it } from 'vitest';
import { hasCertificateName, PeerTable } from './peer-table.ts';
import type { SipPeer, SipPeerAddress } from './sip-peer.ts';

function peerAt(
  name: string,
  addresses: readonly Partial<SipPeerAddress>[],
  certificateNames: string[] = [],
): SipPeer {
  return {
    peer: {
      name,
      trunk: 'interconnect',
      country: 'CN',
      trustsIdentity: false,
      trustsRedirection: false,
      allowedCallers: null,
      ownNumbers: null,
    },
    addresses: addresses.map((address) => ({
      network: '0.0.0.0/0',
      port: null,
      transport: null,
      ...address,
    })),
    certificateNames,
    timeLimitMs: 500,
    maxConnections: 10,
  };
}

describe('peer table', () => {
  const table = new PeerTable([
    peerAt('block', [{ network: '192.0.2.0/24' }]),
    peerAt('one', [{ network: '192.0.2.7' }]),
    peerAt('port', [{ network: '192.0.2.7', port: 5080, transport: 'TCP' }]),
    peerAt('six', [{ network: '2001:db8::/32', transport: 'TLS' }]),
    peerAt('certificate', [], ['switch.example']),
  ]);
  const nameAt = (...at: Parameters<typeof table.find>): string | null =>
    table.find(...at)?.peer.name ?? null;

  it('takes the longest network, and the sharper of equal ones', () => {
    expect(nameAt('UDP', '192.0.2.9', 1)).toBe('block');
    expect(nameAt('UDP', '192.0.2.7', 5080)).toBe('one');
    expect(nameAt('TCP', '192.0.2.7', 5080)).toBe('port');
    expect(nameAt('UDP', '198.51.100.1', 1)).toBeNull();
  });
  it('reads IPv6, mapped IPv4 and scopes', () => {
    expect(nameAt('TLS', '2001:db8::5', 1)).toBe('six');
    expect(nameAt('UDP', '2001:db8::5', 1)).toBeNull();
    expect(nameAt('UDP', '::ffff:192.0.2.9', 1)).toBe('block');
    expect(nameAt('TLS', '2001:db8::5%eth0', 1)).toBe('six');
  });
  it('knows peers by certificate, names in any case', () => {
    expect(table.findByCertificate(['SWITCH.example'])?.peer.name).toBe('certificate');
    expect(table.findByCertificate(['other.example'])).toBeNull();
    expect(hasCertificateName(peerAt('x', [], ['a.example']), ['b.example'])).toBe(false);
  });
  it('knows when the port matters', () => {
    expect([table.isPortFree('UDP'), table.isPortFree('TCP')]).toEqual([true, false]);
  });
  it.each(['', '192.0.2', '192.0.2.0/33', '192.0.2.0/x', '::/129', '1.2.3.4/8/9', 'host.example'])(
    'refuses %j, naming the peer',
    (network) =>
      expect(() => new PeerTable([peerAt('bad', [{ network }])])).toThrow(/peer bad: .* is no address/),
  );
});
