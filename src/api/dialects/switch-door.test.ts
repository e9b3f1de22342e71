import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { type OpenDoor, openDoor, switchPeer, TEST_PEER } from '../../../test/kit/switch-door-kit.ts';
import { DIALECTS } from './dialects.ts';

const post = (path: string, body: string, headers = 'Content-Type: application/json\r\n') =>
  `POST ${path} HTTP/1.1\r\nHost: a\r\n${headers}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
const get = (target: string) => `GET ${target} HTTP/1.1\r\nHost: a\r\n\r\n`;
const answers = (text: string) => text.split('HTTP/1.1 ').length - 1;
const reasons = ({ door }: OpenDoor) => door.counts().reasons;

describe('the switch door', () => {
  it('answers pipelined questions in their order, also when an early one is late', async () => {
    await using open = await openDoor();
    const asked = ['7', '0', '3', '1'].map((digit) => get(`/call/word?callee=${digit}`)).join('');
    const text = await open.raw(asked);
    const words = [...text.matchAll(/\r\n\r\n([A-Z]{5})/g)].map(([, word]) => word);
    expect(words).toEqual(['BLOCK', 'ALLOW', 'BLOCK', 'LABEL']);
  });

  it('reads a question that comes byte by byte', async () => {
    await using open = await openDoor();
    const { connect } = await import('node:net');
    const text = await new Promise<string>((resolve) => {
      const socket = connect(open.port, '127.0.0.1').setNoDelay(true).setEncoding('latin1');
      socket.on('data', (chunk) => {
        resolve(String(chunk));
        socket.destroy();
      });
      void (async () => {
        for (const letter of post('/call/json', '{"callee":"+447700900003"}')) {
          socket.write(letter);
          if (letter === '\n') await sleep(1);
        }
      })();
    });
    expect(text).toContain('"action":"block"');
  });

  it('takes chunks, HTTP/1.0, absolute targets and a body that waits for 100 Continue', async () => {
    await using open = await openDoor();
    const chunked =
      'POST /call/word HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\ncalle\r\n3\r\ne=3\r\n0\r\n\r\n';
    expect(await open.raw(chunked)).toMatch(/BLOCK$/);
    const old = await open.raw('GET /call/word?callee=3 HTTP/1.0\r\n\r\n');
    expect(old).toMatch(/Connection: close\r\n[\s\S]*BLOCK$/);
    expect(await open.raw(get('http://door.example/call/word?callee=3'))).toMatch(/BLOCK$/);
    const expecting = await open.raw(
      'POST /call/word HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 8\r\n\r\n',
      300,
    );
    expect(expecting).toBe('HTTP/1.1 100 Continue\r\n\r\n');
  });

  it('lets a call pass at the time limit of its peer, and does not count a question that comes after', async () => {
    await using open = await openDoor({ peer: switchPeer({ timeLimitMs: 30 }) });
    const late = await open.raw(get('/call/word?callee=5'));
    expect(late).toMatch(/Jingtong-Unscreened: time-limit\r\n[\s\S]*UNSCREENED$/);
    const slow = await open.raw(
      'POST /call/word HTTP/1.1\r\nHost: a\r\nContent-Length: 8\r\n\r\ncalle',
      2_000,
    );
    expect(slow).toMatch(/Jingtong-Unscreened: time-limit[\s\S]*Connection: close[\s\S]*UNSCREENED$/);
    expect(open.asked.map(({ question }) => question.callee)).toEqual(['5']);
    expect(reasons(open)).toEqual({ 'time-limit': 2 });
    expect(open.door.counts().inFlight).toBe(0);
  });

  it('lets a call pass when the judge throws, and tells whom it must', async () => {
    const faults: unknown[] = [];
    await using open = await openDoor({ onProblem: (error) => faults.push(error) });
    expect(await open.raw(get('/call/word?callee=6'))).toMatch(
      /Jingtong-Unscreened: internal-error[\s\S]*UNSCREENED$/,
    );
    expect(faults).toHaveLength(1);
  });

  it('lets the calls of strangers and of wrong tokens pass unjudged', async () => {
    await using stranger = await openDoor({ peer: null });
    expect(await stranger.raw(get('/call/status?callee=3'))).toMatch(
      /^HTTP\/1.1 200 [\s\S]*Jingtong-Unscreened: unknown-peer\r\n[\s\S]*Jingtong-Problem: no peer has the address 127.0.0.1/,
    );
    await using guarded = await openDoor({ peer: switchPeer({ token: 'right' }) });
    const ask = (authorization: string) =>
      guarded.raw(`GET /call/word?callee=3 HTTP/1.1\r\nHost: a\r\n${authorization}\r\n`);
    const basic = (pair: string) => `Authorization: Basic ${Buffer.from(pair).toString('base64')}\r\n`;
    for (const wrong of [
      '',
      'Authorization: Bearer wrong\r\n',
      'Authorization: Bearer \r\n',
      basic('right'),
      basic('right:'),
    ])
      expect(await ask(wrong)).toMatch(/wrong-token[\s\S]*UNSCREENED$/);
    expect(await ask('Authorization: bearer right\r\n')).toMatch(/BLOCK$/);
    expect(await ask(basic('switch:right'))).toMatch(/BLOCK$/);
    expect(guarded.asked).toHaveLength(2);
    expect(stranger.asked).toHaveLength(0);
  });

  it('keeps the connection of a question it refuses when the whole of it is there', async () => {
    await using open = await openDoor({ peer: switchPeer({ token: 'right' }) });
    const wrong = post('/call/word', '{"callee":"3"}');
    const text = await open.raw(`${wrong}${wrong}`);
    expect(answers(text)).toBe(2);
    expect(text).not.toContain('Connection: close');
    const half = await open.raw(wrong.slice(0, -3), 2_000);
    expect(half).toMatch(/wrong-token[\s\S]*Connection: close/);
  });

  it('finds peers again when they change, on open connections too', async () => {
    let known: ReturnType<typeof switchPeer> | null = null;
    await using open = await openDoor({ peerAt: () => known });
    const first = await fetch(`${open.url}/call/word?callee=3`);
    expect(await first.text()).toBe('UNSCREENED');
    known = switchPeer();
    open.door.peersChanged();
    const second = await fetch(`${open.url}/call/word?callee=3`);
    expect(await second.text()).toBe('BLOCK');
  });

  it('asks for the trunk that the switch names', async () => {
    const trunks = new Map([['intl-1', { ...TEST_PEER, name: 'intl', trunk: 'international' as const }]]);
    await using open = await openDoor({ peer: switchPeer({ trunks }) });
    await fetch(`${open.url}/call/word?callee=1&trunk=intl-1`);
    await fetch(`${open.url}/call/word?callee=1&trunk=nobody`);
    expect(open.asked.map(({ peer }) => peer.name)).toEqual(['intl', 'test-switch']);
    expect(open.asked[1]?.question.problems).toEqual(['unknown-trunk']);
  });

  it('closes what is idle and answers what is under way when it closes', async () => {
    const open = await openDoor({ judge: { ask: () => sleep(50, ALLOW) } });
    await fetch(`${open.url}/call/word?callee=0`);
    const under = fetch(`${open.url}/call/word?callee=0`);
    await sleep(20);
    await open.close();
    expect(await (await under).text()).toBe('ALLOW');
    expect(open.door.counts().connections).toBe(0);
  });

  it('tells whoever cannot listen what to change', async () => {
    await using open = await openDoor();
    const other = await openDoor();
    await expect(other.door.listen({ host: '127.0.0.1', port: open.port })).rejects.toThrow();
    await other.close();
  });
});

const ALLOW = {
  treatment: 'allow' as const,
  unscreened: null,
  verdict: null,
  blockKind: null,
  label: null,
  divertTo: null,
  written: Promise.resolve(),
};

describe('rubbish at the switch door', () => {
  const LONG = 'x'.repeat(70_000);
  it.each([
    ['no callee', get('/call/status?caller=1'), 'no-callee'],
    ['a body that is no JSON', post('/call/status', '{"callee":'), 'not-json'],
    ['one name twice', post('/call/status', '{"callee":"1","callee":"3"}'), 'duplicate-key'],
    ['an array', post('/call/status', '[]'), 'not-an-object'],
    ['nesting', post('/call/status', `{"a":${'['.repeat(99)}${']'.repeat(99)}}`), 'too-deep'],
    ['an object for a number', post('/call/status', '{"callee":{"$ne":""}}'), 'field-not-text'],
    ['another type', post('/call/status', '<x/>', 'Content-Type: text/xml\r\n'), 'wrong-content-type'],
    ['a number of 300 characters', get(`/call/status?callee=${'3'.repeat(300)}`), 'field-too-long'],
    ['a long target', get(`/call/status?callee=3&x=${'y'.repeat(9_000)}`), 'url-too-long'],
    ['a long body', post('/call/status', LONG), 'body-too-large'],
    [
      'chunks that are none',
      'POST /call/status HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n',
      'malformed-body',
    ],
  ])('%s lets the call pass and is counted', async (_what, bytes, reason) => {
    await using open = await openDoor();
    const text = await open.raw(bytes);
    expect(text).toMatch(/^HTTP\/1.1 200 /);
    expect(text).toContain(`Jingtong-Unscreened: ${reason}\r\n`);
    expect(text).toContain('Jingtong-Problem: ');
    expect(reasons(open)).toEqual({ [reason]: 1 });
    expect(open.asked).toEqual([]);
    expect(answers(text)).toBe(1);
  });

  it.each([
    ['another path', get('/call/status/'), 404, 'no-such-path'],
    ['dots', get('/call/../call/status?callee=3'), 404, 'no-such-path'],
    ['an escaped path', get('/call/%73tatus?callee=3'), 404, 'no-such-path'],
    ['a doubled slash', get('//call/status?callee=3'), 404, 'no-such-path'],
    ['a target that is none', get('status'), 404, 'no-such-path'],
    ['another method', 'PUT /call/status?callee=3 HTTP/1.1\r\nHost: a\r\n\r\n', 405, 'method-not-allowed'],
    ['a bare line feed', 'GET /call/status?callee=3 HTTP/1.1\nHost: a\n\n', 400, 'malformed-http'],
    [
      'two lengths',
      'POST /call/status HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 8\r\n\r\ncallee=3',
      400,
      'bad-length',
    ],
  ])('%s is refused with a status that blocks nothing', async (_what, bytes, status, reason) => {
    await using open = await openDoor();
    const text = await open.raw(bytes);
    expect(text).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(reasons(open)).toEqual({ [reason]: 1 });
    expect(open.asked).toEqual([]);
  });

  it('reads what is not UTF-8 byte by byte in a form and refuses it in JSON', async () => {
    await using open = await openDoor();
    const send = (type: string, bytes: Buffer) =>
      open.raw(
        Buffer.concat([
          Buffer.from(
            `POST /call/word HTTP/1.1\r\nHost: a\r\nContent-Type: ${type}\r\nContent-Length: ${bytes.length}\r\n\r\n`,
          ),
          bytes,
        ]),
      );
    const form = Buffer.from('callee=3&caller=\xd5\xc5', 'latin1');
    expect(await send('application/x-www-form-urlencoded', form)).toMatch(/BLOCK$/);
    expect(open.asked[0]?.question).toMatchObject({
      problems: ['not-utf8'],
      identities: [{ address: 'ÕÅ' }],
    });
    const json = Buffer.from('{"callee":"3\xff"}', 'latin1');
    expect(await send('application/json', json)).toMatch(/Jingtong-Unscreened: not-utf8/);
  });

  it('a body longer than its length is two requests, of which the second is none', async () => {
    await using open = await openDoor();
    const text = await open.raw(
      'POST /call/word HTTP/1.1\r\nHost: a\r\nContent-Length: 8\r\n\r\ncallee=3\r\ncallee=4\r\n\r\n',
    );
    expect(text).toMatch(/^HTTP\/1.1 200 [\s\S]*BLOCKHTTP\/1.1 400 /);
    expect(open.asked).toHaveLength(1);
  });

  it('answers probes without asking about a call', async () => {
    await using open = await openDoor();
    for (const method of ['HEAD', 'OPTIONS'])
      expect(await open.raw(`${method} /call/status?callee=3 HTTP/1.1\r\nHost: a\r\n\r\n`)).toMatch(
        /^HTTP\/1.1 200 [\s\S]*Allow: GET, POST, HEAD, OPTIONS\r\n[\s\S]*\r\n\r\n$/,
      );
    expect(open.asked).toEqual([]);
  });

  it('counts a connection that ends within a body', async () => {
    await using open = await openDoor();
    const { connect } = await import('node:net');
    await new Promise<void>((resolve) => {
      const socket = connect(open.port, '127.0.0.1', () => {
        socket.write('POST /call/status HTTP/1.1\r\nHost: a\r\nContent-Length: 8\r\n\r\ncalle', () =>
          socket.destroy(),
        );
      });
      socket.on('close', () => resolve());
    });
    for (let waited = 0; waited < 100 && reasons(open)['cut-off'] === undefined; waited += 1) await sleep(5);
    expect(reasons(open)).toEqual({ 'cut-off': 1 });
    expect(open.asked).toEqual([]);
    expect(open.door.counts().inFlight).toBe(0);
  });

  it('closes connections that finish no head, over the limit and idle', async () => {
    await using open = await openDoor({
      limits: { headMs: 100, keepAliveMs: 100, connections: 2, maxLagMs: 60_000 },
    });
    expect(await open.raw('GET /call/st', 3_000)).toBe('');
    expect(reasons(open)['head-timeout']).toBe(1);
    const many = await Promise.all([1, 2, 3, 4].map(() => open.raw(get('/call/word?callee=0'), 5_000)));
    expect(many.filter((text) => text.endsWith('ALLOW')).length).toBeGreaterThanOrEqual(2);
    expect(reasons(open)['too-many-connections']).toBeGreaterThanOrEqual(1);
  });

  it('keeps no answers for a client that never reads them', async () => {
    await using open = await openDoor();
    const { connect } = await import('node:net');
    const socket = connect(open.port, '127.0.0.1').on('error', () => undefined);
    socket.pause();
    const flood = Buffer.from(get('/call/json?callee=1').repeat(2_000));
    for (let round = 0; round < 60 && !socket.destroyed; round += 1) {
      socket.write(flood);
      await sleep(5);
    }
    for (let waited = 0; waited < 400 && open.door.counts().connections > 0; waited += 1) await sleep(10);
    expect(open.door.counts().connections).toBe(0);
    socket.destroy();
  });
});

describe('texts that callers choose', () => {
  const EVIL = [
    '"><action application="system" data="id"/>',
    "']}; DROP",
    '+86\r\nSet-Cookie: a=b',
    `$\{system(id)}`,
    '__proto__',
    '\u0000\u202e1',
    '</section>&amp;<!--',
  ];
  it('never come out as markup, headers or members', async () => {
    await using open = await openDoor();
    for (const evil of EVIL)
      for (const { path } of DIALECTS.slice(0, 7)) {
        const form = new URLSearchParams({
          caller: evil,
          name: evil,
          callee: `${evil}1`,
          'Caller-Caller-ID-Number': evil,
          'Caller-Destination-Number': `${evil}1`,
          'Caller-Context': evil,
          from: evil,
          id: evil,
          pai: evil,
        });
        const isJambonz = path.endsWith('jambonz');
        const answer = await fetch(`${open.url}${path}${isJambonz ? `?to=1&${form}` : ''}`, {
          ...(isJambonz ? {} : { method: 'POST', body: form }),
          redirect: 'manual',
        });
        const body = await answer.text();
        expect(answer.headers.get('set-cookie')).toBeNull();
        expect(body).not.toContain('application="system"');
        expect(body).not.toContain('${system');
        expect(body).not.toContain('<!--');
        if (/json/.test(answer.headers.get('content-type') ?? '')) JSON.parse(body);
      }
  });
});
