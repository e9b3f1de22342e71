import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  certificateExtension,
  der,
  makeAuthority,
  makeCertificate,
  sequence,
} from '../../../../test/kit/certificates.ts';
import type { CertificateAnswer } from '../../../domain/signing-certificate.ts';
import { type CertificateSourceOptions, openCertificateSource } from './certificate-source.ts';
import { type FetchSurroundings, SURROUNDINGS } from './fetch-certificate.ts';

const HOST = 'certificates.example.test';
const webAuthority = makeAuthority({ name: 'Web Authority' });
const web = makeCertificate({
  name: HOST,
  issuer: webAuthority,
  extensions: [certificateExtension('2.5.29.17', sequence(der(0x82, Buffer.from(HOST))))],
});
const PEM = makeCertificate().pem;

let server: Server;
let port: number;
let requests: string[];
let respond: (request: IncomingMessage, response: ServerResponse) => void;
let folder: string;

beforeAll(async () => {
  server = createServer(
    { key: web.keys.privateKey.export({ type: 'pkcs8', format: 'pem' }), cert: web.pem },
    (request, response) => {
      requests.push(`${request.headers.host}${request.url}`);
      respond(request, response);
    },
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));
beforeEach(async () => {
  requests = [];
  respond = (_request, response) => response.end(PEM);
  folder = await mkdtemp(join(tmpdir(), 'certificates-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const url = (path = '/c.pem', host = HOST) => `https://${host}:${port}${path}`;

/** The only permission for loopback there is: a test says so. */
const surroundings = (names: Readonly<Record<string, readonly string[]>> = {}): FetchSurroundings => ({
  resolve: async (host) => names[host] ?? (host === HOST ? ['127.0.0.1'] : []),
  isReachable: (address) => address === '127.0.0.1' || SURROUNDINGS.isReachable(address),
});

const open = (options: CertificateSourceOptions = {}) =>
  openCertificateSource({
    surroundings: surroundings(),
    ...options,
    limits: { ports: [port], ca: webAuthority.pem, timeoutMs: 5000, ...options.limits },
  });
const textOf = (answer: CertificateAnswer): string | null =>
  answer.ok ? Buffer.from(answer.value.bytes).toString() : null;

describe('fetching a certificate', () => {
  it('gives what the server gives, and then at once', async () => {
    const source = await open();
    const first = source.get(url());
    expect(first).toBeInstanceOf(Promise);
    const answer = await first;
    expect(textOf(answer)).toBe(PEM);
    expect(source.get(url())).toBe(answer);
    expect(requests).toEqual([`${HOST}:${port}/c.pem`]);
    expect(source.counts).toMatchObject({ fetched: 1, fromCache: 1 });
  });

  it('asks once for many at the same time', async () => {
    const source = await open();
    const answers = await Promise.all(Array.from({ length: 20 }, () => source.get(url())));
    expect(new Set(answers).size).toBe(1);
    expect(requests).toHaveLength(1);
  });

  it.each<[string, (request: IncomingMessage, response: ServerResponse) => void, string]>([
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
    respond = answer;
    const source = await open();
    expect(await source.get(url())).toMatchObject({
      ok: false,
      reason: 'unreachable',
      detail: expect.stringContaining(why),
    });
  });

  it('does not wait longer than it may', async () => {
    respond = () => {};
    const source = await open({ limits: { timeoutMs: 100 } });
    expect(await source.get(url())).toMatchObject({
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
    const source = await open({ surroundings: silent, limits: { timeoutMs: 100 } });
    expect(await source.get(url())).toMatchObject({
      reason: 'unreachable',
      detail: expect.stringContaining('100 ms'),
    });
  });

  it('follows a redirect that stays allowed', async () => {
    respond = (request, response) =>
      request.url === '/c.pem' ? response.writeHead(301, { location: '/d.pem' }).end() : response.end(PEM);
    const source = await open();
    expect(textOf(await source.get(url()))).toBe(PEM);
    expect(requests).toHaveLength(2);
  });

  it('believes no web server of another name, nor one of another authority', async () => {
    const source = await open({ surroundings: surroundings({ 'other.example.test': ['127.0.0.1'] }) });
    expect(await source.get(url('/c.pem', 'other.example.test'))).toMatchObject({ reason: 'unreachable' });
    const strict = await open({ limits: { ca: makeAuthority().pem } });
    expect(await strict.get(url())).toMatchObject({ reason: 'unreachable' });
    expect(requests).toEqual([]);
  });

  it('tries another address of the host when one does not answer', async () => {
    const source = await open({
      // Nothing listens at 127.0.0.2.
      surroundings: {
        resolve: async () => ['127.0.0.2', '127.0.0.1'],
        isReachable: (address) => address.startsWith('127.0.0.'),
      },
    });
    expect(textOf(await source.get(url()))).toBe(PEM);
  });
});

describe('addresses inside', () => {
  const refusedBy = async (target: string, names: Record<string, string[]> = {}) => {
    const source = await openCertificateSource({
      limits: { ports: [port], ca: webAuthority.pem },
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
    expect(await refusedBy(`${target}:${port}/`)).toMatchObject({ ok: false, reason: 'refused' });
    expect(requests).toEqual([]);
  });

  it.each([
    ['loopback', ['127.0.0.1']],
    ['a public and an inside address', ['8.8.8.8', '127.0.0.1']],
    ['an inside IPv6 address', ['::1']],
    ['a mapped address', ['::ffff:127.0.0.1']],
  ])('a name that is %s is refused', async (_what, addresses) => {
    expect(await refusedBy(url(), { [HOST]: addresses })).toMatchObject({ reason: 'refused' });
    expect(requests).toEqual([]);
  });

  it.each([
    ['another scheme', () => 'http://certificates.example.test/'],
    ['another port', () => `https://${HOST}:1/`],
    ['an inside address', () => `https://10.0.0.1:${port}/`],
    ['a name that is inside', () => `https://inside.example.test:${port}/`],
  ])('a redirect to %s is refused', async (_what, target) => {
    respond = (_request, response) => response.writeHead(302, { location: target() }).end();
    const source = await open({ surroundings: surroundings({ 'inside.example.test': ['192.168.0.1'] }) });
    expect(await source.get(url())).toMatchObject({ reason: 'refused' });
    expect(requests).toHaveLength(1);
  });

  it('a name that changes its mind is asked once a hop, and the address seen is the one used', async () => {
    const asked: string[] = [];
    const source = await open({
      surroundings: {
        ...surroundings(),
        resolve: async (host) => {
          asked.push(host);
          return asked.length === 1 ? ['127.0.0.1'] : ['10.0.0.1'];
        },
      },
    });
    expect(textOf(await source.get(url()))).toBe(PEM);
    expect(asked).toEqual([HOST]);
  });
});

describe('keeping certificates', () => {
  it('honours max-age, answers with the old one meanwhile, and forgets it in the end', async () => {
    let now = 1_800_000_000_000;
    respond = (_request, response) => response.writeHead(200, { 'cache-control': 'max-age=600' }).end(PEM);
    const source = await open({ now: () => now, staleMs: 1000_000 });
    const first = await source.get(url());
    now += 599_000;
    expect(source.get(url())).toBe(first);
    expect(requests).toHaveLength(1);
    now += 2000;
    expect(source.get(url())).toBe(first);
    await source.settle();
    expect(requests).toHaveLength(2);
    now += 2_000_000;
    expect(source.get(url())).toBeInstanceOf(Promise);
    await source.settle();
  });

  it('keeps one object for bytes that stay the same, another for new ones', async () => {
    let now = 1_800_000_000_000;
    const source = await open({ now: () => now });
    const first = await source.get(url());
    now += 3_700_000;
    source.get(url());
    await source.settle();
    const second = await source.get(url());
    expect(first.ok && second.ok && first.value === second.value).toBe(true);
    respond = (_request, response) => response.end(makeCertificate().pem);
    now += 3_700_000;
    source.get(url());
    await source.settle();
    const third = await source.get(url());
    expect(first.ok && third.ok && first.value === third.value).toBe(false);
  });

  it('remembers a failure for a while', async () => {
    let now = 1_800_000_000_000;
    respond = (_request, response) => response.writeHead(503).end();
    const source = await open({ now: () => now, failureMs: 30_000 });
    await source.get(url());
    now += 29_000;
    expect(source.get(url())).toMatchObject({ reason: 'unreachable' });
    expect(requests).toHaveLength(1);
    now += 2000;
    await source.get(url());
    expect(requests).toHaveLength(2);
  });

  it('is bounded in number and bytes, the least used goes first', async () => {
    const source = await open({ maxEntries: 3, folder });
    for (const name of ['a', 'b', 'c']) await source.get(url(`/${name}`));
    source.get(url('/a'));
    await source.get(url('/d'));
    expect(source.size).toBe(3);
    expect(source.get(url('/a'))).not.toBeInstanceOf(Promise);
    expect(source.get(url('/b'))).toBeInstanceOf(Promise);
    await source.settle();
    expect(await readdir(folder)).toHaveLength(3);
    const small = await open({ maxTotalBytes: PEM.length * 2 });
    for (const name of ['a', 'b', 'c']) await small.get(url(`/${name}`));
    expect(small.size).toBe(2);
  });

  it('does not fetch without end at once', async () => {
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    respond = (_request, response) => void held.then(() => response.end(PEM));
    const source = await open({ maxFetches: 2 });
    const two = [source.get(url('/a')), source.get(url('/b'))];
    expect(source.get(url('/c'))).toMatchObject({
      reason: 'unreachable',
      detail: expect.stringContaining('already'),
    });
    release();
    await Promise.all(two);
    expect(source.counts.busy).toBe(1);
    expect((await source.get(url('/c'))).ok).toBe(true);
  });
});

describe('the folder', () => {
  it('gives certificates after a restart, without a network', async () => {
    const source = await open({ folder });
    await source.get(url());
    await source.settle();
    const again = await openCertificateSource({ folder, isOnline: false });
    const answer = again.get(url());
    expect(answer).toMatchObject({ ok: true });
    expect(again.get(url('/other'))).toMatchObject({ ok: false, reason: 'unreachable' });
    expect(requests).toHaveLength(1);
  });

  it('holds what was put there by hand, for ever and untouched', async () => {
    await writeFile(join(folder, 'ours.pem'), `x5u: ${url()}\nOur partner, from the contract\n${PEM}`);
    const source = await open({ folder, maxEntries: 1, now: () => Date.UTC(2090, 0, 1) });
    expect(source.get(url())).toMatchObject({ ok: true });
    await source.get(url('/a'));
    await source.get(url('/b'));
    await source.settle();
    expect(source.get(url())).toMatchObject({ ok: true });
    expect(await readFile(join(folder, 'ours.pem'), 'utf8')).toContain('from the contract');
  });

  it('keeps a DER answer as PEM', async () => {
    const certificate = makeCertificate();
    respond = (_request, response) => response.end(certificate.raw);
    const source = await open({ folder });
    await source.get(url());
    await source.settle();
    const [name] = await readdir(folder);
    expect(await readFile(join(folder, name!), 'utf8')).toContain('-----BEGIN CERTIFICATE-----');
    const again = await openCertificateSource({ folder, isOnline: false });
    expect(again.get(url())).toMatchObject({ ok: true });
  });

  it('keeps no page that is no certificate', async () => {
    respond = (_request, response) => response.end('<html>Log in</html>');
    const source = await open({ folder });
    await source.get(url());
    await source.settle();
    expect(await readdir(folder)).toEqual([]);
  });

  it('names files of another form and goes on', async () => {
    await writeFile(join(folder, 'readme.pem'), 'nothing');
    await writeFile(join(folder, 'date.pem'), `x5u: ${url()}\nfresh-until: soon\n${PEM}`);
    const told: string[] = [];
    const source = await open({ folder, onTrouble: (message) => told.push(message) });
    expect(source.size).toBe(0);
    expect(told).toHaveLength(2);
  });

  it('that cannot be written is told and costs no answer', async () => {
    const told: string[] = [];
    const source = await open({ folder, onTrouble: (message) => told.push(message) });
    await rm(folder, { recursive: true });
    expect((await source.get(url())).ok).toBe(true);
    await source.settle();
    expect(told).toHaveLength(1);
  });

  it('that is a file is a fault that says what to do', async () => {
    const path = join(folder, 'file');
    await writeFile(path, '');
    await expect(open({ folder: path })).rejects.toThrow(/check that it exists/);
  });
});
