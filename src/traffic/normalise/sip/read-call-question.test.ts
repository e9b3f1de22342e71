import { describe, expect, it } from 'vitest';
import { sipFrom } from '../../../../test/kit/sip-message-from.ts';
import type { CallQuestion } from '../../../domain/call-question.ts';
import { mayHideCaller } from '../../../domain/sip-problem.ts';
import { locateCallQuestion, readCallQuestion } from './read-call-question.ts';

const AT = 1_700_000_000_000;
const ask = (...headers: string[]): CallQuestion => readCallQuestion(sipFrom(headers), AT);
const callers = (question: CallQuestion): string[] =>
  question.identities.map(({ header, address }) => `${header} ${address}`);
const path = (question: CallQuestion): string[] =>
  question.redirections.map(({ header, address, reason, count, isPrivate }) =>
    [header, address, reason, count, isPrivate ? 'private' : ''].join(' ').trim(),
  );

describe('a plain INVITE', () => {
  it('says who calls, whom, and when it was asked', () => {
    expect(ask('Call-ID: one@a.example')).toEqual({
      callId: 'one@a.example',
      identities: [
        { header: 'from', address: 'sip:+447700900123@a.example', display: null, isPrivate: false },
      ],
      callee: 'sip:+12025550143@gw.example',
      dialled: 'sip:+12025550143@gw.example',
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
    });
  });

  it('of several Call-IDs the first counts, and that there are two is told', () => {
    const question = ask('Call-ID: one', 'i: two');
    expect(question.callId).toBe('one');
    expect(question.problems).toEqual(['two-call-id-headers']);
  });
});

describe('who is said to call (O-12)', () => {
  it('comes out in the order of the headers, each under its own', () => {
    const question = ask(
      'P-Asserted-Identity: <sip:+12025550143@ims.example;user=phone>, <tel:+12025550143>',
      'From: "Ada" <sip:+447700900123@a.example>;tag=f1',
      'Remote-Party-ID: "Ada" <sip:+447700900123@a.example>;party=calling;screen=no;privacy=full',
      'P-Preferred-Identity: tel:+447700900124',
    );
    expect(callers(question)).toEqual([
      'p-asserted-identity sip:+12025550143@ims.example;user=phone',
      'p-asserted-identity tel:+12025550143',
      'from sip:+447700900123@a.example',
      'remote-party-id sip:+447700900123@a.example',
      'p-preferred-identity tel:+447700900124',
    ]);
    expect(question.problems).toEqual(['remote-party-id-not-screened']);
  });

  it('one identity a line or both in one comma list is the same', () => {
    const list = ask('P-Asserted-Identity: <sip:+12025550143@a.example>,<tel:+12025550143>');
    const lines = ask(
      'P-Asserted-Identity: <sip:+12025550143@a.example>',
      'p-asserted-identity : <tel:+12025550143>',
    );
    expect(list).toEqual(lines);
    expect(callers(list).slice(0, 2)).toHaveLength(2);
  });

  it.each([
    ['party=calling;privacy=full', 1, true],
    ['privacy=name', 1, true],
    ['privacy="uri";screen=yes', 1, true],
    ['PRIVACY=OFF;Party=Calling', 1, false],
    ['party=called', 0, false],
    ['', 1, false],
  ])('Remote-Party-ID ;%s', (parameters, count, isPrivate) => {
    const found = ask(`Remote-Party-ID: <sip:+447700900125@a.example>;${parameters}`).identities.filter(
      ({ header }) => header === 'remote-party-id',
    );
    expect(found.map((identity) => identity.isPrivate)).toEqual(Array(count).fill(isPrivate));
  });

  it('more than 32 are cut and told', () => {
    const question = ask(
      ...Array.from({ length: 60 }, (_, index) => `P-Asserted-Identity: <tel:+1202555${index}>`),
    );
    expect(question.identities).toHaveLength(32);
    expect(question.problems).toContain('too-many-identities');
  });
});

