import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';

export interface HttpsAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Empty unless the status is 200. */
  readonly body: Buffer;
}

export interface HttpsGet {
  readonly url: URL;
  /** Where to connect, whatever the host name would say now; tried one after the other. */
  readonly addresses: readonly string[];
  readonly maxBytes: number;
  /** Authorities for the web server's certificate in PEM; `null`: those of the system. */
  readonly ca: string | null;
  readonly signal: AbortSignal;
}

/**
 * One GET over TLS to one of given addresses, the server proving the host name of the URL. Rejects when the connection, TLS, the size
 * limit or the signal ends it; the message says which. Nothing is kept open.
 */
export function httpsGet({ url, addresses, maxBytes, ca, signal }: HttpsGet): Promise<HttpsAnswer> {
  return new Promise((resolve, reject) => {
    const host = url.hostname.replace(/^\[|\]$/g, '');
    const asked = request({
      host,
      lookup: only(addresses),
      port: url.port === '' ? 443 : Number(url.port),
      path: url.pathname + url.search,
      // Addresses have no server name (RFC 6066 §3); the certificate is then checked against the address.
      ...(isIP(host) === 0 ? { servername: host.replace(/\.$/, '') } : {}),
      ...(ca === null ? {} : { ca }),
      headers: {
        host: url.host,
        accept: 'application/pem-certificate-chain, application/pkix-cert, application/x-pem-file, */*;q=0.1',
        'accept-encoding': 'identity',
        'user-agent': 'jingtong',
      },
      minVersion: 'TLSv1.2',
      agent: false,
      signal,
    });
    asked.on('error', reject);
    asked.on('response', (response) => {
      readBody(response, maxBytes).then(resolve, (error: unknown) => {
        asked.destroy();
        reject(error);
      });
    });
    asked.end();
  });
}

/** Answers every question for a name (several addresses are tried in turn, RFC 8305) with the addresses already looked at. A host that is an address is never asked for. */
function only(addresses: readonly string[]): LookupFunction {
  const found = addresses.map((address) => ({ address, family: isIP(address) }));
  return (_host, { all }, answer) => {
    if (all) answer(null, found);
    else answer(null, found[0]!.address, found[0]!.family);
  };
}

async function readBody(response: IncomingMessage, maxBytes: number): Promise<HttpsAnswer> {
  const { statusCode = 0, headers } = response;
  if (statusCode !== 200) {
    response.destroy();
    return { status: statusCode, headers, body: Buffer.alloc(0) };
  }
  const encoding = headers['content-encoding'] ?? 'identity';
  if (encoding !== 'identity') throw new Error(`the answer is encoded as ${encoding.slice(0, 20)}`);
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of response) {
    length += (part as Buffer).length;
    if (length > maxBytes) throw new Error(`the answer is larger than ${maxBytes} bytes`);
    parts.push(part as Buffer);
  }
  if (!response.complete) throw new Error('the answer was cut short');
  return { status: statusCode, headers, body: Buffer.concat(parts) };
}
