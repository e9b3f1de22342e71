import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maskDigitsInText, maskNumber } from './mask-number.ts';
import type { TelephoneNumber } from './telephone-number.ts';

const number = (kind: TelephoneNumber['kind'], canonical: string): TelephoneNumber => ({
  kind,
  canonical,
  raw: canonical,
  key: 0,
  country: 'CN',
  type: 'unknown',
  validity: 'valid',
  confidence: 'certain',
  extension: null,
  candidates: [],
  notes: [],
});

describe('masking', () => {
  it.each([
    ['e164', '+8613812345678', '+86138****5678'],
    ['e164', '+447400123456', '+4474****3456'],
    ['e164', '+6591234567', '+65****4567'],
    ['e164', '+2901234', '****34'],
    ['local', '62345678', '****78'],
    ['private', '8012', '****'],
    ['service-code', '95588', '95588'],
    ['service-number', '4008123123', '4008123123'],
    ['withheld', 'withheld', 'withheld'],
    ['alphanumeric', 'ExampleBank', 'Ex****'],
    ['unparsable', '138 1234 5678 <b>', '******'],
  ] as const)('shows %s %s as %s', (kind, canonical, masked) => {
    expect(maskNumber(number(kind, canonical))).toBe(masked);
  });

  it('never shows more than half of a subscriber number, and never a long text', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^\+[1-9]\d{6,14}$/), (canonical) => {
        const masked = maskNumber(number('e164', canonical));
        const shown = masked.replace(/\D/g, '').length;
        expect(shown).toBeLessThan(canonical.length - 3);
        expect(masked).toContain('****');
      }),
    );
    fc.assert(
      fc.property(
        fc.string({ maxLength: 500 }),
        fc.constantFrom('alphanumeric', 'unparsable'),
        (text, kind) => {
          const masked = maskNumber(number(kind as TelephoneNumber['kind'], text));
          expect(masked.length).toBeLessThanOrEqual(24);
          expect(masked.replaceAll('*', '').length).toBeLessThanOrEqual(4);
        },
      ),
    );
  });

  it('hides numbers inside a text and leaves times, addresses and versions', () => {
    expect(maskDigitsInText('caller +86 138-1234-5678 refused')).toBe('caller +86138****5678 refused');
    expect(maskDigitsInText('list entry 13812345678: expired')).not.toContain('13812345678');
    for (const kept of [
      '2026-11-25 14:03:05',
      'http://127.0.0.1:8080',
      'policy 2026.11.0',
      'rules.yaml:12:4',
    ])
      expect(maskDigitsInText(kept)).toBe(kept);
  });
});
