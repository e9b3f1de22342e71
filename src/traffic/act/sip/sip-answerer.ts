import type { CallQuestion } from '../../../domain/call-question.ts';
import type { SipAnswer } from '../../../domain/sip-answer.ts';
import type { SipMessage } from '../../../domain/sip-message.ts';
import type { BlockKind, Treatment } from '../../../domain/treatment.ts';
import type { CallAnswer } from '../../../ports/call-judge.ts';
import type { AnswerProfile, BlockStatus, ProfileStatus } from './answer-profile.ts';
import { takes608 } from './caller-abilities.ts';
import { targetUri, withParameter } from './contact-uri.ts';
import type { ReturnMarker } from './return-marker.ts';
import { bracketUri, displayName, headerWord, quotedValue } from './safe-text.ts';

/** What the installation says of itself in answers; from the configuration. */
export interface AnswerSite {
  /** Where a blocked caller can complain: `url` of the ATIS-1000099 Reason. `null`: blocks are a plain 603. */
  readonly redressUrl: string | null;
  /** `location` of that Reason: `LN` local network, `TN` transit network, `RLN` remote local network. */
  readonly location: 'LN' | 'TN' | 'RLN';
  /** Signed jCard with the address for complaints, told in a 608 (RFC 8688 §3.2.1); `null`: none. */
  readonly jcardUrl: string | null;
}

/** Answers shared by all calls that are let pass alike; reasons are few, and the bound keeps them so. */
const MAX_SHARED = 64;
const NOTHING = Buffer.alloc(0);

/** Turns what the judge said into what the switch of one profile is told. Pure: time is that of the question. */
export class SipAnswerer {
  readonly profile: AnswerProfile;
  readonly #site: AnswerSite;
  readonly #marker: ReturnMarker;
  readonly #startLines = new Map<string, Uint8Array>();
  readonly #passing = new Map<string, SipAnswer>();
  readonly #allowed: SipAnswer | null;

  constructor(profile: AnswerProfile, site: AnswerSite, marker: ReturnMarker) {
    this.profile = profile;
    this.#site = site;
    this.#marker = marker;
    const isSame = !isRedirect(profile.allow) && (profile.told !== 'all' || profile.header === null);
    this.#allowed = isSame ? this.#answer('allow', null, profile.allow, NOTHING) : null;
  }

  /** The answer to a judged call, or to one that passes unjudged. */
  answer(answer: CallAnswer, question: CallQuestion, message: SipMessage): SipAnswer {
    if (answer.unscreened !== null)
      return this.unscreened(answer.unscreened, question.callee, question.receivedAt);
    const { treatment } = answer;
    if (treatment === 'allow') return this.#allow(answer, question);
    if (treatment === 'block') return this.#block(answer, message);
    const lines = treatment === 'label' ? this.#label(answer, question) : this.#divert(answer, question);
    const status = treatment === 'label' ? this.profile.label : this.profile.divert;
    return this.#answer(treatment, null, status, Buffer.from(lines + this.#own(answer), 'utf8'));
  }

  /** Lets a call pass that nobody judged, and says why. */
  unscreened(reason: string, requestUri: string, at: number): SipAnswer {
    const { allow, header } = this.profile;
    const line = header === null ? '' : `${header}: unscreened;reason=${headerWord(reason)}\r\n`;
    if (isRedirect(allow))
      return this.#answer(
        'allow',
        reason,
        allow,
        Buffer.from(`Contact: <${this.#marked(requestUri, at)}>\r\n${line}`),
      );
    const known = this.#passing.get(reason);
    if (known !== undefined) return known;
    const answer = this.#answer('allow', reason, allow, Buffer.from(line));
    if (this.#passing.size < MAX_SHARED) this.#passing.set(reason, answer);
    return answer;
  }

  /** Quick look, without making text, at whether a Request-URI can bear our marker. */
  mayBeMarked(bytes: Uint8Array, start: number, end: number): boolean {
    const { marker } = this.profile;
    if (marker === null) return false;
    const first = marker.charCodeAt(0) | 0x20;
    for (let at = start; at < end - marker.length - 1; at += 1)
      if (bytes[at] === 0x3b && (bytes[at + 1]! | 0x20) === first) return true;
    return false;
  }

  /** Whether this call was sent on by us to where it comes from now. */
  isReturned(requestUri: string, at: number): boolean {
    const { marker } = this.profile;
    return marker !== null && this.#marker.isOurs(requestUri, marker, at);
  }

  #allow(answer: CallAnswer, question: CallQuestion): SipAnswer {
    if (this.#allowed !== null && this.#findings(answer) === '') return this.#allowed;
    const { allow } = this.profile;
    const back = isRedirect(allow)
      ? `Contact: <${this.#marked(question.callee, question.receivedAt)}>\r\n`
      : '';
    return this.#answer('allow', null, allow, Buffer.from(back + this.#own(answer), 'utf8'));
  }

