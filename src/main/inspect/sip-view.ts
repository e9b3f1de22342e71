import type { CallQuestion } from '../../domain/call-question.ts';
import { headerOf } from '../../domain/sip-headers.ts';
import type { SipMessage } from '../../domain/sip-message.ts';
import { sipProblemEffect } from '../../domain/sip-problem.ts';
import type { TrunkKind } from '../../domain/trunk.ts';
import { calleeTrunk } from '../../domain/trunk.ts';
import { headerText } from '../../lib/sip/header-text.ts';
import { checkHeaders, locateCallQuestion, type QuestionPlaces } from '../../traffic/normalise/index.ts';
import { readCSeq, readVia } from '../../traffic/sources/index.ts';
import type { PartyView, ProblemView, SipView } from './inspection.ts';
import { numberView } from './number-view.ts';
import { passportView } from './passport-view.ts';
import { type InspectContext, peerReadings } from './peer-readings.ts';

/** Requests whose caller the decision path would look for. */
const BEGINS = new Set(['INVITE', 'MESSAGE']);

/** Everything read of a message. `base` is added to all offsets: where the message begins in the file. */
export function sipView(message: SipMessage, at: number, base: number, context: InspectContext): SipView {
  const { question, places } = locateCallQuestion(message, at);
  const { bytes, start } = message;
  const isRequest = start.kind === 'request';
  const reader = new PartyReader(question, context, base);
  const via = readVia(message);
  return {
    kind: start.kind,
    method: isRequest ? start.method : null,
    status: isRequest ? null : start.status,
    phrase: isRequest ? null : headerText(bytes, start.phraseStart, start.phraseEnd),
    callId: question.callId,
    cseq: readCSeq(message),
    via: via && {
      transport: via.transport,
      host: via.host,
      port: via.port,
      branch: via.branch,
      at: via.start + base,
    },
    callee: reader.party(question.callee, calleePlace(message), calleeTrunk(context.trunk)),
    dialled:
      question.dialled === null
        ? null
        : reader.party(
            question.dialled,
            headerOf(message, 'to')?.valueStart ?? null,
            calleeTrunk(context.trunk),
          ),
    ...parties(question, places, reader, context),
    privacy: question.privacy,
    passports: question.passports.map((text, index) =>
      passportView(text, place(places.passports, index, base)),
    ),
    date: question.saidAt === null ? null : new Date(question.saidAt).toISOString(),
    readings: isRequest && BEGINS.has(start.method) ? peerReadings(question, context) : [],
    problems: problemViews(message, question, base),
    headers: message.headers.map(({ name, nameStart, valueStart, valueEnd }) => ({
      name,
      at: nameStart + base,
      valueAt: valueStart + base,
      valueEnd: valueEnd + base,
      text: headerText(bytes, valueStart, valueEnd),
    })),
    body: { at: message.bodyStart + base, length: message.bodyEnd - message.bodyStart },
  };
}

function parties(
  question: CallQuestion,
  places: QuestionPlaces,
  reader: PartyReader,
  { trunk }: InspectContext,
): Pick<SipView, 'identities' | 'redirections'> {
  return {
    identities: question.identities.map(({ header, address, display, isPrivate }, index) => ({
      header,
      display,
      ...reader.party(address, places.identities[index]?.start ?? null, trunk),
      isPrivate,
    })),
    redirections: question.redirections.map(({ header, address, reason, count, isPrivate }, index) => ({
      header,
      ...reader.party(address, places.redirections[index]?.start ?? null, calleeTrunk(trunk)),
      reason,
      count,
      isPrivate,
    })),
  };
}

class PartyReader {
  readonly #question: CallQuestion;
  readonly #context: InspectContext;
  readonly #base: number;

  constructor(question: CallQuestion, context: InspectContext, base: number) {
    this.#question = question;
    this.#context = context;
    this.#base = base;
  }

  party(address: string, at: number | null, trunk: TrunkKind): PartyView {
    const { normaliser, country } = this.#context;
    const number = normaliser.normalise(address, { country, trunk, at: this.#question.at });
    return { address, at: at === null ? null : at + this.#base, number: numberView(number) };
  }
}

function calleePlace(message: SipMessage): number | null {
  const { start } = message;
  return start.kind === 'request' ? start.uriStart : (headerOf(message, 'to')?.valueStart ?? null);
}

function place(places: readonly { readonly start: number }[], index: number, base: number): number | null {
  const found = places[index];
  return found === undefined ? null : found.start + base;
}

/** Problems of the form with their offsets, then those of the headers, at the first header they speak of. */
function problemViews(message: SipMessage, question: CallQuestion, base: number): readonly ProblemView[] {
  const views: ProblemView[] = [];
  const add = (word: string, at: number | null): void => {
    if (views.some((view) => view.word === word)) return;
    views.push({ word, effect: sipProblemEffect(word), at: at === null ? null : at + base });
  };
  for (const { reason, at } of message.problems) add(reason, at);
  for (const word of question.problems) add(word, placeOfWord(message, word));
  for (const { reason, at } of checkHeaders(message)) add(reason, at);
  return views;
}

function placeOfWord(message: SipMessage, word: string): number | null {
  const name =
    /-in-([a-z-]+)$/.exec(word)?.[1] ?? /^(date|remote-party-id|history-info|identity)-/.exec(word)?.[1];
  return name === undefined ? null : (headerOf(message, name)?.valueStart ?? null);
}
