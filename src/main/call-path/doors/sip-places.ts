import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Fault } from '../../../domain/fault.ts';
import type { SipListen } from '../../../traffic/sources/index.ts';
import type { ListenFile } from '../config/call-path-schema.ts';

/** Where the SIP door listens, with the TLS files read. Throws `tls-file` for one that cannot be read. */
export function sipPlaces(sip: NonNullable<ListenFile['sip']>, folder: string): SipListen[] {
  const places: SipListen[] = [];
  if (sip.udp) places.push({ transport: 'UDP', ...sip.udp });
  if (sip.tcp) places.push({ transport: 'TCP', ...sip.tcp });
  if (sip.tls) {
    const { at, certificate_file, key_file, client_ca_file } = sip.tls;
    const tls = {
      certificate: tlsFile(folder, certificate_file),
      key: tlsFile(folder, key_file),
      ca: client_ca_file === undefined ? null : tlsFile(folder, client_ca_file),
    };
    places.push({ transport: 'TLS', ...at, tls });
  }
  return places;
}

function tlsFile(folder: string, file: string): string {
  const path = resolve(folder, file);
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new Fault('tls-file', `${path} cannot be read (${code}): check listen.sip.tls`, { cause });
  }
}