describe('every form of an address (O-07, O-08, O-11)', () => {
  it.each([
    ['sip:+447700900123@a.example', 'sip:+447700900123@a.example', null],
    ['sip:+447700900123@a.example;tag=1', 'sip:+447700900123@a.example', null],
    ['<sip:+447700900123@a.example;user=phone>;tag=1', 'sip:+447700900123@a.example;user=phone', null],
    ['<sips:+447700900123@a.example>', 'sips:+447700900123@a.example', null],
    ['<tel:+44-7700-900123>;tag=a1', 'tel:+44-7700-900123', null],
    [
      '<tel:07700900123;phone-context=+44;cpc=payphone>',
      'tel:07700900123;phone-context=+44;cpc=payphone',
      null,
    ],
    ['<tel:7042;phone-context=pbx.example>;tag=1', 'tel:7042;phone-context=pbx.example', null],
    ['<urn:service:sos>', 'urn:service:sos', null],
    [
      '<sip:+12025550143;isub=1;rn=+1202@gw.example:5060;transport=tcp>',
      'sip:+12025550143;isub=1;rn=+1202@gw.example:5060;transport=tcp',
      null,
    ],
    ['<sip:+447700900123@[2001:db8::1]:5060>', 'sip:+447700900123@[2001:db8::1]:5060', null],
    ['Ada Example <sip:a@a.example>', 'sip:a@a.example', 'Ada Example'],
    ['Ada<sip:a@a.example>', 'sip:a@a.example', 'Ada'],
    ['"Bank, Example" <sip:+12025550143@gw.example>;tag=9', 'sip:+12025550143@gw.example', 'Bank, Example'],
    ['"a \\"b\\" \\\\ <sip:x@y>; ,>" <sip:a@a.example>', 'sip:a@a.example', 'a "b" \\ <sip:x@y>; ,>'],
    ['"" <sip:a@a.example>', 'sip:a@a.example', ''],
    ['<sip:a,b@a.example>', 'sip:a,b@a.example', null],
    ['"sip:+8695588@bank.example" <sip:a@a.example>', 'sip:a@a.example', 'sip:+8695588@bank.example'],
    ['"Ada"\r\n  <sip:a@a.example>\r\n ;tag=1', 'sip:a@a.example', 'Ada'],
    ['"Anonymous" <sip:anonymous@anonymous.invalid>;tag=1', 'sip:anonymous@anonymous.invalid', 'Anonymous'],
  ])('%s', (value, address, display) => {
    const question = ask(`From: ${value}`);
    expect(question.identities).toEqual([{ header: 'from', address, display, isPrivate: false }]);
    expect(question.problems).toEqual([]);
  });

  it('a number without brackets keeps its context, and the tag stays with the header', () => {
    expect(callers(ask('From: tel:07700900123;ext=7;phone-context=+44;tag=1'))).toEqual([
      'from tel:07700900123;ext=7;phone-context=+44',
    ]);
    expect(callers(ask('From: tel:+447700900123;tag=1;ext=7'))).toEqual(['from tel:+447700900123']);
  });

  it('the Request-URI and To may be tel: and urn: as well', () => {
    const question = readCallQuestion(sipFrom(['To: <tel:110>'], 'urn:service:sos'), AT);
    expect([question.callee, question.dialled]).toEqual(['urn:service:sos', 'tel:110']);
  });
});

describe('an address that can be read in two ways', () => {
  it.each([
    ['Bank, Example <sip:+12025550143@gw.example>;tag=9', 'comma-in-from'],
    ['<sip:a@a.example>, <sip:b@b.example>', 'comma-in-from'],
    ['"Bank <sip:a@a.example>', 'unclosed-quote-in-from'],
    ['<sip:a@a.example', 'unclosed-bracket-in-from'],
    ['<sip:a@a.example<sip:b@b.example>', 'bracket-in-brackets-in-from'],
    ['<sip:a@a.example> <sip:b@b.example>', 'second-address-in-from'],
    ['sip:a@a.example <sip:b@b.example>', 'address-before-brackets-in-from'],
    ['"x" sip:a@a.example <sip:b@b.example>', 'address-before-brackets-in-from'],
    ['"x" sip:a@a.example', 'name-without-brackets-in-from'],
  ])('%s: %s', (value, word) => {
    const { problems } = ask(`From: ${value}`);
    expect(problems).toContain(word);
    expect(problems.some(mayHideCaller)).toBe(true);
  });

  it('both halves of a comma come out; neither wins here', () => {
    expect(callers(ask('From: <sip:a@a.example>, <sip:b@b.example>'))).toEqual([
      'from sip:a@a.example',
      'from sip:b@b.example',
    ]);
  });

  it.each([
    ['', 'empty-value-in-from'],
    ['<>', 'empty-address-in-from'],
    ['Anonymous', 'no-scheme-in-from'],
    ['< sip:a@a.example >', 'space-in-address-in-from'],
    ['sip:a@a.example?Subject=x', 'question-mark-without-brackets-in-from'],
    ['<sip:a@a.example> x ;tag=1', 'text-after-brackets-in-from'],
    ['tel:07700900123;phone-context=+44;tag=1', 'parameters-without-brackets-in-from'],
  ])('%j is told and hides nobody: %s', (value, word) => {
    const { problems } = ask(`From: ${value}`);
    expect(problems).toEqual([word]);
    expect(problems.some(mayHideCaller)).toBe(false);
  });
});

