import { bad, ok, type Result } from '../../../domain/result.ts';

const MAX_URL_LENGTH = 2048;

/**
 * Reads an address from which a certificate may be fetched: https, one of `ports`, no user name, no fragment, a full host
 * name or an address. Hosts in decimal, octal or hexadecimal come out as the dotted address they are.
 */
export function readCertificateUrl(text: string, ports: readonly number[]): Result<URL, 'refused'> {
  if (text.length > MAX_URL_LENGTH) return refused(`it has ${text.length} characters`);
  // The reader of addresses drops tabs and line ends in silence.
  if (!/^[\x21-\x7e]+$/.test(text)) return refused('it holds spaces or other signs that no address has');
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return refused('it is no address');
  }
  if (url.protocol !== 'https:') return refused(`${url.protocol}// is not https`);
  if (url.username !== '' || url.password !== '') return refused('it holds a user name');
  const port = url.port === '' ? 443 : Number(url.port);
  if (!ports.includes(port)) return refused(`port ${port} is not among ${ports.join(', ')}`);
  const isName = !url.hostname.startsWith('[') && !/^[\d.]+$/.test(url.hostname);
  if (isName && !/^[^.]+(?:\.[^.]+)+\.?$/.test(url.hostname))
    return refused(`"${url.hostname}" is no full host name`);
  url.hash = '';
  return ok(url);
}

const refused = (detail: string) => bad('refused' as const, `certificate address refused: ${detail}`);
