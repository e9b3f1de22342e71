import type { SipMessage } from '../../domain/sip-message.ts';
import { type SocketPlace, writePlace } from '../call-path/config/socket-place.ts';
import { headerLines, headerValue, openLeg, type SipLeg, token, viaOf } from './sip-leg.ts';

/** What the calling side of a test call saw. */
export interface CallerSaw {
  /** First final status; `null`: none came. */
  readonly status: number | null;
  readonly phrase: string;
  readonly reason: string;
  /** Milliseconds from the INVITE to that status. */
  readonly afterMs: number;
}

export interface TestCall {
  readonly caller: string;
  readonly callee: string;
  /** The switch under test. */
  readonly via: SocketPlace;
  readonly waitMs: number;
}

const T1_MS = 500;
const T2_MS = 4_000;

/** Places one call through the switch and ends it. The INVITE is repeated as RFC 3261 §17.1.1.2 says. */
export async function placeCall(from: SocketPlace, call: TestCall): Promise<CallerSaw> {
  const began = performance.now();
  return new Promise((resolve, reject) => {
    let leg: SipLeg | null = null;
    let repeat: NodeJS.Timeout | undefined;
    let finished = false;
    const finish = (saw: CallerSaw): void => {
      if (finished) return;
      finished = true;
      clearTimeout(repeat);
      clearTimeout(limit);
      // The last ACK and BYE may have to be said again.
      setTimeout(() => leg?.close(), T1_MS);
      resolve(saw);
    };
    const limit = setTimeout(() => {
      if (leg !== null) leg.send(request(leg.at, 'CANCEL'), call.via);
      finish({ status: null, phrase: '', reason: '', afterMs: performance.now() - began });
    }, call.waitMs);
    const ids = { branch: token(), tag: token(), callId: `${token()}@conform` };
    const request = (at: SocketPlace, method: string): string => requestText(at, method, call, ids);
    const onMessage = (message: SipMessage): void => {
      if (message.start.kind !== 'response' || leg === null) return;
      if (!headerValue(message, 'cseq').endsWith('INVITE')) return;
      clearTimeout(repeat);
      const { status } = message.start;
      if (status < 200) return;
      leg.send(ackText(leg.at, message, call, ids), call.via);
      if (status < 300) leg.send(byeText(leg.at, message, call, ids), call.via);
      const { phraseStart, phraseEnd } = message.start;
      finish({
        status,
        phrase: Buffer.from(message.bytes.subarray(phraseStart, phraseEnd)).toString('utf8'),
        reason: headerValue(message, 'reason'),
        afterMs: performance.now() - began,
      });
    };
    openLeg(from, onMessage).then((opened) => {
      leg = opened;
      const say = (afterMs: number): void => {
        opened.send(request(opened.at, 'INVITE'), call.via);
        repeat = setTimeout(() => say(Math.min(2 * afterMs, T2_MS)), afterMs);
      };
      say(T1_MS);
    }, reject);
  });
}

interface Ids {
  readonly branch: string;
  readonly tag: string;
  readonly callId: string;
}

const uriOf = ({ callee, via }: TestCall): string => `sip:${callee}@${writePlace(via)}`;

const fromOf = (at: SocketPlace, { caller }: TestCall, { tag }: Ids): string =>
  `From: <sip:${caller}@${writePlace(at)}>;tag=${tag}`;

function requestText(at: SocketPlace, method: string, call: TestCall, ids: Ids): string {
  const body =
    method === 'INVITE'
      ? `v=0\r\no=- 1 1 IN IP4 ${at.host}\r\ns=-\r\nc=IN IP4 ${at.host}\r\nt=0 0\r\nm=audio 9 RTP/AVP 8\r\na=inactive\r\n`
      : '';
  return lines(
    `${method} ${uriOf(call)} SIP/2.0`,
    viaOf(at, ids.branch),
    'Max-Forwards: 70',
    fromOf(at, call, ids),
    `To: <${uriOf(call)}>`,
    `Call-ID: ${ids.callId}`,
    `CSeq: 1 ${method}`,
    `Contact: <sip:${call.caller}@${writePlace(at)}>`,
    ...(body === '' ? [] : ['Content-Type: application/sdp']),
    `Content-Length: ${Buffer.byteLength(body)}`,
    '',
    body,
  );
}

/** ACK of a final response: in the transaction of the INVITE when it was refused (§17.1.1.3), in its own when taken. */
function ackText(at: SocketPlace, response: SipMessage, call: TestCall, ids: Ids): string {
  const taken = response.start.kind === 'response' && response.start.status < 300;
  return inDialog(at, response, call, ids, 'ACK', 1, taken ? token() : ids.branch);
}

const byeText = (at: SocketPlace, response: SipMessage, call: TestCall, ids: Ids): string =>
  inDialog(at, response, call, ids, 'BYE', 2, token());

function inDialog(
  at: SocketPlace,
  response: SipMessage,
  call: TestCall,
  ids: Ids,
  method: string,
  sequence: number,
  branch: string,
): string {
  const taken = response.start.kind === 'response' && response.start.status < 300;
  const contact = /<([^>]+)>/.exec(headerValue(response, 'contact'))?.[1];
  const routes = taken
    ? headerLines(response, 'record-route')
        .reverse()
        .map((line) => line.replace(/^Record-Route/, 'Route'))
    : [];
  return lines(
    `${method} ${taken && contact ? contact : uriOf(call)} SIP/2.0`,
    viaOf(at, branch),
    ...routes,
    'Max-Forwards: 70',
    fromOf(at, call, ids),
    `To: ${headerValue(response, 'to')}`,
    `Call-ID: ${ids.callId}`,
    `CSeq: ${sequence} ${method}`,
    'Content-Length: 0',
    '',
    '',
  );
}

const lines = (...all: readonly string[]): string => all.join('\r\n');
