import type { SipHeader, SipProblem } from '../../../../domain/sip-message.ts';
import { BACKSLASH, COLON, CR, HTAB, isSpace, isToken, LF, SP } from '../../../../lib/sip/byte-class.ts';
import { bitOf, hashStep, knownName, otherName, SINGLE_HEADERS } from './header-names.ts';
import { SIP_LIMITS } from './sip-limits.ts';

const CRLF_END = 1;
const LF_END = 2;
const CR_END = 4;

const LENGTH_BIT = bitOf('content-length');
/** No known header name is longer. */
const LONGEST_NAME = 32;
const SINGLE_BITS = SINGLE_HEADERS.reduce((bits, name) => bits | bitOf(name), 0);

/**
 * Walks once over the head of a message. A line ends at CR LF, a lone LF or a lone CR; whatever a stricter reader would
 * see otherwise is a problem with its place. Not to be used twice.
 */
export class HeadReader {
  readonly headers: SipHeader[] = [];
  readonly problems: SipProblem[] = [];
  /** Bits (`bitOf`) of the marked headers that were there. */
  seen = 0;
  /** Where the walk is; behind the blank line once the head is read. */
  at: number;
  readonly #bytes: Uint8Array;
  readonly #end: number;
  /** Kinds of line end met so far, as bits. */
  #ends = 0;
  #lastEnd = 0;

  constructor(bytes: Uint8Array, start: number) {
    this.#bytes = bytes;
    this.#end = bytes.length;
    this.at = start;
  }

  /** Moves behind the line `at` is in; gives the offset where its text ends. */
  line(): number {
    const bytes = this.#bytes;
    const end = this.#end;
    let at = this.at;
    for (; at < end; at++) {
      const byte = bytes[at]!;
      if (byte > CR) continue;
      if (byte === CR || byte === LF) break;
      if (byte === 0) this.note(bytes[at - 1] === BACKSLASH ? 'escaped-nul' : 'nul-in-header', at);
    }
    this.at = at;
    this.#passLineEnd();
    return at;
  }

  /** Reads header lines up to and with the blank line. */
  headerLines(): void {
    if (this.#atFold()) this.#foldedStartLine();
    while (this.at < this.#end) {
      const byte = this.#bytes[this.at]!;
      if (byte === CR || byte === LF) {
        this.#blankLine();
        return;
      }
      this.#headerLine();
    }
    this.note('head-not-ended', this.#end);
  }

  note(reason: string, at: number): void {
    // One word once: a message of a thousand bad lines is not a thousand problems.
    for (const problem of this.problems) if (problem.reason === reason) return;
    this.problems.push({ reason, at });
  }

  #headerLine(): void {
    const bytes = this.#bytes;
    const end = this.#end;
    const nameStart = this.at;
    const startedAfter = this.#lastEnd;
    let at = nameStart;
    let hash = 0;
    for (; at < end; at++) {
      const byte = bytes[at]!;
      if (byte <= SP || byte === COLON) break;
      hash = hashStep(hash, byte);
    }
    const nameEnd = at;
    while (at < end && (bytes[at] === SP || bytes[at] === HTAB)) at++;
    const hasColon = at < end && bytes[at] === COLON;
    this.at = hasColon ? at + 1 : at;
    const valueEnd = this.#valueEnd();
    if (!hasColon || nameEnd === nameStart) {
      this.note('line-without-name', nameStart);
      this.#checkAlmost(nameStart, nameEnd);
    } else this.#keep(nameStart, nameEnd, hash, at + 1, valueEnd, startedAfter);
  }

  #keep(
    nameStart: number,
    nameEnd: number,
    hash: number,
    from: number,
    to: number,
    startedAfter: number,
  ): void {
    const bytes = this.#bytes;
    const known = knownName(bytes, nameStart, nameEnd, hash);
    const bit = known === null ? 0 : known.bit;
    if (bit !== 0) this.#mark(known!.name, bit, nameStart, startedAfter);
    if (to - nameStart > SIP_LIMITS.headerBytes) {
      this.note('header-too-long', nameStart);
      return;
    }
    if (this.headers.length >= SIP_LIMITS.headers) {
      this.note('too-many-headers', nameStart);
      return;
    }
    if (known === null) this.#checkName(nameStart, nameEnd);
    let valueStart = from;
    let valueEnd = to;
    while (valueStart < valueEnd && isSpace(bytes[valueStart]!)) valueStart++;
    while (valueEnd > valueStart && isSpace(bytes[valueEnd - 1]!)) valueEnd--;
    this.headers.push({
      name: known === null ? otherName(bytes, nameStart, nameEnd) : known.name,
      nameStart,
      valueStart,
      valueEnd,
    });
  }

