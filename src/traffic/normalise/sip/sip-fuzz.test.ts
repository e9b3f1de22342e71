import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sipOf } from '../../../../test/kit/sip-message-from.ts';
import type { SipMessage } from '../../../domain/sip-message.ts';
import { headerText, latin1 } from '../../../lib/sip/header-text.ts';
import {
  parseSip,
  readCallId,
  readContentLength,
  readCSeq,
  readFromTag,
  readMaxForwards,
  readToTag,
  readVia,
} from '../../sources/index.ts';
import { checkHeaders } from './check-headers.ts';
import { locateCallQuestion, readCallQuestion } from './read-call-question.ts';

const CORPUS = readdirSync('test/corpus/sip')
  .filter((name) => name.endsWith('.sip'))
  .map((name) => readFileSync(`test/corpus/sip/${name}`));

/** Every problem word met. */
const met = new Set<string>();

/** Runs every reader there is; what they give is checked to lie inside the message. */
function readAll(bytes: Uint8Array): void {
  const parsed = parseSip(bytes);
  if (!parsed.ok) return;
  const message = parsed.value;
  for (const { nameStart, valueStart, valueEnd } of message.headers) {
    expect(nameStart).toBeLessThan(valueStart);
    expect(valueStart).toBeLessThanOrEqual(valueEnd);
    expect(valueEnd).toBeLessThanOrEqual(message.bodyStart);
  }
  expect(message.bodyStart).toBeLessThanOrEqual(message.bodyEnd);
  expect(message.bodyEnd).toBeLessThanOrEqual(bytes.length);
  for (const { at } of message.problems) expect(at).toBeLessThanOrEqual(bytes.length);
  readVia(message);
  readCSeq(message);
  readCallId(message);
  readFromTag(message);
  readToTag(message);
  readMaxForwards(message);
  readContentLength(message);
  const { question, places } = locateCallQuestion(message, 0);
  for (const word of question.problems) met.add(word);
  for (const { reason } of checkHeaders(message)) met.add(reason);
  expect(places.identities).toHaveLength(question.identities.length);
  expect(places.redirections).toHaveLength(question.redirections.length);
  expect(places.passports).toHaveLength(question.passports.length);
}

const NASTY = [
  '"',
  '\\',
  '<',
  '>',
  ',',
  ';',
  ':',
  '=',
  '@',
  '?',
  '\r',
  '\n',
  '\r\n',
  '\r\n ',
  '\0',
  ' ',
  '\t',
  '\xff',
  '%',
  '\r\n\r\n',
  '\r\nFrom: <sip:x@y>',
  'f:',
  'Content-Length: ',
  '-1',
  '99999999999',
  ';tag=',
  'SIP/2.0',
];

describe('any bytes', () => {
  it('are read or refused, never thrown at', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), readAll), { numRuns: 1000 });
  });

  it('behind a start line neither', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.constantFrom(...NASTY), fc.string({ maxLength: 8 }))), (parts) => {
        readAll(Buffer.from(`INVITE sip:a@b.example SIP/2.0\r\n${parts.join('')}`, 'latin1'));
      }),
      { numRuns: 1000 },
    );
  });

  it('changed, left out and put in anywhere in a sound message neither', () => {
    const change = fc.record({
      at: fc.nat(4000),
      remove: fc.nat(6),
      put: fc.oneof(fc.constantFrom(...NASTY), fc.string({ maxLength: 4 })),
    });
    fc.assert(
      fc.property(
        fc.constantFrom(...CORPUS),
        fc.array(change, { minLength: 1, maxLength: 6 }),
        (bytes, changes) => {
          let text = bytes.toString('latin1');
          for (const { at, remove, put } of changes) {
            const place = at % (text.length + 1);
            text = text.slice(0, place) + put + text.slice(place + remove);
          }
          readAll(Buffer.from(text, 'latin1'));
        },
      ),
      { numRuns: 1200 },
    );
  });

  it('make no problem word that the documentation does not have', () => {
    const words = [...readFileSync('docs/inspect.md', 'utf8').matchAll(/`([a-z0-9H-]+)`/g)].map(
      (match) => match[1]!,
    );
    const known = words.map((word) => new RegExp(`^${word.replace('H', '[a-z-]+')}$`));
    expect(met.size).toBeGreaterThan(40);
    expect([...met].filter((word) => !known.some((pattern) => pattern.test(word)))).toEqual([]);
  });

  it('cut off anywhere neither', () => {
    for (const bytes of CORPUS)
      for (let end = 0; end < Math.min(bytes.length, 900); end += 7) readAll(bytes.subarray(0, end));
  });
});

/** Headers of a made-up call, every legal form among them. */
const blank = fc.constantFrom('', ' ', '\t', '\r\n ', '\r\n\t  ');
const user = fc.constantFrom('+447700900123', '12025550143', 'ada', 'a;x=1', '%41da', '110');
const uri = fc
  .tuple(fc.constantFrom('sip', 'sips', 'tel'), user)
  .map(([scheme, part]) => (scheme === 'tel' ? `tel:${part}` : `${scheme}:${part}@a.example`));
