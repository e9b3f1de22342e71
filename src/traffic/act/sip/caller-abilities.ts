import type { SipMessage } from '../../../domain/sip-message.ts';

/** Whether the INVITE announces that a 608 will be understood on the way back (RFC 8688 §3.4, RFC 6809 Feature-Caps). */
export function takes608(message: SipMessage): boolean {
  return message.headers.some(
    ({ name, valueStart, valueEnd }) =>
      name === 'feature-caps' &&
      /(?:^|[;,\s])\+sip\.608(?:$|[;,\s=])/i.test(
        Buffer.from(message.bytes.subarray(valueStart, valueEnd)).toString('latin1'),
      ),
  );
}
