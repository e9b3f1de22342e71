import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { sipOf } from '../../../../test/kit/sip-message-from.ts';
import type { CallQuestion } from '../../../domain/call-question.ts';
import type { SipMessage } from '../../../domain/sip-message.ts';
import { sipProblemEffect } from '../../../domain/sip-problem.ts';
import { headerText } from '../../../lib/sip/header-text.ts';
import { readCSeq, readMaxForwards, readVia } from '../../sources/index.ts';
import { checkHeaders } from './check-headers.ts';
import { readCallQuestion } from './read-call-question.ts';

const FOLDER = 'test/corpus/sip/';
const FILES = readdirSync(FOLDER).filter((name) => name.startsWith('rfc4475-'));

interface Read {
  readonly message: SipMessage;
  readonly question: CallQuestion;
  /** Problems of the question, then those of other headers. */
  readonly words: readonly string[];
}

function read(section: string): Read {
  const name = FILES.find((file) => file.startsWith(`rfc4475-${section}-`));
  if (name === undefined) throw new Error(`no message for section ${section}`);
  const message = sipOf(readFileSync(FOLDER + name));
  const question = readCallQuestion(message, 0);
  return {
    message,
    question,
    words: [...question.problems, ...checkHeaders(message).map(({ reason }) => reason)],
  };
}

const addresses = ({ question }: Read): string[] => question.identities.map(({ address }) => address);
const body = ({ message }: Read): string =>
  Buffer.from(message.bytes.subarray(message.bodyStart, message.bodyEnd)).toString('latin1');
const values = ({ message }: Read, name: string): string[] =>
  message.headers
    .filter((header) => header.name === name)
    .map(({ valueStart, valueEnd }) => headerText(message.bytes, valueStart, valueEnd));

const CALLER = 'sip:+447700900123@home.example';

/** Section, problems in order. Sections 3.1.1 are valid, 3.1.2 are not, 3.3 is about meaning. */
const PROBLEMS: readonly (readonly [section: string, ...words: string[]])[] = [
  ['3.1.1.1'],
  ['3.1.1.2', 'escaped-nul'],
  ['3.1.1.3'],
  ['3.1.1.4'],
  ['3.1.1.5'],
  ['3.1.1.6'],
  ['3.1.1.7'],
  ['3.1.1.8', 'second-message'],
  ['3.1.1.9'],
  ['3.1.1.10'],
  ['3.1.1.11'],
  ['3.1.1.12'],
  ['3.1.1.13'],
  ['3.1.2.1', 'empty-parameter-in-via', 'empty-value-in-via', 'empty-parameter-in-contact'],
  ['3.1.2.2', 'content-length-too-long'],
  ['3.1.2.3', 'content-length-negative'],
  ['3.1.2.4', 'cseq-unreadable', 'max-forwards-unreadable', 'expires-unreadable'],
  ['3.1.2.5', 'cseq-unreadable'],
  ['3.1.2.6', 'unclosed-quote-in-to'],
  ['3.1.2.7', 'brackets-in-request-uri'],
  ['3.1.2.8', 'space-in-request-uri'],
  ['3.1.2.9', 'spaces-in-start-line'],
  ['3.1.2.10', 'space-after-version'],
  ['3.1.2.11', 'headers-in-request-uri'],
  ['3.1.2.12', 'date-unreadable'],
  ['3.1.2.13', 'question-mark-without-brackets-in-contact'],
  ['3.1.2.14', 'space-in-address-in-to'],
  ['3.1.2.15', 'comma-in-from', 'no-scheme-in-from', 'comma-in-to'],
  ['3.1.2.16', 'unknown-version'],
  ['3.1.2.17', 'cseq-method-differs'],
  ['3.1.2.18', 'cseq-method-differs'],
  ['3.1.2.19', 'bad-status-code'],
  ['3.2.1'],
  ['3.3.1', 'no-from-header', 'no-to-header', 'no-call-id-header'],
  ['3.3.2'],
  ['3.3.3'],
  ['3.3.4'],
  ['3.3.5'],
  ['3.3.6'],
  ['3.3.7'],
  [
    '3.3.8',
    'two-cseq-headers',
    'two-max-forwards-headers',
    'two-call-id-headers',
    'two-from-headers',
    'two-to-headers',
    'two-date-headers',
  ],
  ['3.3.9', 'two-content-length-headers', 'content-lengths-differ'],
  ['3.3.10'],
  ['3.3.11'],
  ['3.3.12'],
  ['3.3.13'],
  ['3.3.14'],
  ['3.3.15'],
  ['3.4.1'],
];

describe('the messages of RFC 4475, in our own words', () => {
  it('are all there', () => {
    expect(PROBLEMS).toHaveLength(49);
    expect(FILES).toHaveLength(49);
  });

  it.each(PROBLEMS)('%s has its problems and no others', (section, ...words) => {
    expect(read(section).words).toEqual(words);
  });

  it('that are valid name one caller, and nothing in them is to be refused', () => {
    for (const [section] of PROBLEMS.filter(([name]) => /^3\.(?:1\.1|2|4)\./.test(name))) {
      const found = read(section);
      expect(found.question.identities, section).toHaveLength(1);
      const effects = found.words.filter((word) => sipProblemEffect(word) !== 'odd');
      expect(effects, section).toEqual(section === '3.1.1.8' ? ['second-message'] : []);
    }
  });

  it.each(['3.1.2.15', '3.3.8'])('%s can be read as two callers, and both come out', (section) => {
    const found = read(section);
    expect(found.question.identities.length).toBe(2);
    expect(found.words.some((word) => sipProblemEffect(word) === 'another-caller')).toBe(true);
  });
});

