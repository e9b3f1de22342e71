import { describe, expect, it } from 'vitest';
import { readCertificateUrl } from './certificate-url.ts';
import { isPublicAddress } from './public-address.ts';

describe('addresses a certificate may come from', () => {
  it.each([
    '8.8.8.8',
    '1.1.1.1',
    '223.5.5.5',
    '172.15.0.1',
    '172.32.0.1',
    '100.63.255.255',
    '2606:4700::1111',
    '2400:3200::1',
  ])('%s is public', (address) => expect(isPublicAddress(address)).toBe(true));

  it.each([
    ['this host', '0.0.0.0'],
    ['loopback', '127.0.0.1'],
    ['loopback elsewhere', '127.255.1.2'],
    ['private', '10.1.2.3'],
    ['private', '172.16.0.1'],
    ['private, the last', '172.31.255.255'],
    ['private', '192.168.1.1'],
    ['carrier-grade NAT, and a metadata service in it', '100.100.100.200'],
    ['link-local, and most metadata services', '169.254.169.254'],
    ['inside Azure', '168.63.129.16'],
    ['IETF, and a metadata service in it', '192.0.0.192'],
    ['documentation', '192.0.2.1'],
    ['benchmarks', '198.19.0.1'],
    ['multicast', '224.0.0.251'],
    ['reserved', '250.1.1.1'],
    ['broadcast', '255.255.255.255'],
    ['unspecified', '::'],
    ['loopback', '::1'],
    ['link-local', 'fe80::1'],
    ['link-local with zone', 'fe80::1%eth0'],
    ['unique local, and a metadata service in it', 'fd00:ec2::254'],
    ['site-local', 'fec0::1'],
    ['multicast', 'ff02::1'],
    ['mapped', '::ffff:10.0.0.1'],
    ['mapped public', '::ffff:8.8.8.8'],
    ['compatible', '::7f00:1'],
    ['NAT64', '64:ff9b::10.0.0.1'],
    ['local NAT64', '64:ff9b:1::a00:1'],
    ['6to4', '2002:7f00:1::'],
    ['Teredo', '2001:0:4136:e378::1'],
    ['documentation', '2001:db8::1'],
    ['new documentation', '3fff::1'],
    ['discard', '100::1'],
    ['no address', 'localhost'],
    ['half an address', '127.1'],
    ['nothing', ''],
  ])('%s is not: %s', (_what, address) => expect(isPublicAddress(address)).toBe(false));
});

describe('certificate addresses', () => {
  it.each([
    ['http://certificates.example.org/c.pem', 'https'],
    ['ftp://certificates.example.org/c.pem', 'https'],
    ['file:///etc/passwd', 'https'],
    ['https://certificates.example.org:22/c.pem', 'port 22'],
    ['https://certificates.example.org:8443/c.pem', 'port 8443'],
    ['https://user:secret@certificates.example.org/', 'user name'],
    ['https://localhost/c.pem', 'full host name'],
    ['https://metadata/c.pem', 'full host name'],
    ['certificates.example.org', 'no address'],
    ['https://', 'no address'],
    ['https://certificates.example.org/\nfresh-until: 2999', 'spaces'],
    [`https://certificates.example.org/${'a'.repeat(2100)}`, 'characters'],
  ])('%s is refused', (text, why) => {
    const read = readCertificateUrl(text, [443]);
    expect(read.ok).toBe(false);
    if (!read.ok) expect(read.detail).toContain(why);
  });

  it.each([
    ['https://2130706433/', '127.0.0.1'],
    ['https://0177.0.0.1/', '127.0.0.1'],
    ['https://0x7f.1/', '127.0.0.1'],
    ['https://127.1/', '127.0.0.1'],
    ['https://[::ffff:127.0.0.1]/', '[::ffff:7f00:1]'],
    ['https://①②⑦.0.0.1/', null],
  ])('%s is seen as the address it is', (text, host) => {
    const read = readCertificateUrl(text, [443]);
    expect(read.ok ? read.value.hostname : null).toBe(host);
    if (read.ok) expect(isPublicAddress(read.value.hostname.replace(/^\[|\]$/g, ''))).toBe(false);
  });

  it('may have the ports of the configuration', () => {
    expect(readCertificateUrl('https://certificates.example.org:8443/c', [443, 8443]).ok).toBe(true);
    expect(readCertificateUrl('https://certificates.example.org./c#x', [443])).toMatchObject({ ok: true });
  });
});
