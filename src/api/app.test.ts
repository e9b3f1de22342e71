import { afterEach, describe, expect, it } from 'vitest';
import { type FakeDesk, fakeDesk } from '../../test/kit/fake-desk.ts';
import { Fault } from '../domain/fault.ts';
import type { Api, AuditLine } from './api-context.ts';
import { type ApiOptions, createApi } from './app.ts';
import { batchAnswer, CONTRACT_LIMITS, problem, verdictAnswer, verdictPage } from './contract/index.ts';

const NOW = Date.UTC(2026, 10, 25, 6);
let api: Api | undefined;
afterEach(async () => {
  await api?.close();
  api = undefined;
});

async function open(
  more: Partial<ApiOptions> = {},
): Promise<{ api: Api; desk: FakeDesk; audit: AuditLine[] }> {
  const desk = fakeDesk();
  const audit: AuditLine[] = [];
  api = await createApi({
    desk,
    clock: { now: () => NOW },
    audit: async (line) => {
      audit.push(line);
    },
    version: '0.1.0',
    token: null,
    hostNames: [],
    budgetMs: 30,
    ...more,
  });
  return { api, desk, audit };
}

const post = (door: Api, body: unknown, headers: Record<string, string> = {}) =>
  door.inject({
    method: 'POST',
    url: '/v1/verdicts',
    headers: { host: 'localhost:8080', 'content-type': 'application/json', ...headers },
    payload: typeof body === 'string' ? body : JSON.stringify(body),
  });
const get = (door: Api, url: string, headers: Record<string, string> = {}) =>
  door.inject({ method: 'GET', url, headers: { host: '127.0.0.1:8080', ...headers } });

const CALL = { caller: '+86 138 0000 0006', callee: '13900000001', eventId: 'c-1' };