describe('names that are no ASCII (O-13)', () => {
  const name = (bytes: string) => {
    const question = ask(`From: "${bytes}" <sip:a@a.example>`);
    return { display: question.identities[0]!.display, problems: question.problems };
  };
  const latin1 = (text: string): string => Buffer.from(text).toString('latin1');

  it.each([
    ['UTF-8', latin1('客服'), '客服', []],
    ['GBK', '\xbf\xcd\xb7\xfe', '客服', ['name-not-utf-8-in-from']],
    ['GBK among ASCII', 'A \xbf\xcd\xb7\xfe 1', 'A 客服 1', ['name-not-utf-8-in-from']],
    ['Latin-1', 'M\xfcller', 'Müller', ['name-not-utf-8-in-from']],
    ['UTF-8 cut short', latin1('客服').slice(0, 5), '客\ufffd', ['name-not-utf-8-in-from']],
    ['an overlong slash', '\xe0\x80\xaf', 'à¯', ['name-not-utf-8-in-from', 'control-characters-in-from']],
    ['a right-to-left override', latin1('ab\u202ecd'), 'abcd', ['control-characters-in-from']],
    ['a zero-width space', latin1('a\u200bb'), 'ab', ['control-characters-in-from']],
    ['an escape for terminals', '\x1b[31mred', '[31mred', ['control-characters-in-from']],
    ['an escaped NUL', 'a\\\0b', 'ab', ['escaped-nul', 'control-characters-in-from']],
  ])('%s is made readable', (_, bytes, display, problems) => {
    expect(name(bytes)).toEqual({ display, problems });
  });

  it('the bytes stay what they were', () => {
    const message = sipFrom(['From: "\xbf\xcd\xb7\xfe" <sip:a@a.example>']);
    const before = Buffer.from(message.bytes).toString('hex');
    readCallQuestion(message, AT);
    expect(Buffer.from(message.bytes).toString('hex')).toBe(before);
    expect(before).toContain('22bfcdb7fe22');
  });
});

describe('Diversion (O-14)', () => {
  it('keeps every entry, topmost first, over lines and commas', () => {
    const question = ask(
      'Diversion: <sip:+61491570157@x.example>;reason=unknown;counter=1',
      'Diversion: <sip:+61491570156@x.example>;reason=no-answer;counter=2, "B, C" <tel:+61491570155>;reason="user-busy";privacy=full',
    );
    expect(path(question)).toEqual([
      'diversion sip:+61491570157@x.example unknown 1',
      'diversion sip:+61491570156@x.example no-answer 2',
      'diversion tel:+61491570155 user-busy 1 private',
    ]);
    expect(question.problems).toEqual([]);
  });

  it.each([
    ['<sip:b@x.example>', 'unknown', 1, []],
    ['sip:b@x.example;reason=Unconditional;counter=12', 'unconditional', 12, []],
    ['<sip:b@x.example>;counter=0', 'unknown', 1, ['bad-counter-in-diversion']],
    ['<sip:b@x.example>;counter=-3', 'unknown', 1, ['bad-counter-in-diversion']],
    ['<sip:b@x.example>;counter', 'unknown', 1, []],
    ['<sip:b@x.example>;counter=99999', 'unknown', 99, ['bad-counter-in-diversion']],
    ['<sip:b@x.example>;privacy=off;reason=', 'unknown', 1, []],
  ])('%s', (value, reason, count, problems) => {
    const question = ask(`Diversion: ${value}`);
    expect(question.redirections).toEqual([
      { header: 'diversion', address: 'sip:b@x.example', reason, count, isPrivate: false },
    ]);
    expect(question.problems).toEqual(problems);
  });

  it('an empty entry is told and counts for nobody', () => {
    const question = ask('Diversion: <sip:b@x.example>,, <sip:c@x.example>');
    expect(question.redirections).toHaveLength(2);
    expect(question.problems).toEqual(['empty-value-in-diversion']);
  });

  it('more than 64 steps are cut and told', () => {
    const one = '<sip:b@x.example>;reason=unknown';
    const question = ask(
      `Diversion: ${Array(40).fill(one).join(',')}`,
      `Diversion: ${Array(40).fill(one).join(',')}`,
    );
    expect(question.redirections).toHaveLength(64);
    expect(question.problems).toContain('too-many-redirections');
  });
});

