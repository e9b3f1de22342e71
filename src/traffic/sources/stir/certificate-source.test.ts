import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  type CertificateServer,
  PEM,
  startCertificateServer,
} from '../../../../test/kit/certificate-server.ts';
import { makeCertificate } from '../../../../test/kit/certificates.ts';
import { openCertificateSource } from './certificate-source.ts';

let web: CertificateServer;
let folder: string;

beforeAll(async () => {
  web = await startCertificateServer();
});
afterAll(() => web.close());
beforeEach(async () => {
  web.requests.length = 0;
  web.respond = (_request, response) => response.end(PEM);
  folder = await mkdtemp(join(tmpdir(), 'certificates-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('keeping certificates', () => {
  it('honours max-age, answers with the old one meanwhile, and forgets it in the end', async () => {
    let now = 1_800_000_000_000;
    web.respond = (_request, response) =>
      response.writeHead(200, { 'cache-control': 'max-age=600' }).end(PEM);
    const source = await web.open({ now: () => now, staleMs: 1000_000 });
    const first = await source.get(web.url());
    now += 599_000;
    expect(source.get(web.url())).toBe(first);
    expect(web.requests).toHaveLength(1);
    now += 2000;
    expect(source.get(web.url())).toBe(first);
    await source.settle();
    expect(web.requests).toHaveLength(2);
    now += 2_000_000;
    expect(source.get(web.url())).toBeInstanceOf(Promise);
    await source.settle();
  });

  it('keeps one object for bytes that stay the same, another for new ones', async () => {
    let now = 1_800_000_000_000;
    const source = await web.open({ now: () => now });
    const first = await source.get(web.url());
    now += 3_700_000;
    source.get(web.url());
    await source.settle();
    const second = await source.get(web.url());
    expect(first.ok && second.ok && first.value === second.value).toBe(true);
    web.respond = (_request, response) => response.end(makeCertificate().pem);
    now += 3_700_000;
    source.get(web.url());
    await source.settle();
    const third = await source.get(web.url());
    expect(first.ok && third.ok && first.value === third.value).toBe(false);
  });

  it('remembers a failure for a while', async () => {
    let now = 1_800_000_000_000;
    web.respond = (_request, response) => response.writeHead(503).end();
    const source = await web.open({ now: () => now, failureMs: 30_000 });
    await source.get(web.url());
    now += 29_000;
    expect(source.get(web.url())).toMatchObject({ reason: 'unreachable' });
    expect(web.requests).toHaveLength(1);
    now += 2000;
    await source.get(web.url());
    expect(web.requests).toHaveLength(2);
  });

  it('is bounded in number and bytes, the least used goes first', async () => {
    const source = await web.open({ maxEntries: 3, folder });
    for (const name of ['a', 'b', 'c']) await source.get(web.url(`/${name}`));
    source.get(web.url('/a'));
    await source.get(web.url('/d'));
    expect(source.size).toBe(3);
    expect(source.get(web.url('/a'))).not.toBeInstanceOf(Promise);
    expect(source.get(web.url('/b'))).toBeInstanceOf(Promise);
    await source.settle();
    expect(await readdir(folder)).toHaveLength(3);
    const small = await web.open({ maxTotalBytes: PEM.length * 2 });
    for (const name of ['a', 'b', 'c']) await small.get(web.url(`/${name}`));
    expect(small.size).toBe(2);
  });

  it('does not fetch without end at once', async () => {
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    web.respond = (_request, response) => void held.then(() => response.end(PEM));
    const source = await web.open({ maxFetches: 2 });
    const two = [source.get(web.url('/a')), source.get(web.url('/b'))];
    expect(source.get(web.url('/c'))).toMatchObject({
      reason: 'unreachable',
      detail: expect.stringContaining('already'),
    });
    release();
    await Promise.all(two);
    expect(source.counts.busy).toBe(1);
    expect((await source.get(web.url('/c'))).ok).toBe(true);
  });
});

describe('the folder', () => {
  it('gives certificates after a restart, without a network', async () => {
    const source = await web.open({ folder });
    await source.get(web.url());
    await source.settle();
    const again = await openCertificateSource({ folder, isOnline: false });
    const answer = again.get(web.url());
    expect(answer).toMatchObject({ ok: true });
    expect(again.get(web.url('/other'))).toMatchObject({ ok: false, reason: 'unreachable' });
    expect(web.requests).toHaveLength(1);
  });

  it('holds what was put there by hand, for ever and untouched', async () => {
    await writeFile(join(folder, 'ours.pem'), `x5u: ${web.url()}\nOur partner, from the contract\n${PEM}`);
    const source = await web.open({ folder, maxEntries: 1, now: () => Date.UTC(2090, 0, 1) });
    expect(source.get(web.url())).toMatchObject({ ok: true });
    await source.get(web.url('/a'));
    await source.get(web.url('/b'));
    await source.settle();
    expect(source.get(web.url())).toMatchObject({ ok: true });
    expect(await readFile(join(folder, 'ours.pem'), 'utf8')).toContain('from the contract');
  });

  it('keeps a DER answer as PEM', async () => {
    const certificate = makeCertificate();
    web.respond = (_request, response) => response.end(certificate.raw);
    const source = await web.open({ folder });
    await source.get(web.url());
    await source.settle();
    const [name] = await readdir(folder);
    expect(await readFile(join(folder, name!), 'utf8')).toContain('-----BEGIN CERTIFICATE-----');
    const again = await openCertificateSource({ folder, isOnline: false });
    expect(again.get(web.url())).toMatchObject({ ok: true });
  });

  it('keeps no page that is no certificate', async () => {
    web.respond = (_request, response) => response.end('<html>Log in</html>');
    const source = await web.open({ folder });
    await source.get(web.url());
    await source.settle();
    expect(await readdir(folder)).toEqual([]);
  });

  it('names files of another form and goes on', async () => {
    await writeFile(join(folder, 'readme.pem'), 'nothing');
    await writeFile(join(folder, 'date.pem'), `x5u: ${web.url()}\nfresh-until: soon\n${PEM}`);
    const told: string[] = [];
    const source = await web.open({ folder, onTrouble: (message) => told.push(message) });
    expect(source.size).toBe(0);
    expect(told).toHaveLength(2);
  });

  it('that cannot be written is told and costs no answer', async () => {
    const told: string[] = [];
    const source = await web.open({ folder, onTrouble: (message) => told.push(message) });
    await rm(folder, { recursive: true });
    expect((await source.get(web.url())).ok).toBe(true);
    await source.settle();
    expect(told).toHaveLength(1);
  });

  it('that is a file is a fault that says what to do', async () => {
    const path = join(folder, 'file');
    await writeFile(path, '');
    await expect(web.open({ folder: path })).rejects.toThrow(/check that it exists/);
  });
});