describe('POST /v1/verdicts', () => {
  it('answers a call with measure, score, signals and reasons in the language asked for', async () => {
    const { api } = await open();
    const zh = await post(api, CALL, { 'accept-language': 'zh-CN,en;q=0.5' });
    expect(zh.statusCode).toBe(200);
    expect(zh.headers['content-language']).toBe('zh-CN');
    const answer = verdictAnswer.strict().parse(zh.json());
    expect(answer).toMatchObject({ measure: 'block', acknowledged: true, repeated: false, eventId: 'c-1' });
    expect(answer.signals[0]).toMatchObject({ id: 'OVER_FREQUENCY', version: 2, value: 312, threshold: 60 });
    expect(answer.reasons).toEqual(['一小时内外呼 312 次（阈值 60）']);
    const en = await post(api, { ...CALL, eventId: 'c-2' }, { 'accept-language': 'en' });
    expect(en.json().reasons).toEqual(['312 calls in an hour (threshold 60)']);
  });

  it('gives the same verdict for the same event id and counts it once', async () => {
    const { api, desk } = await open();
    const first = await post(api, CALL);
    const second = await post(api, CALL);
    expect(second.json()).toEqual({ ...first.json(), repeated: true });
    expect(desk.judged).toHaveLength(1);
  });

  it('refuses an event id that was used for other numbers without telling about them', async () => {
    const { api } = await open();
    await post(api, CALL);
    const answer = await post(api, { ...CALL, callee: '13900000002' });
    expect(answer.statusCode).toBe(409);
    expect(answer.body).not.toContain('13900000001');
  });

  it('judges a batch in order', async () => {
    const { api, desk } = await open();
    const calls = [1, 2, 3].map((last) => ({ caller: `1380000000${last}`, callee: '13900000001' }));
    const answer = await post(api, { calls });
    expect(batchAnswer.parse(answer.json()).verdicts.map(({ measure }) => measure)).toEqual([
      'observe',
      'label',
      'warn',
    ]);
    expect(desk.judged.map(({ event }) => event.caller.raw)).toEqual(calls.map(({ caller }) => caller));
  });

  it('reads the time with its offset, and takes now when there is none', async () => {
    const { api, desk } = await open();
    await post(api, { ...CALL, eventId: 't1', at: '2026-11-25T14:03:00+08:00' });
    await post(api, { ...CALL, eventId: 't2' });
    expect(desk.judged[0]!.event).toMatchObject({ at: Date.UTC(2026, 10, 25, 6, 3), utcOffsetMin: 480 });
    expect(desk.judged[1]!.event).toMatchObject({ at: NOW, receivedAt: NOW });
  });

  it.each([
    ['an unknown field', { ...CALL, ringMS: 3 }, '/ringMS'],
    ['a missing callee', { caller: '1' }, '/callee'],
    ['a wrong type', { ...CALL, caller: 138 }, '/caller'],
    ['a negative time', { ...CALL, ringMs: -1 }, '/ringMs'],
    ['an unknown trunk', { ...CALL, trunk: 'sip' }, '/trunk'],
    ['a local time', { ...CALL, at: '2026-11-25 14:03:00' }, '/at'],
    ['two ids', { ...CALL, callId: 'x' }, '/callId'],
    ['a wrong field in a batch', { calls: [CALL, { ...CALL, imei: 'a b' }] }, '/calls/1/imei'],
    ['a batch with more beside it', { calls: [CALL], caller: '1' }, '/caller'],
    ['too large a batch', { calls: Array(CONTRACT_LIMITS.batchCalls + 1).fill(CALL) }, '/calls'],
    ['an array', [CALL], ''],
    ['a key with a slash', { ...CALL, 'a/b~c': 1 }, '/a~1b~0c'],
  ])('names the field of %s and judges nothing', async (_name, body, pointer) => {
    const { api, desk } = await open();
    const answer = await post(api, body);
    expect(answer.statusCode).toBe(400);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    const told = problem.parse(answer.json());
    expect(told.errors?.map((error) => error.pointer)).toContain(pointer);
    expect(told.action).not.toBe('');
    expect(desk.judged).toHaveLength(0);
  });

  it.each([
    ['__proto__', '{"caller":"1","callee":"2","__proto__":{"isAdmin":true}}'],
    ['constructor.prototype', '{"caller":"1","callee":"2","constructor":{"prototype":{"isAdmin":true}}}'],
    ['deep nesting', `{"caller":${'['.repeat(100_000)}${']'.repeat(100_000)},"callee":"2"}`],
    ['cut JSON', '{"caller":"1"'],
    ['no JSON', 'caller=1'],
    ['a bare string', '"calls"'],
    ['null', 'null'],
    ['nothing', ''],
  ])('refuses hostile JSON: %s', async (_name, body) => {
    const { api, desk } = await open();
    const answer = await post(api, body);
    expect(answer.statusCode).toBe(400);
    expect(answer.headers['jingtong-fail']).toBe('open');
    expect(desk.judged).toHaveLength(0);
    expect(({} as Record<string, unknown>).isAdmin).toBeUndefined();
  });

  it('refuses other content types and bodies over the limit', async () => {
    const { api } = await open();
    expect((await post(api, 'x', { 'content-type': 'text/plain' })).statusCode).toBe(415);
    const large = await post(api, `{"caller":"${'1'.repeat(CONTRACT_LIMITS.bodyBytes)}"}`);
    expect(large.statusCode).toBe(413);
    expect(large.json().type).toBe('urn:jingtong:problem:body-too-large');
  });
});

describe('when the journal does not keep up', () => {
  it.each(['hangs', 'fails'] as const)('lets the call pass and says so when it %s', async (journal) => {
    const { api, desk } = await open();
    desk.journal = journal;
    const answer = await post(api, CALL);
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['jingtong-fail']).toBe('open');
    const why = journal === 'hangs' ? 'journal-slow' : 'journal-failed';
    expect(answer.json()).toMatchObject({ measure: 'none', scoredMeasure: 'block', acknowledged: false });
    expect(answer.json().degraded).toContainEqual({ what: 'journal', why });
    const metrics = await get(api, '/metrics');
    expect(metrics.body).toContain(`jingtong_failed_open_total{reason="${why}"} 1`);
  });

  it('refuses what does not fit into the queue, with the advice to let pass', async () => {
    const { api, desk } = await open({ maxInFlight: 2, budgetMs: 5 });
    desk.journal = 'hangs';
    await post(api, { ...CALL, eventId: 'a' });
    await post(api, { ...CALL, eventId: 'b' });
    const answer = await post(api, { ...CALL, eventId: 'c' });
    expect(answer.statusCode).toBe(503);
    expect(answer.headers).toMatchObject({ 'jingtong-fail': 'open', 'retry-after': '1' });
    expect(desk.judged).toHaveLength(2);
    const metrics = await get(api, '/metrics');
    expect(metrics.body).toContain('jingtong_refused_total{reason="overloaded"} 1');
    expect(metrics.body).toContain('jingtong_queue_depth 2');
  });

  it('answers 503 with the advice to let pass when the desk cannot judge', async () => {
    const { api, desk } = await open();
    desk.judgeError = new Fault('journal-closed', 'the journal is closed; restart the service');
    const answer = await post(api, CALL, { 'accept-language': 'en' });
    expect(answer.statusCode).toBe(503);
    expect(answer.headers['jingtong-fail']).toBe('open');
    expect(answer.json().detail).toContain('the journal is closed');
  });

  it('tells no stack and no message of a bug', async () => {
    const { api, desk } = await open();
    desk.judgeError = new TypeError('secret detail');
    const answer = await post(api, CALL);
    expect(answer.statusCode).toBe(500);
    expect(answer.body).not.toContain('secret');
  });
});