describe('History-Info (O-14)', () => {
  const B = '<sip:+61491570156@x.example>;index=1';
  const C = '<sip:+61491570157@x.example;cause=408>;index=1.1;mp=1';
  const D = '<sip:+61491570158@x.example;cause=302>;index=1.1.1;mp=1.1';
  const STEPS = [
    'history-info sip:+61491570157@x.example;cause=408 unconditional 1',
    'history-info sip:+61491570156@x.example no-answer 1',
  ];

  it('gives the steps most recent first; the last entry is where the call goes', () => {
    expect(path(ask(`History-Info: ${B}, ${C}, ${D}`))).toEqual(STEPS);
  });

  it('by index, in whatever order and over however many lines they come', () => {
    expect(path(ask(`History-Info: ${D}`, `History-Info: ${B},${C}`))).toEqual(STEPS);
  });

  it('reasons and privacy may be embedded in the address that was left', () => {
    const question = ask(
      'History-Info: <sip:+61491570156@x.example?Reason=SIP%3Bcause%3D486%3Btext%3D%22Busy%22&Privacy=history>;index=1',
      'History-Info: <sip:+61491570157@x.example>;index=1.1',
    );
    expect(path(question)).toEqual(['history-info sip:+61491570156@x.example user-busy 1 private']);
  });

  it.each([
    '<sip:b@x.example?Privacy=history>;index=1',
    '<sip:b@x.example;privacy=history>;index=1',
    '<sip:b@x.example>;privacy=history;index=1',
    '<sip:b@x.example?Reason=SIP%3Bcause%3D408?privacy=history>;index=1',
  ])('privacy of an entry is seen wherever the field puts it: %s', (entry) => {
    const question = ask(`History-Info: ${entry}, <sip:c@x.example>;index=1.1`);
    expect(question.redirections.map(({ isPrivate }) => isPrivate)).toEqual([true]);
  });

  it.each([
    [302, 'unconditional'],
    [404, 'unknown'],
    [408, 'no-answer'],
    [480, 'deflection'],
    [486, 'user-busy'],
    [487, 'deflection'],
    [503, 'unavailable'],
    [499, 'unknown'],
  ])('cause %i is told as %s', (cause, reason) => {
    const question = ask(`History-Info: ${B}, <sip:+61491570157@x.example;cause=${cause}>;index=1.1`);
    expect(question.redirections.map((step) => step.reason)).toEqual([reason]);
  });

  it.each([
    ["a change of the same user's device", '<sip:+61491570156@198.51.100.7>;index=1.1;rc=1'],
    ['a hop of the same user', '<sip:+61-491-570-156@y.example>;index=1.1'],
    ['no change at all', '<sip:+61491570157@x.example>;index=1.1;np=1'],
    ['the translation of a service number', '<sip:+61491570157@x.example;cause=380>;index=1.1'],
  ])('%s is no redirection', (_, entry) => {
    expect(path(ask(`History-Info: ${B}, ${entry}`))).toEqual([]);
  });

  it('another user without a word about why is one, of unknown reason', () => {
    expect(path(ask(`History-Info: ${B}, <sip:+61491570157@x.example>;index=1.1`))).toEqual([
      'history-info sip:+61491570156@x.example unknown 1',
    ]);
  });

  it('mp names who was left, also when a branch was tried in between', () => {
    const question = ask(
      `History-Info: ${B}, <sip:+61491570157@x.example;cause=486>;index=1.1;mp=1, <sip:+61491570158@x.example;cause=408>;index=1.2;mp=1`,
    );
    expect(path(question)).toEqual([
      'history-info sip:+61491570156@x.example no-answer 1',
      'history-info sip:+61491570156@x.example user-busy 1',
    ]);
  });

  it.each([
    ['<sip:b@x.example>, <sip:c@x.example>;index=1.1', 'history-info-without-index'],
    ['<sip:b@x.example>;index=one, <sip:c@x.example>;index=1.1', 'history-info-without-index'],
    ['<sip:b@x.example>;index=1, <sip:c@x.example>;index=1.3', 'history-info-gap'],
    ['<sip:b@x.example>;index=1, <sip:c@x.example>;index=1', 'history-info-index-twice'],
  ])('%s: %s', (value, word) => {
    const question = ask(`History-Info: ${value}`);
    expect(question.problems).toEqual([word]);
    expect(question.redirections).toHaveLength(1);
  });

  it('beside Diversion both come out, each in its order', () => {
    const question = ask(
      `History-Info: ${B}, ${C}`,
      'Diversion: <sip:+61491570156@x.example>;reason=no-answer',
    );
    expect(path(question)).toEqual([
      'diversion sip:+61491570156@x.example no-answer 1',
      'history-info sip:+61491570156@x.example no-answer 1',
    ]);
  });
});

