import type { SipMessage } from '../../domain/sip-message.ts';
import { readCallQuestion } from '../../traffic/normalise/index.ts';
import { type SocketPlace, writePlace } from '../call-path/config/socket-place.ts';
import { headerLines, headerValue, openLeg, text, token } from './sip-leg.ts';

/** A call that arrived at the called side. */
export interface CalleeSaw {
  /** Request-URI as the switch sent it. */
  readonly target: string;
  /** User part of From and of asserted identities. */
  readonly callers: readonly string[];
  /** Every display name of From and of asserted identities. */
  readonly displays: readonly string[];
  /** Milliseconds from when listening for this call began. */
  readonly afterMs: number;
}

/** The called side of test calls: rings, answers and hangs up when told. */
export interface TestCallee {
  readonly at: SocketPlace;
  /** Forgets what came before and begins to listen for the next call. */
  expect(): void;
  /** Calls that arrived since; a repeated INVITE counts once. */
  seen(): readonly CalleeSaw[];
  close(): void;
}

export async function openCallee(place: SocketPlace): Promise<TestCallee> {
  let began = performance.now();
  let calls: CalleeSaw[] = [];
  const known = new Set<string>();
  const tag = token();
  const leg = await openLeg(place, (message, from) => {
    if (message.start.kind !== 'request') return;
    const { method } = message.start;
    if (method === 'ACK') return;
    if (method !== 'INVITE') return leg.send(responseText(message, 200, 'OK', tag, leg.at), from);
    const name = `${headerValue(message, 'call-id')} ${headerValue(message, 'from')}`;
    if (!known.has(name)) {
      known.add(name);
      calls.push(sawOf(message, performance.now() - began));
    }
    leg.send(responseText(message, 180, 'Ringing', tag, leg.at), from);
    leg.send(responseText(message, 200, 'OK', tag, leg.at), from);
  });
  return {
    at: leg.at,
    expect() {
      began = performance.now();
      calls = [];
    },
    seen: () => calls,
    close: () => leg.close(),
  };
}

function sawOf(message: SipMessage, afterMs: number): CalleeSaw {
  const question = readCallQuestion(message, 0);
  const target =
    message.start.kind === 'request' ? text(message, message.start.uriStart, message.start.uriEnd) : '';
  return {
    target,
    callers: question.identities.map(({ address }) => userOf(address)),
    displays: question.identities.flatMap(({ display }) => (display === null ? [] : [display])),
    afterMs,
  };
}

/** `sip:+861380000@host` and `tel:+861380000` alike. */
export const userOf = (uri: string): string => /^(?:sips?|tel):([^@;>]*)/i.exec(uri)?.[1] ?? uri;

function responseText(
  request: SipMessage,
  status: number,
  phrase: string,
  tag: string,
  at: SocketPlace,
): string {
  const to = headerValue(request, 'to');
  const isInvite = headerValue(request, 'cseq').endsWith('INVITE');
  const body =
    status === 200 && isInvite
      ? `v=0\r\no=- 1 1 IN IP4 ${at.host}\r\ns=-\r\nc=IN IP4 ${at.host}\r\nt=0 0\r\nm=audio 9 RTP/AVP 8\r\na=inactive\r\n`
      : '';
  return [
    `SIP/2.0 ${status} ${phrase}`,
    ...headerLines(request, 'via'),
    ...headerLines(request, 'record-route'),
    `From: ${headerValue(request, 'from')}`,
    `To: ${to}${/;\s*tag=/i.test(to) ? '' : `;tag=${tag}`}`,
    `Call-ID: ${headerValue(request, 'call-id')}`,
    `CSeq: ${headerValue(request, 'cseq')}`,
    `Contact: <sip:${writePlace(at)}>`,
    ...(body === '' ? [] : ['Content-Type: application/sdp']),
    `Content-Length: ${Buffer.byteLength(body)}`,
    '',
    body,
  ].join('\r\n');
}