describe('verdicts found again', () => {
  it('masks numbers, and shows them only with a reason that is audited', async () => {
    const { api, audit } = await open();
    const { id } = (await post(api, CALL)).json();
    const masked = await get(api, `/v1/verdicts/${id}`);
    expect(verdictAnswer.parse(masked.json()).caller.canonical).toBe('+86138****0006');
    expect(masked.body).not.toContain('8613800000006');
    expect(audit).toEqual([]);
    const shown = await get(api, `/v1/verdicts/${id}?unmask=case%2017`);
    expect(shown.json().caller.canonical).toBe('+8613800000006');
    expect(audit).toMatchObject([{ action: 'unmask-verdict', object: id, reason: 'case 17' }]);
  });

  it('shows no full number when the audit line cannot be kept', async () => {
    const { api } = await open({ audit: () => Promise.reject(new Error('disk full')) });
    const { id } = (await post(api, CALL)).json();
    const answer = await get(api, `/v1/verdicts/${id}?unmask=case`);
    expect(answer.statusCode).toBe(503);
    expect(answer.body).not.toContain('13800000006');
  });

  it('lists newest first, by measure, page after page without gap or repetition', async () => {
    const { api } = await open();
    for (let n = 0; n < 7; n += 1)
      await post(api, { caller: `138000000${n % 2 ? 6 : 3}`, callee: '13900000001', eventId: `e${n}` });
    const seen: string[] = [];
    let next: string | null = '';
    while (next !== null) {
      const page = await get(api, `/v1/verdicts?limit=2&measure=warn${next && `&before=${next}`}`);
      const { verdicts, next: more } = verdictPage.parse(page.json());
      seen.push(...verdicts.map(({ eventId }) => eventId));
      next = more;
    }
    expect(seen).toEqual(['e6', 'e4', 'e2', 'e0']);
  });

  it('answers 404 for an id nobody has and 400 for a wrong query', async () => {
    const { api } = await open();
    expect((await get(api, '/v1/verdicts/V9-00000000')).statusCode).toBe(404);
    const wrong = await get(api, '/v1/verdicts?limit=9999&colour=red');
    expect(wrong.statusCode).toBe(400);
    expect(wrong.json().type).toBe('urn:jingtong:problem:invalid-query');
    expect(wrong.json().errors.length).toBeGreaterThan(0);
  });
});

