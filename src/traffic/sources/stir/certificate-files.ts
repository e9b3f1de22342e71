import { createHash } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault } from '../../../domain/fault.ts';

/** A certificate kept on disk. */
export interface KeptCertificate {
  readonly url: string;
  /** PEM. */
  readonly bytes: Buffer;
  /** Until when it counts as fresh, epoch milliseconds; `null`: put there by hand, never asked for again. */
  readonly freshUntil: number | null;
}

const MAX_FILE_BYTES = 128 * 1024;
const PEM = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/g;

/**
 * A folder of certificates that outlives a restart and works without a network. Each file `*.pem` begins with a line
 * `x5u: https://...` and, unless put there by hand, `fresh-until: <ISO time>`; the certificates follow.
 */
export class CertificateFiles {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Everything in the folder, which is made when missing; files of another form are given to `onOdd` by name. */
  async load(limit: number, onOdd: (name: string) => void): Promise<KeptCertificate[]> {
    try {
      await mkdir(this.#folder, { recursive: true });
      const names = (await readdir(this.#folder)).filter((name) => name.endsWith('.pem')).sort();
      const kept: KeptCertificate[] = [];
      for (const name of names.slice(0, limit)) {
        const certificate = await this.#read(join(this.#folder, name));
        if (certificate === null) onOdd(name);
        else kept.push(certificate);
      }
      return kept;
    } catch (cause) {
      throw new Fault(
        'certificate-folder-unreadable',
        `cannot read the certificate folder ${this.#folder}; check that it exists and may be read and written`,
        { cause },
      );
    }
  }

  async #read(path: string): Promise<KeptCertificate | null> {
    const file = await stat(path);
    if (!file.isFile() || file.size > MAX_FILE_BYTES) return null;
    const text = await readFile(path, 'latin1');
    const url = /^x5u: (https:\/\/\S+)\r?$/m.exec(text)?.[1];
    const until = /^fresh-until: (\S+)\r?$/m.exec(text)?.[1];
    const blocks = text.match(PEM);
    const freshUntil = until === undefined ? null : Date.parse(until);
    if (url === undefined || blocks === null || Number.isNaN(freshUntil)) return null;
    return { url, bytes: Buffer.from(`${blocks.join('\n')}\n`), freshUntil };
  }

  /** Writes or replaces a certificate, whole or not at all. What is neither PEM nor DER is not kept. */
  async keep({ url, bytes, freshUntil }: KeptCertificate): Promise<void> {
    const blocks = bytes.toString('latin1').match(PEM) ?? (bytes[0] === 0x30 ? [pemOf(bytes)] : null);
    if (blocks === null) return;
    const head = `x5u: ${url}\n${freshUntil === null ? '' : `fresh-until: ${new Date(freshUntil).toISOString()}\n`}`;
    const path = this.#pathOf(url);
    const draft = `${path}.new`;
    await writeFile(draft, `${head}${blocks.join('\n')}\n`);
    const file = await open(draft, 'r+');
    try {
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, path);
  }

  /** Removes what `keep` wrote for a URL; a file put there by hand stays. */
  async forget(url: string): Promise<void> {
    await rm(this.#pathOf(url), { force: true });
  }

  #pathOf(url: string): string {
    return join(this.#folder, `${createHash('sha256').update(url).digest('hex').slice(0, 32)}.pem`);
  }
}

function pemOf(der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----`;
}
