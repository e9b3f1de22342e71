import { describe, expect, it } from 'vitest';
import { parseCallPath } from './read-call-path.ts';

const SOUND = `
listen:
  sip: { udp: "127.0.0.1:5060", tcp: "[::1]:5060" }
  http: { at: 127.0.0.1:8070 }
peers:
  - name: intl-gateway
    addresses: [192.0.2.10, 2001:db8::/48]
    trunk: international
    trusts: [identity]
    time_limit_ms: 150
`;
const problems = (text: string): string => {
  const read = parseCallPath(text, 'call-path.yaml');
  return read.ok ? '' : read.detail;
};

describe('a call-path configuration', () => {
  it('is read with its doors and peers', () => {
    const read = parseCallPath(SOUND, '/etc/jingtong/call-path.yaml');
    if (!read.ok) throw new Error(read.detail);
    expect(read.value.folder).toBe('/etc/jingtong');
    expect(read.value.listen.sip?.tcp).toEqual({ host: '::1', port: 5060 });
    expect(read.value.peers[0]?.addresses.map(({ bits }) => bits)).toEqual([32, 48]);
  });

  it.each([
    ['an unknown key', SOUND.replace('trunk:', 'trunck:'), /call-path\.yaml:8:\d+: unknown key "trunck"/],
    [
      'a name as address',
      SOUND.replace('127.0.0.1:8070', 'localhost:8070'),
      /:4:\d+: .*write an address and a port/,
    ],
    [
      'a range too wide',
      SOUND.replace('192.0.2.10', '192.0.2.10/33'),
      /:7:\d+: .*write an address or a range/,
    ],
    [
      'a trunk nobody knows',
      SOUND.replace('international', 'satellite'),
      /:8:\d+: .*write one of unknown, international/,
    ],
    ['no peers', SOUND.slice(0, SOUND.indexOf('peers:')), /"peers" is missing/],
    ['no door', SOUND.replace(/ {2}sip:.*\n {2}http:.*\n/, '  {}\n'), /no door is named/],
    ['YAML that is none', 'listen: [', /:1:\d+: /],
  ])('says where and what for %s', (_what, text, message) => {
    expect(problems(text)).toMatch(message);
  });

  it('says which trunk leads nowhere and as which peer nobody can ask', () => {
    const trunk = `${SOUND}    trunks: { a: line, b: nobody }\n  - { name: line, trunk: private }\n  - { name: lost, trunk: private }\n`;
    expect(problems(trunk)).toMatch(/:11:\d+: there is no peer "nobody"/);
    expect(problems(trunk)).toMatch(/:13:\d+: peer "lost" has no addresses/);
    expect(problems(trunk)).not.toMatch(/"line"/);
  });

  it('tells every mistake, and which peer has a name or an address already', () => {
    const twice = `${SOUND}  - name: intl-gateway\n    addresses: [2001:db8::/48, 192.0.2.10]\n    trunk: private\n`;
    expect(problems(twice)).toMatch(/:11:\d+: the name "intl-gateway" is taken by peer 1/);
    const other = twice.replace(
      /- name: intl-gateway\n {4}addresses: \[2001:db8::\/48, /,
      '- name: line\n    addresses: [',
    );
    expect(problems(other)).toMatch(/192\.0\.2\.10 belongs to "intl-gateway" already/);
  });
});