describe('operation', () => {
  it('is ready while the journal is writable, and tells what is degraded', async () => {
    const { api, desk } = await open();
    expect((await get(api, '/readyz')).json()).toMatchObject({ ready: true, degraded: [] });
    desk.status_ = {
      ...desk.status_,
      policyRefused: 'rules.yaml:12: unknown key',
      database: { state: 'failed', detail: 'no socket', lag: 4 },
    };
    const degraded = await get(api, '/readyz');
    expect(degraded.statusCode).toBe(200);
    expect(degraded.json().degraded).toEqual(['policy: rules.yaml:12: unknown key', 'database: no socket']);
    desk.status_ = { ...desk.status_, journal: { writable: false, detail: 'disk full', pending: 9 } };
    expect((await get(api, '/readyz')).statusCode).toBe(503);
    expect((await get(api, '/healthz')).json()).toEqual({ alive: true });
  });

  it('counts verdicts without numbers or ids in the labels', async () => {
    const { api } = await open();
    await post(api, { ...CALL, eventId: 'secret-event' });
    const { body, headers } = await get(api, '/metrics');
    expect(headers['content-type']).toContain('text/plain');
    expect(body).toContain('jingtong_verdicts_total{measure="block",source="api"} 1');
    expect(body).toMatch(/jingtong_answer_seconds_count\{outcome="answered"\} 1/);
    expect(body).not.toMatch(/13800000006|13900000001|secret-event/);
  });

  it('describes itself in OpenAPI 3.1', async () => {
    const { api } = await open();
    const document = (await get(api, '/openapi.json')).json();
    expect(document.openapi).toBe('3.1.0');
    expect(Object.keys(document.paths).sort()).toEqual([
      '/healthz',
      '/metrics',
      '/readyz',
      '/v1/live',
      '/v1/verdicts',
      '/v1/verdicts/{id}',
    ]);
    expect(document.components.schemas.CallRequest.properties.ringMs).toMatchObject({ minimum: 0 });
    expect(JSON.stringify(document.paths['/v1/verdicts'].post.requestBody)).toContain(
      '#/components/schemas/CallRequest',
    );
  });

  it('says which method is allowed, and what does not exist', async () => {
    const { api } = await open();
    const put = await api.inject({ method: 'PUT', url: '/v1/verdicts', headers: { host: 'localhost' } });
    expect(put.statusCode).toBe(405);
    expect(put.headers.allow).toBe('GET, POST');
    expect((await get(api, '/nothing')).statusCode).toBe(404);
  });
});

describe('the guard', () => {
  it.each([
    ['localhost:8080', 200],
    ['127.0.0.1', 200],
    ['[::1]:8080', 200],
    ['10.0.0.7:8080', 200],
    ['fraud-desk.example:8080', 200],
    ['attacker.example', 403],
    ['localhost.attacker.example', 403],
    ['a b', 403],
  ])('judges the Host header %j', async (host, status) => {
    const { api } = await open({ hostNames: ['Fraud-Desk.example'] });
    expect((await get(api, '/healthz', { host })).statusCode).toBe(status);
  });

  it('refuses what a page of another site sends, but not a link to the page', async () => {
    const { api } = await open();
    const foreign = { 'sec-fetch-site': 'cross-site' };
    expect((await post(api, CALL, { ...foreign, 'sec-fetch-mode': 'no-cors' })).statusCode).toBe(403);
    expect((await get(api, '/', { ...foreign, 'sec-fetch-mode': 'navigate' })).statusCode).toBe(200);
  });

  it('asks for the token everywhere but on the page and the probe', async () => {
    const { api } = await open({ token: 'correct-horse' });
    for (const url of [
      '/v1/verdicts',
      '/v1/live',
      '/metrics',
      '/readyz',
      '//page/x',
      '/healthz/../v1/verdicts',
    ])
      expect((await get(api, url)).statusCode, url).toBe(401);
    expect((await post(api, CALL, { authorization: 'Bearer wrong' })).statusCode).toBe(401);
    expect((await post(api, CALL, { authorization: 'Bearer correct-horse' })).statusCode).toBe(200);
    expect((await get(api, '/healthz')).statusCode).toBe(200);
    expect((await get(api, '/')).statusCode).toBe(200);
    const document = (await get(api, '/openapi.json')).json();
    expect(document.components.securitySchemes.token).toEqual({ type: 'http', scheme: 'bearer' });
    expect(document.components.schemas.CallRequest).toBeDefined();
  });

  it('limits a client by calls, not by requests', async () => {
    const { api } = await open({ callsPerSecond: 3 });
    const calls = [1, 2, 3].map((n) => ({ caller: `1380000000${n}`, callee: '13900000001' }));
    expect((await post(api, { calls })).statusCode).toBe(200);
    const refused = await post(api, CALL);
    expect(refused.statusCode).toBe(429);
    expect(refused.headers).toMatchObject({ 'jingtong-fail': 'open', 'retry-after': '1' });
  });

  it('refuses a URL that is too long and sends a strict policy with every answer', async () => {
    const { api } = await open();
    expect((await get(api, `/v1/verdicts?caller=${'1'.repeat(3000)}`)).statusCode).toBe(414);
    for (const url of ['/', '/healthz', '/nothing', '/page/live.js']) {
      const { headers } = await get(api, url);
      expect(headers['content-security-policy']).toContain("default-src 'none'");
      expect(headers['content-security-policy']).not.toContain('unsafe');
      expect(headers['x-content-type-options']).toBe('nosniff');
    }
  });
});