describe('in particular', () => {
  it('3.1.1.1: folds, blanks and compact names change nothing', () => {
    const found = read('3.1.1.1');
    expect(addresses(found)).toEqual([CALLER]);
    expect(found.question.identities[0]!.display).toBe('Mira \\"');
    expect(found.question.dialled).toBe('sip:+12025550143@gw.example');
    expect(readCSeq(found.message)).toEqual({ number: 9, method: 'INVITE' });
    expect(readMaxForwards(found.message)).toBe(68);
    expect(readVia(found.message)).toMatchObject({
      transport: 'UDP',
      host: '198.51.100.7',
      branch: 'tort390',
    });
    expect(values(found, 'subject')).toEqual(['']);
    expect(values(found, 'newfangled')).toEqual(['a value folded over ; more=";"']);
  });

  it('3.1.1.2: every character that may stand in a name, method or address', () => {
    const found = read('3.1.1.2');
    expect(found.message.start).toMatchObject({ method: "!odd'Met*hod-%`+_~1" });
    expect(readCSeq(found.message)?.method).toBe("!odd'Met*hod-%`+_~1");
    expect(found.question.identities[0]).toMatchObject({
      address: 'sip:plain@home.example',
      display: "token1~` token2'+_ token3*%!.-",
    });
    expect(found.message.headers.at(-2)?.name).toBe("extensionheader-!.%*+_`'~");
  });

  it('3.1.1.3 and 3.1.1.4: escapes stay as written, an escaped @ or NUL divides nothing', () => {
    expect(read('3.1.1.3').question.callee).toBe('sip:sips%3Amira%40home.example@gw.example');
    expect(addresses(read('3.1.1.4'))).toEqual(['sip:null-%00-null@reg.example']);
  });

  it('3.1.1.5: a percent in a name or method is a percent', () => {
    const found = read('3.1.1.5');
    expect(found.message.start).toMatchObject({ method: 'RE%47IST%45R' });
    expect(found.question.identities[0]!.display).toBe('%Z%45');
    expect(values(found, 'contact')).toEqual(['<sip:alias1@pbx.example>']);
    expect(values(found, 'c%6fntact')).toEqual(['<sip:alias2@pbx.example>']);
  });

  it('3.1.1.8: the second request is no part of the first', () => {
    const found = read('3.1.1.8');
    expect(addresses(found)).toEqual(['sip:mira@reg.example']);
    expect(found.message.bodyEnd - found.message.bodyStart).toBe(0);
  });

  it('3.1.1.9: a semicolon in the user part belongs to it', () => {
    expect(read('3.1.1.9').question.callee).toBe('sip:user;par=u%40home.example@gw.example');
  });

  it('3.1.1.11: a binary body is not looked into', () => {
    const found = read('3.1.1.11');
    expect(body(found)).toContain('INVITE inside\0');
    expect(found.question.saidAt).toBe(Date.UTC(2005, 9, 15, 4, 44, 56));
  });

  it('3.1.1.12 and 3.1.1.13: the phrase may be anything, or empty', () => {
    expect(read('3.1.1.12').message.start).toMatchObject({ kind: 'response', status: 200 });
    const { start } = read('3.1.1.13').message;
    expect(start.kind === 'response' && start.phraseEnd - start.phraseStart).toBe(0);
  });

  it('3.1.2.6: a quote that never closes swallows neither address nor next header', () => {
    const found = read('3.1.2.6');
    expect(found.question.dialled).toBe('sip:+12025550143@gw.example');
    expect(addresses(found)).toEqual([CALLER]);
  });

  it('3.1.2.7: brackets around the Request-URI hide nothing', () => {
    expect(read('3.1.2.7').question.callee).toBe('sip:+12025550143@gw.example');
  });

  it('3.1.2.19: a status that is none is 0, never a wrapped number', () => {
    expect(read('3.1.2.19').message.start).toMatchObject({ kind: 'response', status: 0 });
  });

  it('3.2.1: the cookie alone names no transaction', () => {
    expect(readVia(read('3.2.1').message)).toMatchObject({ branch: 'z9hG4bK', isRfc3261Branch: false });
  });

  it('3.3.2 to 3.3.4: an address of another scheme is kept as it is', () => {
    expect(read('3.3.2').question.callee).toBe('nobodyKnowsThis:opaquecontent');
    expect(read('3.3.3').question.callee).toBe('soap.beep://192.0.2.103:3002');
    expect(addresses(read('3.3.4'))).toEqual(['http://www.example.com']);
  });

  it('3.3.10: of several Via the topmost counts', () => {
    expect(readVia(read('3.3.10').message)?.host).toBe('198.51.100.198');
  });

  it('3.3.11: zero is a number', () => {
    expect(readMaxForwards(read('3.3.11').message)).toBe(0);
  });

  it('3.3.12: what follows an address without brackets belongs to the header', () => {
    expect(values(read('3.3.12'), 'contact')).toEqual(['sip:+19725552222@gw1.example;unknownparam']);
    expect(values(read('3.3.13'), 'contact')).toEqual(['<sip:+19725552222@gw1.example;unknownparam>']);
  });

  it('3.4.1: without tag, branch and Content-Length it is read, and the body goes to the end', () => {
    const found = read('3.4.1');
    expect(addresses(found)).toEqual(['sip:+447700900123@ift.example:5060']);
    expect(readVia(found.message)).toMatchObject({ branch: null, rport: 'absent' });
    expect(body(found)).toMatch(/^v=0\r\n/);
  });
});