  #block(answer: CallAnswer, message: SipMessage): SipAnswer {
    const response = answer.verification?.response ?? null;
    if (response?.endsCall === true)
      return this.#answer('block', null, response, Buffer.from(this.#own(answer), 'utf8'));
    const kind: BlockKind = answer.blockKind ?? 'list';
    const block = this.profile.block[kind];
    if (block.status === 608 && block.otherwise !== null && !takes608(message))
      return this.#answer('block', null, block.otherwise, Buffer.from(this.#own(answer), 'utf8'));
    const { status, lines } = this.#blockLines(block, answer);
    return this.#answer('block', null, status, Buffer.from(lines + this.#own(answer), 'utf8'));
  }

  #blockLines(block: BlockStatus, answer: CallAnswer): { status: ProfileStatus; lines: string } {
    const { redressUrl, location, jcardUrl } = this.#site;
    const q850 = block.q850 === null ? '' : `Reason: Q.850;cause=${block.q850}\r\n`;
    if (block.isNetworkBlocked && redressUrl !== null) {
      const text = quotedValue(`v=analytics1;url=${redressUrl};id=${answer.verdict?.id ?? ''}`);
      const reason = `Reason: SIP;cause=603;text=${text};location=${location}\r\n`;
      return { status: { status: 603, phrase: 'Network Blocked' }, lines: reason + q850 };
    }
    if (block.status === 608 && jcardUrl !== null)
      return { status: block, lines: `Call-Info: <${bracketUri(jcardUrl)}>;purpose=jwscard\r\n${q850}` };
    return { status: block, lines: q850 };
  }

  #label(answer: CallAnswer, question: CallQuestion): string {
    const name = displayName(answer.label ?? '');
    const { labelPlaces } = this.profile;
    const uri = this.#marked(question.callee, question.receivedAt);
    const contact = `Contact: ${labelPlaces.includes('contact') ? `${name} ` : ''}<${uri}>\r\n`;
    const caller =
      question.identities.find(({ header }) => header === 'p-asserted-identity') ??
      question.identities.find(({ header }) => header === 'from');
    if (caller === undefined || caller.address === '') return contact;
    const named = `${name} <${bracketUri(caller.address)}>`;
    const asserted = labelPlaces.includes('p-asserted-identity') ? `P-Asserted-Identity: ${named}\r\n` : '';
    const remote = labelPlaces.includes('remote-party-id')
      ? `Remote-Party-ID: ${named};party=calling\r\n`
      : '';
    return contact + asserted + remote;
  }

  #divert(answer: CallAnswer, question: CallQuestion): string {
    const to = targetUri(answer.divertTo ?? question.callee, question.callee);
    return `Contact: <${this.#marked(to, question.receivedAt)}>\r\n`;
  }

  /** Findings and our own header, as far as the profile wants to hear of them. */
  #own(answer: CallAnswer): string {
    const { header, told } = this.profile;
    const findings = this.#findings(answer);
    if (header === null || told === 'none' || (told === 'measures' && answer.treatment === 'allow'))
      return findings;
    const id = answer.verdict === null ? '' : `;id=${headerWord(answer.verdict.id)}`;
    const label = answer.label === null ? '' : `;label=${headerWord(answer.label)}`;
    return `${findings}${header}: ${answer.treatment}${label}${id}\r\n`;
  }

  /** What was wrong with the caller's signatures, while the call goes on (RFC 9410). */
  #findings(answer: CallAnswer): string {
    if (!this.profile.tellsVerification) return '';
    const reasons = answer.verification?.reasonHeaders ?? [];
    return reasons.map((value) => `Reason: ${value.replace(/[\r\n\0]/g, ' ')}\r\n`).join('');
  }

  #marked(uri: string, at: number): string {
    const { marker } = this.profile;
    const safe = bracketUri(uri);
    return marker === null ? safe : withParameter(safe, marker, this.#marker.value(safe, at));
  }

  #answer(
    treatment: Treatment,
    unscreened: string | null,
    to: ProfileStatus,
    headers: Uint8Array,
  ): SipAnswer {
    return { status: to.status, startLine: this.#startLine(to), headers, treatment, unscreened };
  }

  #startLine({ status, phrase }: ProfileStatus): Uint8Array {
    const text = `SIP/2.0 ${status} ${phrase}\r\n`;
    const known = this.#startLines.get(text);
    if (known !== undefined) return known;
    const line = Buffer.from(text, 'latin1');
    this.#startLines.set(text, line);
    return line;
  }
}

const isRedirect = ({ status }: ProfileStatus): boolean => status >= 300 && status < 400;