describe('Privacy (O-05)', () => {
  it.each([
    [['Privacy: id'], ['id']],
    [['Privacy: ID; Critical'], ['id', 'critical']],
    [
      ['Privacy: header,user', 'privacy: id;user'],
      ['header', 'user', 'id'],
    ],
    [['Privacy: none'], ['none']],
    [['Privacy:'], []],
  ])('%j', (headers, words) => {
    expect(ask(...headers).privacy).toEqual(words);
  });

  it('with an asserted identity both are told: the network knows, the display must not', () => {
    const question = ask(
      'From: "Anonymous" <sip:anonymous@anonymous.invalid>;tag=1',
      'P-Asserted-Identity: <tel:+447700900123>',
      'Privacy: id',
    );
    expect(callers(question)).toEqual([
      'from sip:anonymous@anonymous.invalid',
      'p-asserted-identity tel:+447700900123',
    ]);
    expect(question.privacy).toEqual(['id']);
  });
});

describe('Identity', () => {
  const ONE = 'aaaa.bbbb.cccc;info=<https://c.example/a,b.pem>;alg=ES256;ppt="shaken"';

  it('comes out as written, long or compact, each header one', () => {
    expect(ask(`Identity: ${ONE}`, `y: ${ONE}`, `Y :\r\n ${ONE}`).passports).toEqual([ONE, ONE, ONE]);
  });

  it('several joined by a comma are several, and that is told', () => {
    const question = ask(`Identity: ${ONE}, ${ONE}`);
    expect(question.passports).toEqual([ONE, ONE]);
    expect(question.problems).toEqual(['comma-in-identity']);
  });

  it('one of 20 KB is left out, the 17th is left out, both told', () => {
    const question = ask(`Identity: ${'a'.repeat(20_000)}`, ...Array(17).fill(`y: ${ONE}`));
    expect(question.passports).toHaveLength(16);
    expect(question.problems).toEqual(['identity-too-long', 'too-many-identity-headers']);
  });
});

describe('Date', () => {
  it.each([
    ['Sat, 13 Nov 2010 23:29:00 GMT', Date.UTC(2010, 10, 13, 23, 29, 0)],
    ['sat ,  3 nov 2010 23:29:00 gmt', Date.UTC(2010, 10, 3, 23, 29, 0)],
    ['Thu, 29 Feb 2024 00:00:00 GMT', Date.UTC(2024, 1, 29)],
    ['Fri, 01 Jan 2010 16:00:00 EST', null],
    ['Wed, 30 Feb 2011 00:00:00 GMT', null],
    ['Wed, 31 Dec 2011 24:00:00 GMT', null],
    ['2010-11-13T23:29:00Z', null],
    ['', null],
  ])('%j', (value, saidAt) => {
    const question = ask(`Date: ${value}`);
    expect(question.saidAt).toBe(saidAt);
    expect(question.problems).toEqual(saidAt === null ? ['date-unreadable'] : []);
  });
});

describe('the places of the parts', () => {
  it('are where the values begin and end in the message', () => {
    const message = sipFrom([
      'From: "Ada" <sip:a@a.example>;tag=1',
      'P-Asserted-Identity: <tel:+12025550143>, <sip:+12025550143@a.example>',
      'Diversion: <sip:b@x.example>;reason=no-answer',
      'History-Info: <sip:c@x.example>;index=1,<sip:d@x.example>;index=1.1',
      'Identity: aaaa.bbbb.cccc;info=<https://c.example/>',
    ]);
    const { question, places } = locateCallQuestion(message, AT);
    const text = ({ start, end }: { start: number; end: number }): string =>
      Buffer.from(message.bytes.subarray(start, end)).toString('latin1');
    expect(question).toEqual(readCallQuestion(message, AT));
    expect(places.identities.map(text)).toEqual([
      '"Ada" <sip:a@a.example>;tag=1',
      '<tel:+12025550143>',
      '<sip:+12025550143@a.example>',
    ]);
    expect(places.redirections.map(text)).toEqual([
      '<sip:b@x.example>;reason=no-answer',
      '<sip:c@x.example>;index=1',
    ]);
    expect(places.passports.map(text)).toEqual(['aaaa.bbbb.cccc;info=<https://c.example/>']);
  });
});