const display = fc.constantFrom('', 'Ada ', '"Bank, Example" ', '"a \\"<b>\\" ;," ', '"" ');
const nameAddress = fc.tuple(display, uri, blank).map(([name, address, end]) => `${name}<${address}>${end}`);
const HEADERS: Record<string, fc.Arbitrary<string>> = {
  'P-Asserted-Identity': fc.array(nameAddress, { minLength: 1, maxLength: 2 }).map((list) => list.join(',')),
  'P-Preferred-Identity': nameAddress,
  'Remote-Party-ID': nameAddress.map((value) => `${value};party=calling;screen=yes`),
  Diversion: nameAddress.map((value) => `${value};reason=no-answer;counter=2`),
  Privacy: fc.constantFrom('id', 'none', 'header;user'),
  Identity: fc.constant('aaaa.bbbb.cccc;info=<https://c.example/a,b>;alg=ES256'),
  Subject: fc.constantFrom('', 'x', 'a, b'),
  Supported: fc.constant('100rel, timer'),
  'X-Other': fc.constantFrom('1', '"open', '<'),
};
const NAMES = Object.keys(HEADERS);
const line = fc.constantFrom(...NAMES).chain((name) => HEADERS[name]!.map((value) => ({ name, value })));
const call = fc.record({
  from: nameAddress,
  to: nameAddress,
  lines: fc.array(line, { maxLength: 8 }),
});
type Line = { readonly name: string; readonly value: string };

function written(
  { from, to, lines }: { from: string; to: string; lines: readonly Line[] },
  compact = false,
): Buffer {
  const short: Record<string, string> = {
    From: 'F',
    To: 't',
    'Call-ID': 'i',
    Via: 'v',
    Subject: 's',
    Supported: 'K',
    Identity: 'y',
  };
  const all = [
    { name: 'Via', value: 'SIP/2.0/UDP sbc.example;branch=z9hG4bKfuzz' },
    { name: 'From', value: `${from};tag=1` },
    { name: 'To', value: to },
    { name: 'Call-ID', value: 'fuzz@a.example' },
    { name: 'CSeq', value: '1 INVITE' },
    ...lines,
  ];
  const heads = all.map(
    ({ name, value }) =>
      `${compact ? (short[name] ?? name.toLowerCase()) : name}:${compact ? '' : ' '}${value}`,
  );
  return Buffer.from(['INVITE sip:+12025550143@gw.example SIP/2.0', ...heads, '', ''].join('\r\n'), 'latin1');
}

const question = (bytes: Uint8Array) => readCallQuestion(sipOf(bytes), 0);

describe('a message in other clothes', () => {
  it('compact names in any case are the long ones', () => {
    fc.assert(
      fc.property(call, (made) => {
        expect(question(written(made, true))).toEqual(question(written(made)));
      }),
    );
  });

  it('lines ended by LF or CR say the same', () => {
    fc.assert(
      fc.property(call, fc.constantFrom('\n', '\r'), (made, eol) => {
        const plain = question(written(made));
        const other = question(
          Buffer.from(written(made).toString('latin1').replaceAll('\r\n', eol), 'latin1'),
        );
        const rest = other.problems.filter((word) => word !== 'bare-lf' && word !== 'bare-cr');
        expect({ ...other, problems: rest }).toEqual(plain);
      }),
    );
  });

  it('a header more between two others changes nothing', () => {
    fc.assert(
      fc.property(call, fc.nat(8), (made, place) => {
        const lines = [...made.lines];
        lines.splice(place % (lines.length + 1), 0, { name: 'X-Unrelated', value: '"<,;' });
        expect(question(written({ ...made, lines }))).toEqual(question(written(made)));
      }),
    );
  });

  it('the order of different headers changes only the order of the identities', () => {
    fc.assert(
      fc.property(call, (made) => {
        const lines = [...made.lines].sort(
          (one, other) => NAMES.indexOf(one.name) - NAMES.indexOf(other.name),
        );
        const plain = question(written(made));
        const sorted = question(written({ ...made, lines }));
        const inOrder = (list: readonly unknown[]): string[] =>
          list.map((item) => JSON.stringify(item)).sort();
        expect(inOrder(sorted.identities)).toEqual(inOrder(plain.identities));
        expect({ ...sorted, identities: [], problems: inOrder(sorted.problems) }).toEqual({
          ...plain,
          identities: [],
          problems: inOrder(plain.problems),
        });
      }),
    );
  });
});

function rewritten(message: SipMessage): Buffer {
  const { bytes, start, headers } = message;
  const first =
    start.kind === 'request'
      ? `${start.method} ${latin1(bytes, start.uriStart, start.uriEnd)} SIP/2.0`
      : `SIP/2.0 ${start.status} ${latin1(bytes, start.phraseStart, start.phraseEnd)}`;
  const lines = headers.map(
    ({ name, valueStart, valueEnd }) => `${name}: ${headerText(bytes, valueStart, valueEnd)}`,
  );
  const head = Buffer.from([first, ...lines, '', ''].join('\r\n'), 'latin1');
  return Buffer.concat([head, bytes.subarray(message.bodyStart, message.bodyEnd)]);
}

describe('written again from what was read', () => {
  it('a message says the same', () => {
    fc.assert(
      fc.property(call, (made) => {
        const message = sipOf(written(made));
        const before = readCallQuestion(message, 0);
        // An empty fold is a matter of writing and is not written again.
        const problems = before.problems.filter((word) => word !== 'blank-fold');
        expect(question(rewritten(message))).toEqual({ ...before, problems });
      }),
    );
  });

  it('the corpus loses no header, no value and no byte of a body', () => {
    const seen = (message: SipMessage): unknown => ({
      start: message.start.kind === 'request' ? message.start.method : message.start.status,
      headers: message.headers.map(({ name, valueStart, valueEnd }) => [
        name,
        headerText(message.bytes, valueStart, valueEnd),
      ]),
      body: Buffer.from(message.bytes.subarray(message.bodyStart, message.bodyEnd)).toString('hex'),
    });
    for (const bytes of CORPUS) {
      const message = sipOf(bytes);
      expect(seen(sipOf(rewritten(message)))).toEqual(seen(message));
    }
  });
});
