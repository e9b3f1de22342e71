import { describe, expect, it } from 'vitest';
import { NO_KEY } from '../../src/domain/number-key.ts';
import { inChina, JUNE_2026, normaliser } from './shipped-plans.ts';

const read = (text: string, context = inChina) => normaliser.normalise(text, context);
const inBritain = { country: 'GB', trunk: 'unknown', at: JUNE_2026 } as const;

describe('schemes', () => {
  it.each([
    'tel:+8613812345678',
    'TEL:+86-138-1234-5678',
    'sip:+8613812345678@ims.example',
    'sips:+8613812345678@ims.example:5061;transport=tls',
    'sip:+8613812345678@ims.example;user=phone?subject=x',
    'sip:%2B8613812345678@ims.example',
    'sip:+8613812345678:secret@ims.example',
    '<sip:+8613812345678@ims.example>;tag=a1',
    '"李" <tel:+8613812345678>',
    '+8613812345678@ims.example',
    'sip:013812345678@[2001:db8::1];user=phone',
  ])('%s names the same line as the bare number', (text) => {
    expect(read(text)).toMatchObject({ canonical: '+8613812345678', key: 8613812345678, raw: text });
  });

  it('reads emergency services without a code', () => {
    expect(read('urn:service:sos')).toMatchObject({ kind: 'service-code', type: 'emergency', country: 'CN' });
    expect(read('URN:service:sos.police').type).toBe('emergency');
    expect(read('urn:service:counseling').type).toBe('service');
    expect(read('urn:isbn:1').kind).toBe('unparsable');
  });

  it('takes a user that is no number for a name, with its host', () => {
    expect(read('sip:alice@Example.com')).toMatchObject({
      kind: 'alphanumeric',
      canonical: 'alice@example.com',
    });
    expect(read('sip:1001@pbx.example')).toMatchObject({ kind: 'private', canonical: '1001' });
  });
});

describe('parameters of the number', () => {
  it.each([
    'tel:+8613812345678;isub=12;ext=9;cpc=ordinary',
    'tel:+8613812345678;cpc=ordinary;ext=9;isub=12',
    'sip:+8613812345678;ext=9;rn=+8613900000000;npdi@ims.example;user=phone',
    'sip:+8613812345678;npdi;rn=+8613900000000;ext=9@ims.example',
    'sip:+8613812345678@ims.example;ext=9;user=phone',
  ])('%s changes nothing but the extension', (text) => {
    expect(read(text)).toMatchObject({ canonical: '+8613812345678', extension: '9' });
  });

  it('are told as notes', () => {
    expect(read('tel:+8613812345678;npdi;rn=+8613900000000;isub=1').notes).toEqual([
      'number-portability-dip',
      'routing-number',
      'isdn-subaddress',
    ]);
  });
});

describe('phone-context (RFC 3966 §5.1.5)', () => {
  it('does not turn a local number into a global one; the join is a candidate', () => {
    const number = read('tel:07700900123;phone-context=+44', inBritain);
    expect(number).toMatchObject({
      kind: 'local',
      canonical: '07700900123;phone-context=+44',
      country: 'GB',
      confidence: 'ambiguous',
      candidates: ['+447700900123'],
    });
    expect(number.key).not.toBe(read('07700900123', inBritain).key);
    expect(read('tel:62345678;phone-context=+86-23').candidates).toEqual(['+862362345678']);
  });

  it('gives a short code its country', () => {
    expect(read('tel:911;phone-context=+1')).toMatchObject({
      kind: 'service-code',
      country: 'US',
      type: 'emergency',
    });
    expect(read('tel:110;phone-context=+86')).toMatchObject({ kind: 'service-code', canonical: '110' });
    expect(read('tel:110;phone-context=ims.mnc000.mcc460.3gppnetwork.org')).toMatchObject({
      kind: 'service-code',
      country: 'CN',
      type: 'emergency',
    });
  });

  it('keeps a private plan private, one plan apart from another', () => {
    const one = read('tel:7042;phone-context=pbx.example');
    expect(one).toMatchObject({ kind: 'private', country: null, candidates: [] });
    expect(read('tel:7042;phone-context=PBX.example').key).toBe(one.key);
    expect(read('tel:7042;phone-context=other.example').key).not.toBe(one.key);
    expect(read('tel:13812345678;phone-context=pbx.example').kind).toBe('private');
    expect(read('sip:7042;phone-context=pbx.example@gw.example;user=phone').key).toBe(one.key);
  });

  it('is not obeyed when it is illegal, and ignored on a global number', () => {
    expect(read('tel:13812345678;phone-context=??')).toMatchObject({
      kind: 'unparsable',
      key: NO_KEY,
      candidates: ['+8613812345678'],
      notes: ['illegal-phone-context'],
    });
    expect(read('tel:13812345678;phone-context=').kind).toBe('unparsable');
    expect(read('tel:+8613812345678;phone-context=+1')).toMatchObject({
      canonical: '+8613812345678',
      notes: ['phone-context-on-global-number'],
    });
  });
});
