import { describe, expect, it } from 'vitest';
import { HEADER_TEXTS } from './header-texts.ts';

const addresses = (value: string) =>
  HEADER_TEXTS.identities('p-asserted-identity', value).map(({ address }) => address);

describe('header texts that a switch passes on', () => {
  it.each([
    ['<sip:+441632960001@a.example>', ['sip:+441632960001@a.example']],
    [
      '"A, B" <sip:+441632960001@a.example>, <tel:+441632960002>',
      ['sip:+441632960001@a.example', 'tel:+441632960002'],
    ],
    ['+441632960001', ['+441632960001']],
    ['01632 960001 (Ann)', ['01632 960001 (Ann)']],
    ['<sip:a\r\nFrom: <sip:b@c>', ['sip:a From: <sip:b@c']],
  ])('%j names %j', (value, expected) => {
    expect(addresses(value)).toEqual(expected);
  });

  it('keep display name and privacy', () => {
    expect(HEADER_TEXTS.identities('remote-party-id', '"Ann" <sip:+441632960001@a>;privacy=full')).toEqual([
      { header: 'remote-party-id', address: 'sip:+441632960001@a', display: 'Ann', isPrivate: true },
    ]);
  });

  it('keep reason and count of a diversion', () => {
    expect(
      HEADER_TEXTS.redirections('diversion', '<sip:+441632960003@a>;reason=no-answer;counter=2'),
    ).toMatchObject([{ header: 'diversion', address: 'sip:+441632960003@a', reason: 'no-answer', count: 2 }]);
    expect(HEADER_TEXTS.redirections('diversion', '+441632960003')).toMatchObject([
      { address: '+441632960003' },
    ]);
  });
});
