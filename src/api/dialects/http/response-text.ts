import { STATUS_CODES } from 'node:http';

/** Status line and headers without those of the connection; safe whatever the values hold. */
export function responseHead(status: number, headers: readonly string[]): string {
  let head = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Unknown'}\r\n`;
  for (let at = 0; at + 1 < headers.length; at += 2)
    head += `${headers[at]}: ${fieldText(headers[at + 1]!)}\r\n`;
  return head;
}

/** A value can never end its line, nor hold what RFC 9110 §5.5 leaves out of one. */
function fieldText(value: string): string {
  for (let at = 0; at < value.length; at += 1) {
    const code = value.charCodeAt(at);
    if (code < 0x20 || code > 0x7e) return value.replace(/[^\x20-\x7e]/g, '?');
  }
  return value;
}
