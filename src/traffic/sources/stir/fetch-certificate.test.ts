import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  type CertificateServer,
  HOST,
  PEM,
  type Respond,
  startCertificateServer,
  surroundings,
  webAuthority,
} from '../../../../test/kit/certificate-server.ts';
import { makeAuthority } from '../../../../test/kit/certificates.ts';
import type { CertificateAnswer } from '../../../domain/signing-certificate.ts';
import { openCertificateSource } from './certificate-source.ts';
import { type FetchSurroundings, SURROUNDINGS } from './fetch-certificate.ts';

let web: CertificateServer;

beforeAll(async () => {
  web = await startCertificateServer();
});
afterAll(() => web.close());
beforeEach(() => {
  web.requests.length = 0;
  web.respond = (_request, response) => response.end(PEM);
});

const textOf = (answer: CertificateAnswer): string | null =>
  answer.ok ? Buffer.from(answer.value.bytes).toString() : null;

describe('fetching a certificate', () => {
  it('gives what the server gives, and then at once', async () => {
    const source = await web.open();
    const first = source.get(web.url());
    expect(first).toBeInstanceOf(Promise);
    const answer = await first;
    expect(textOf(answer)).toBe(PEM);
    expect(source.get(web.url())).toBe(answer);
    expect(web.requests).toEqual([`${HOST}:${web.port}/c.pem`]);
    expect(source.counts).toMatchObject({ fetched: 1, fromCache: 1 });
  });

  it('asks once for many at the same time', async () => {
    const source = await web.open();
    const answers = await Promise.all(Array.from({ length: 20 }, () => source.get(web.url())));
    expect(new Set(answers).size).toBe(1);
    expect(web.requests).toHaveLength(1);
  });

  it.each<[string, Respond, string]>([
    ['an answer 404', (_q, response) => response.writeHead(404).end(), '404'],
    ['an answer 204', (_q, response) => response.writeHead(204).end(), '204'],
    ['a body without end', (_q, response) => void response.write('x'.repeat(100_000)), 'larger than'],
    ['a body that says it is large', (_q, response) => response.end('x'.repeat(70_000)), 'larger than'],
    [
      'a packed body',
      (_q, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end('x'),
      'gzip',
    ],
    ['a connection cut', (request) => void request.socket.destroy(), 'hang up'],
    [
      'a body cut short',
      (request, response) => {
        response.writeHead(200, { 'content-length': 5000 });
        response.write('x');
        setImmediate(() => request.socket.destroy());
      },
      'aborted',
    ],
    ['a redirect without address', (_q, response) => response.writeHead(302).end(), '302'],
    [
      'a redirect to itself',
      (_q, response) => response.writeHead(302, { location: '/c.pem' }).end(),
      'redirects more',
    ],
    [
      'a redirect to nonsense',
      (_q, response) => response.writeHead(302, { location: 'https://[' }).end(),
      'Invalid URL',
    ],
  ])('%s is out of reach', async (_what, answer, why) => {
    web.respond = answer;
    const source = await web.open();
    expect(await source.get(web.url())).toMatchObject({
      ok: false,
      reason: 'unreachable',
      detail: expect.stringContaining(why),
    });
  });

  it('does not wait longer than it may', async () => {
    web.respond = () => {};
    const source = await web.open({ limits: { timeoutMs: 100 } });
    expect(await source.get(web.url())).toMatchObject({
      reason: 'unreachable',
      detail: expect.stringContaining('100 ms'),
    });
  });

  it('does not wait for a name server that never answers', async () => {
    const silent: FetchSurroundings = {
      ...surroundings(),
      resolve: (_host, signal) =>
        new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
    };
    const source = await web.open({ surroundings: silent, limits: { timeoutMs: 100 } });
    expect(await source.get(web.url())).toMatchObject({
      reason: 'unreachable',
      detail: expect.stringContaining('100 ms'),
    });
  });

  it('follows a redirect that stays allowed', async () => {
    web.respond = (request, response) =>
      request.url === '/c.pem' ? response.writeHead(301, { location: '/d.pem' }).end() : response.end(PEM);
    const source = await web.open();
    expect(textOf(await source.get(web.url()))).toBe(PEM);
    expect(web.requests).toHaveLength(2);
  });

  it('believes no web server of another name, nor one of another authority', async () => {
    const source = await web.open({ surroundings: surroundings({ 'other.example.test': ['127.0.0.1'] }) });
    expect(await source.get(web.url('/c.pem', 'other.example.test'))).toMatchObject({
      reason: 'unreachable',
    });
    const strict = await web.open({ limits: { ca: makeAuthority().pem } });
    expect(await strict.get(web.url())).toMatchObject({ reason: 'unreachable' });
    expect(web.requests).toEqual([]);
  });

  it('tries another address of the host when one does not answer', async () => {
    const source = await web.open({
      // Nothing listens at 127.0.0.2.
      surroundings: {
        resolve: async () => ['127.0.0.2', '127.0.0.1'],
        isReachable: (address) => address.startsWith('127.0.0.'),
      },
    });
    expect(textOf(await source.get(web.url()))).toBe(PEM);
  });
});

describe('addresses inside', () => {
  const refusedBy = async (target: string, names: Record<string, string[]> = {}) => {
    const source = await openCertificateSource({
      limits: { ports: [web.port], ca: webAuthority.pem },
      surroundings: { ...SURROUNDINGS, resolve: async (host) => names[host] ?? [] },
    });
    return source.get(target);
  };

  it.each([
    'https://127.0.0.1',
    'https://2130706433',
    'https://0x7f000001',
    'https://0177.0.0.1',
    'https://127.1',
    'https://[::1]',
    'https://[::ffff:127.0.0.1]',
    'https://[fe80::1]',
    'https://[64:ff9b::7f00:1]',
    'https://169.254.169.254',
  ])('%s is refused before anything is sent', async (target) => {
    expect(await refusedBy(`${target}:${web.port}/`)).toMatchObject({ ok: false, reason: 'refused' });
    expect(web.requests).toEqual([]);
  });

  it.each([
    ['loopback', ['127.0.0.1']],
    ['a public and an inside address', ['8.8.8.8', '127.0.0.1']],
    ['an inside IPv6 address', ['::1']],
    ['a mapped address', ['::ffff:127.0.0.1']],
  ])('a name that is %s is refused', async (_what, addresses) => {
    expect(await refusedBy(web.url(), { [HOST]: addresses })).toMatchObject({ reason: 'refused' });
    expect(web.requests).toEqual([]);
  });

  it.each([
    ['another scheme', () => 'http://certificates.example.test/'],
    ['another port', () => `https://${HOST}:1/`],
    ['an inside address', () => `https://10.0.0.1:${web.port}/`],
    ['a name that is inside', () => `https://inside.example.test:${web.port}/`],
  ])('a redirect to %s is refused', async (_what, target) => {
    web.respond = (_request, response) => response.writeHead(302, { location: target() }).end();
    const source = await web.open({ surroundings: surroundings({ 'inside.example.test': ['192.168.0.1'] }) });
    expect(await source.get(web.url())).toMatchObject({ reason: 'refused' });
    expect(web.requests).toHaveLength(1);
  });

  it('a name that changes its mind is asked once a hop, and the address seen is the one used', async () => {
    const asked: string[] = [];
    const source = await web.open({
      surroundings: {
        ...surroundings(),
        resolve: async (host) => {
          asked.push(host);
          return asked.length === 1 ? ['127.0.0.1'] : ['10.0.0.1'];
        },
      },
    });
    expect(textOf(await source.get(web.url()))).toBe(PEM);
    expect(asked).toEqual([HOST]);
  });
});
