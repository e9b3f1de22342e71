import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CallQuestion } from '../../../domain/call-question.ts';
import { NOT_ASKED } from '../../../domain/caller-verification.ts';
import type { SipMessage } from '../../../domain/sip-message.ts';
import type { Verdict } from '../../../domain/verdict.ts';
import type { CallAnswer } from '../../../ports/call-judge.ts';
import { parameterOf, targetUri, withoutParameter, withParameter } from './contact-uri.ts';
import { readAnswerProfile } from './read-answer-profile.ts';
import { ReturnMarker } from './return-marker.ts';
import { type AnswerSite, SipAnswerer } from './sip-answerer.ts';

const SITE: AnswerSite = {
  redressUrl: 'https://a.example/c',
  location: 'LN',
  jcardUrl: 'https://a.example/j',
};
const AT = Date.UTC(2026, 10, 25);
const marker = new ReturnMarker(Buffer.alloc(32, 1));

function answerer(extra: string, site = SITE): SipAnswerer {
  const base = `name: p
about: { zh: 一, en: one }
label: { status: 302 }
divert: { status: 302 }
`;
  const read = readAnswerProfile(base + extra, 'p.yaml');
  if (!read.ok) throw new Error(read.detail);
  return new SipAnswerer(read.value, site, marker);
}
const BLOCKS = `block:
  analytics: { status: 608, otherwise: { status: 603, phrase: Decline } }
  list: { status: 603, q850: 21 }
  law: { status: 403 }
  subscriber: { status: 607 }
`;
const PLAIN = `allow: { status: 404 }\n${BLOCKS}`;
const BACK = `allow: { status: 302 }\n${BLOCKS}`;

const question = (callee: string, more: Partial<CallQuestion> = {}): CallQuestion => ({
  callId: 'c',
  identities: [{ header: 'from', address: 'sip:+8613800000001@a.example', display: null, isPrivate: false }],
  callee,
  dialled: null,
  redirections: [],
  passports: [],
  privacy: [],
  at: AT,
  receivedAt: AT,
  saidAt: null,
  roaming: null,
  imei: null,
  cell: null,
  problems: [],
  ...more,
});
const answer = (more: Partial<CallAnswer>): CallAnswer => ({
  treatment: 'allow',
  unscreened: null,
  verdict: { id: 'v 1' } as Verdict,
  blockKind: null,
  label: null,
  divertTo: null,
  written: Promise.resolve(),
  ...more,
});
function message(header = ''): SipMessage {
  const bytes = Buffer.from(header);
  const headers =
    header === '' ? [] : [{ name: 'feature-caps', nameStart: 0, valueStart: 0, valueEnd: bytes.length }];
  return {
    bytes,
    start: { kind: 'request', method: 'INVITE', uriStart: 0, uriEnd: 0 },
    headers,
    bodyStart: 0,
    bodyEnd: 0,
    problems: [],
  };
}
const told = (by: SipAnswerer, given: CallAnswer, callee = 'sip:+861@b.example', caps = ''): string => {
  const { startLine, headers } = by.answer(given, question(callee), message(caps));
  return Buffer.concat([startLine, headers]).toString();
};

