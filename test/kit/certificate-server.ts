import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import {
  type CertificateSourceOptions,
  openCertificateSource,
} from '../../src/traffic/sources/stir/certificate-source.ts';
import { type FetchSurroundings, SURROUNDINGS } from '../../src/traffic/sources/stir/fetch-certificate.ts';
import { certificateExtension, der, makeAuthority, makeCertificate, sequence } from './certificates.ts';

export const HOST = 'certificates.example.test';
export const webAuthority = makeAuthority({ name: 'Web Authority' });
const web = makeCertificate({
  name: HOST,
  issuer: webAuthority,
  extensions: [certificateExtension('2.5.29.17', sequence(der(0x82, Buffer.from(HOST))))],
});
export const PEM = makeCertificate().pem;

export type Respond = (request: IncomingMessage, response: ServerResponse) => void;

/** A real web server on loopback that gives certificates as a test wants. */
export interface CertificateServer {
  readonly port: number;
  /** Host and path of every request so far. */
  readonly requests: string[];
  respond: Respond;
  url(path?: string, host?: string): string;
  /** A source that may reach this server and nothing else inside. */
  open(options?: CertificateSourceOptions): ReturnType<typeof openCertificateSource>;
  close(): Promise<void>;
}

/** The only permission for loopback there is: a test says so. */
export const surroundings = (names: Readonly<Record<string, readonly string[]>> = {}): FetchSurroundings => ({
  resolve: async (host) => names[host] ?? (host === HOST ? ['127.0.0.1'] : []),
  isReachable: (address) => address === '127.0.0.1' || SURROUNDINGS.isReachable(address),
});

export async function startCertificateServer(): Promise<CertificateServer> {
  const requests: string[] = [];
  const server: Server = createServer(
    { key: web.keys.privateKey.export({ type: 'pkcs8', format: 'pem' }), cert: web.pem },
    (request, response) => {
      requests.push(`${request.headers.host}${request.url}`);
      made.respond(request, response);
    },
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const made: CertificateServer = {
    port,
    requests,
    respond: (_request, response) => response.end(PEM),
    url: (path = '/c.pem', host = HOST) => `https://${host}:${port}${path}`,
    open: (options = {}) =>
      openCertificateSource({
        surroundings: surroundings(),
        ...options,
        limits: { ports: [port], ca: webAuthority.pem, timeoutMs: 5000, ...options.limits },
      }),
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
  return made;
}