  #mark(name: string, bit: number, at: number, startedAfter: number): void {
    if ((this.seen & bit & SINGLE_BITS) !== 0) this.note(`two-${name}-headers`, at);
    this.seen |= bit;
    if (startedAfter === CRLF_END || (this.#ends & CRLF_END) === 0) return;
    this.note('header-after-bare-line-end', at);
    this.#checkLength(bit, at);
  }

  #checkName(start: number, end: number): void {
    let at = start;
    while (at < end && isToken(this.#bytes[at]!)) at++;
    if (at === end) return;
    this.note('odd-header-name', at);
    this.#checkAlmost(start, at);
  }

  /** A name of a party that only lacks its colon, or has a byte too many, is that header to a careless reader. */
  #checkAlmost(start: number, end: number): void {
    if (end - start > LONGEST_NAME) return;
    let hash = 0;
    for (let at = start; at < end; at++) hash = hashStep(hash, this.#bytes[at]!);
    const known = knownName(this.#bytes, start, end, hash);
    if (known === null || known.bit === 0) return;
    this.note('almost-a-header', start);
    this.#checkLength(known.bit, start);
  }

  /** A length that only some readers see cuts a stream into other messages for them. */
  #checkLength(bit: number, at: number): void {
    if (bit === LENGTH_BIT) this.note('content-length-unclear', at);
  }

  /** Walks to the end of the value, over its folds; gives the offset where its text ends. */
  #valueEnd(): number {
    let end = this.line();
    while (this.#atFold()) {
      this.#checkFold();
      end = this.line();
    }
    return end;
  }

  #atFold(): boolean {
    const byte = this.#bytes[this.at];
    return byte === SP || byte === HTAB;
  }

  /** A continuation that looks like a header is one to a reader that does not unfold; an empty one ends its head. */
  #checkFold(): void {
    const bytes = this.#bytes;
    let at = this.at;
    while (at < this.#end && (bytes[at] === SP || bytes[at] === HTAB)) at++;
    const start = at;
    let hash = 0;
    while (at < this.#end && bytes[at]! > SP && bytes[at] !== COLON) hash = hashStep(hash, bytes[at++]!);
    if (at === start && bytes[at] !== COLON) this.note('blank-fold', start);
    if (at === start || at - start > LONGEST_NAME) return;
    const known = knownName(bytes, start, at, hash);
    while (bytes[at] === SP || bytes[at] === HTAB) at++;
    if (known === null || known.bit === 0 || bytes[at] !== COLON) return;
    this.note('header-like-fold', start);
    this.#checkLength(known.bit, start);
  }

  #foldedStartLine(): void {
    this.note('folded-start-line', this.at);
    while (this.#atFold()) this.line();
  }

  #blankLine(): void {
    const before = this.#lastEnd;
    const start = this.at;
    this.#passLineEnd();
    const isStrict = before === CRLF_END && this.#lastEnd === CRLF_END;
    if (!isStrict && (this.#ends & CRLF_END) !== 0) this.note('head-end-unclear', start);
  }

  #passLineEnd(): void {
    const bytes = this.#bytes;
    const at = this.at;
    if (at >= this.#end) return;
    let kind = CRLF_END;
    if (bytes[at] === LF) {
      kind = LF_END;
      this.at = at + 1;
    } else if (bytes[at + 1] === LF) this.at = at + 2;
    else {
      kind = CR_END;
      // CR CR LF is one line end, written by a program that turned LF into CR LF twice.
      this.at = bytes[at + 1] === CR && bytes[at + 2] === LF ? at + 3 : at + 1;
    }
    this.#lastEnd = kind;
    if ((this.#ends & kind) !== 0) return;
    this.#ends |= kind;
    if (kind !== CRLF_END) this.note(kind === LF_END ? 'bare-lf' : 'bare-cr', at);
    if (this.#ends !== kind) this.note('mixed-line-ends', at);
  }
}
