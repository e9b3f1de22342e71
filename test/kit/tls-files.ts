import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface TlsFiles {
  readonly ca: string;
  readonly serverCertificate: string;
  readonly serverKey: string;
  readonly clientCertificate: string;
  readonly clientKey: string;
  /** Client of the same authority under another name. */
  readonly otherCertificate: string;
  readonly otherKey: string;
}

/** An authority and three certificates of it, made by openssl in `folder`: server, `switch.example`, `other.example`. */
export function makeTlsFiles(folder: string): TlsFiles {
  const openssl = (...args: readonly string[]): void => {
    execFileSync('openssl', args, { cwd: folder, stdio: 'ignore' });
  };
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  openssl(
    'req',
    '-x509',
    ...key,
    '-keyout',
    'ca.key',
    '-out',
    'ca.pem',
    '-days',
    '2',
    '-subj',
    '/CN=Test Authority',
  );
  const issue = (name: string, subject: string): void => {
    openssl('req', ...key, '-keyout', `${name}.key`, '-out', `${name}.csr`, '-subj', `/CN=${subject}`);
    writeFileSync(join(folder, `${name}.ext`), `subjectAltName=DNS:${subject},IP:127.0.0.1\n`);
    openssl(
      'x509',
      '-req',
      '-in',
      `${name}.csr`,
      '-CA',
      'ca.pem',
      '-CAkey',
      'ca.key',
      '-CAcreateserial',
      '-days',
      '2',
      '-extfile',
      `${name}.ext`,
      '-out',
      `${name}.pem`,
    );
  };
  issue('server', 'jingtong.example');
  issue('client', 'switch.example');
  issue('other', 'other.example');
  const at = (name: string): string => join(folder, name);
  return {
    ca: at('ca.pem'),
    serverCertificate: at('server.pem'),
    serverKey: at('server.key'),
    clientCertificate: at('client.pem'),
    clientKey: at('client.key'),
    otherCertificate: at('other.pem'),
    otherKey: at('other.key'),
  };
}

/** What the server needs of them. */
export const serverMaterial = (files: TlsFiles) => ({
  certificate: readFileSync(files.serverCertificate, 'utf8'),
  key: readFileSync(files.serverKey, 'utf8'),
  ca: readFileSync(files.ca, 'utf8'),
});
