import { headerOf } from '../../../../domain/sip-headers.ts';
import type { SipMessage } from '../../../../domain/sip-message.ts';
import { headerText, latin1 } from '../../../../lib/sip/header-text.ts';
import { parameterNamed } from '../../../../lib/sip/parameters.ts';
import { declaredLength } from './body.ts';
import { numberIn } from './read-via.ts';

/** Call-ID as written, or `null` when there is none or it is empty. The first one when there are two. */
export function readCallId(message: SipMessage): string | null {
  const header = headerOf(message, 'call-id');
  if (header === null || header.valueStart === header.valueEnd) return null;
  return headerText(message.bytes, header.valueStart, header.valueEnd);
}

/** Tag of From (RFC 3261 §19.3); `null` when absent. */
export function readFromTag(message: SipMessage): string | null {
  return readTag(message, 'from');
}

/** Tag of To; `null` when absent: the request is not inside a dialog. */
export function readToTag(message: SipMessage): string | null {
  return readTag(message, 'to');
}

function readTag(message: SipMessage, name: 'from' | 'to'): string | null {
  const header = headerOf(message, name);
  if (header === null) return null;
  const { bytes } = message;
  const tag = parameterNamed(bytes, header.valueStart, header.valueEnd, 'tag');
  return tag?.value ? latin1(bytes, tag.value.start, tag.value.end) : null;
}

/** Max-Forwards, 0 to 255; `null` when absent, `'unreadable'` when it is no such number (RFC 3261 §20.22). */
export function readMaxForwards(message: SipMessage): number | 'unreadable' | null {
  const header = headerOf(message, 'max-forwards');
  if (header === null) return null;
  return numberIn(message.bytes, header.valueStart, header.valueEnd, 255) ?? 'unreadable';
}

/** Content-Length; `null` when absent, `'unusable'` when it is no number or two of them differ. */
export function readContentLength(message: SipMessage): number | 'unusable' | null {
  const declared = declaredLength(message.bytes, message.headers);
  if (declared.kind === 'none') return null;
  return declared.kind === 'bytes' ? declared.bytes : 'unusable';
}