describe('answers by profile', () => {
  it('gives one shared answer to every call that passes', () => {
    const by = answerer(PLAIN);
    expect(by.answer(answer({}), question('sip:1@a'), message())).toBe(
      by.answer(answer({}), question('sip:2@a'), message()),
    );
  });
  it('answers 608 with the card to callers that announce it, the other answer to the rest', () => {
    const block = answer({ treatment: 'block', blockKind: 'analytics' });
    expect(told(answerer(PLAIN), block)).toBe('SIP/2.0 603 Decline\r\nX-Jingtong: block;id=v%201\r\n');
    expect(told(answerer(PLAIN), block, 'sip:1@a', '*;+sip.608')).toBe(
      'SIP/2.0 608 Rejected\r\nCall-Info: <https://a.example/j>;purpose=jwscard\r\nX-Jingtong: block;id=v%201\r\n',
    );
    expect(told(answerer(PLAIN), block, 'sip:1@a', '*;+sip.6081')).toContain('603 Decline');
  });
  it('shows a label where the profile says, without a caller only in the Contact', () => {
    const label = answer({ treatment: 'label', label: 'Suspected' });
    const by = answerer(`${PLAIN}label_places: [remote-party-id]\nmarker: null\nheader: null\n`);
    expect(told(by, label)).toBe(
      'SIP/2.0 302 Moved Temporarily\r\nContact: <sip:+861@b.example>\r\n' +
        'Remote-Party-ID: "Suspected" <sip:+8613800000001@a.example>;party=calling\r\n',
    );
    const nobody = question('sip:+861@b.example', { identities: [] });
    const { headers } = answerer(`${PLAIN}marker: null\nheader: null\n`).answer(label, nobody, message());
    expect(Buffer.from(headers).toString()).toBe('Contact: "Suspected" <sip:+861@b.example>\r\n');
  });
  it('tells the ISUP cause where the profile asks for it', () => {
    expect(told(answerer(PLAIN), answer({ treatment: 'block', blockKind: 'list' }))).toContain(
      'Reason: Q.850;cause=21\r\n',
    );
  });
  it('sends a call back marked, and knows the mark again for a few minutes only', () => {
    const by = answerer(BACK);
    const uri = /<(.*)>/.exec(told(by, answer({}), 'sip:+861@b.example;user=phone?Subject=x'))![1]!;
    expect(uri).toMatch(/^sip:\+861@b\.example;user=phone;jingtong=\w+\?Subject=x$/);
    expect([by.isReturned(uri, AT + 60_000), by.isReturned(uri, AT + 600_000)]).toEqual([true, false]);
    expect(by.isReturned(uri.replace('+861', '+862'), AT)).toBe(false);
    expect(by.mayBeMarked(Buffer.from(uri), 0, uri.length)).toBe(true);
    const again = /<(.*)>/.exec(told(by, answer({}), uri))![1]!;
    expect(again.match(/jingtong=/g)).toHaveLength(1);
  });
  it('tells a failed signature while the call goes on, unless the profile does not want it', () => {
    const finding = 'STIR;cause=438;text="Invalid Identity Header"';
    const given = answer({ verification: { ...NOT_ASKED, result: 'failed', reasonHeaders: [finding] } });
    expect(told(answerer(PLAIN), given)).toBe(`SIP/2.0 404 Not Found\r\nReason: ${finding}\r\n`);
    expect(told(answerer(`${PLAIN}tells_verification: false\n`), given)).not.toContain('Reason');
  });
  it('blocks with the code of the verification where that is what ends the call', () => {
    const response = { status: 438, phrase: 'Invalid Identity Header', endsCall: true };
    const block = answer({ treatment: 'block', blockKind: 'law', verification: { ...NOT_ASKED, response } });
    expect(told(answerer(PLAIN), block)).toContain('SIP/2.0 438 Invalid Identity Header\r\n');
  });
  it('lets no label, number, caller or reason write a header of its own', () => {
    const by = answerer(`${PLAIN}told: all\n`);
    const nasty = fc.string({
      unit: fc.constantFrom(
        'a',
        '"',
        '\\',
        '<',
        '>',
        '\r',
        '\n',
        '\u202e',
        '\0',
        '警',
        ';',
        ',',
        '@',
        ':',
        '?',
        '%',
      ),
    });
    fc.assert(
      fc.property(nasty, nasty, nasty, nasty, (label, uri, caller, divertTo) => {
        for (const given of [
          answer({ treatment: 'label', label }),
          answer({ treatment: 'divert', divertTo }),
          answer({ unscreened: label, verdict: null }),
        ]) {
          const identities = [{ header: 'from' as const, address: caller, display: null, isPrivate: false }];
          const { headers } = by.answer(given, question(`sip:${uri}`, { identities }), message());
          const text = Buffer.from(headers).toString();
          for (const line of text.split('\r\n').slice(0, -1)) {
            expect(line).toMatch(/^(Contact|P-Asserted-Identity|X-Jingtong): [^\r\n\0\u202e]*$/);
            if (line.startsWith('X-')) continue;
            expect(line).toMatch(/^[A-Z][\w-]*: (?:"(?:[^"\\]|\\.)*" )?<[^<>"]*>$/);
          }
        }
      }),
    );
  });
});

describe('contact URIs', () => {
  it('go to the same host in the same scheme', () => {
    expect(targetUri('96110', 'sips:+861@b.example:5061;x=1?h=1')).toBe(
      'sips:96110@b.example:5061;user=phone',
    );
    expect(targetUri('+86 (10) 96110', 'tel:+861')).toBe('tel:+861096110');
    expect(targetUri('sip:ivr@c.example', 'tel:+861')).toBe('sip:ivr@c.example');
  });
  it('take, replace and lose a parameter', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('sip:a;b@h', 'tel:+1;phone-context=x', 'sip:h', 'sip:a?b@h:5060;x=y?z=1'),
        fc.string({ unit: fc.constantFrom('a', '1') }),
        (uri, value) => {
          const marked = withParameter(uri, 'mark', value);
          expect(parameterOf(marked, 'MARK')).toBe(value);
          expect(withoutParameter(marked, 'mark')).toBe(uri);
          expect(parameterOf(withParameter(marked, 'mark', 'other'), 'mark')).toBe('other');
        },
      ),
    );
  });
});
