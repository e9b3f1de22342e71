import { maskDigitsInText, maskNumber } from '../domain/mask-number.ts';
import { voidedProtectionNote } from '../domain/protection-note.ts';
import type { Signal } from '../domain/signal.ts';
import { signallingNotes } from '../domain/signalling-notes.ts';
import type { TelephoneNumber } from '../domain/telephone-number.ts';
import type { Language } from '../domain/text.ts';
import { languageTag } from './accept-language.ts';
import type { PartyAnswer, SignalAnswer, VerdictAnswer } from './contract/index.ts';
import { figuresOf, reasonText, titleOf } from './reason-text.ts';
import type { JudgedCall, RuleWords } from './verdict-desk.ts';

export interface Presentation {
  readonly language: Language;
  /** True: full numbers. Only for the client that sent them, or with an audited reason. */
  readonly unmasked: boolean;
  readonly words: (signal: Signal) => RuleWords | null;
  readonly acknowledged: boolean;
  readonly repeated: boolean;
}

/** A judged call in the words of the public contract. */
export function presentVerdict(judged: JudgedCall, presentation: Presentation): VerdictAnswer {
  const { event, verdict, truth } = judged;
  const { language, unmasked } = presentation;
  const signals = verdict.signals.map((signal) => presentSignal(signal, presentation));
  const composites = verdict.composites.map((signal) => presentSignal(signal, presentation));
  const entry = (written: string) => (unmasked ? written : maskDigitsInText(written));
  return {
    id: verdict.id,
    eventId: verdict.eventId,
    at: new Date(event.at).toISOString(),
    caller: presentParty(event.caller, unmasked),
    callee: presentParty(event.callee, unmasked),
    trunk: event.trunk,
    outcome: event.outcome,
    source: event.source,
    signalling: signallingOf(judged, presentation),
    measure: verdict.measure,
    scoredMeasure: verdict.scoredMeasure,
    appliesTo: verdict.appliesTo,
    score: verdict.score,
    reasons: reasonsOf(judged, [...signals, ...composites], language),
    language: languageTag(language),
    signals,
    composites,
    capped: verdict.capped.map(({ group, sum, counted }) => ({ group, sum, counted })),
    list: verdict.list && { ...verdict.list, entry: entry(verdict.list.entry) },
    protection: verdict.protection && { ...verdict.protection, entry: entry(verdict.protection.entry) },
    degraded: verdict.degraded.map(({ what, why }) => ({ what, why })),
    policy: { version: verdict.policy.version, digest: verdict.policy.digest },
    acknowledged: presentation.acknowledged,
    repeated: presentation.repeated,
    simulated: truth && { fraud: truth.fraud, role: truth.role },
  };
}

function signallingOf({ event }: JudgedCall, { language, unmasked }: Presentation): string[] {
  if (event.signalling === null) return [];
  return [...signallingNotes(event.signalling, language, (number) => shownNumber(number, unmasked))];
}

const shownNumber = (number: TelephoneNumber, unmasked: boolean): string =>
  unmasked ? number.canonical : maskNumber(number);

function presentParty(number: TelephoneNumber, unmasked: boolean): PartyAnswer {
  return {
    canonical: shownNumber(number, unmasked),
    kind: number.kind,
    type: number.type,
    country: number.country,
    confidence: number.confidence,
    notes: [...number.notes],
  };
}

function presentSignal(signal: Signal, { words, language }: Presentation): SignalAnswer {
  const said = words(signal);
  return {
    id: signal.id,
    version: signal.version,
    group: signal.group,
    value: signal.value,
    threshold: signal.threshold,
    ...figuresOf(signal, said, language),
    weight: signal.weight,
    title: { ...titleOf(signal, said) },
    reason: reasonText(signal, said, language),
    basis: said?.basis
      ? { kind: said.basis.kind, text: said.basis.text[language], source: said.basis.source }
      : null,
  };
}

/**
 * What decided, in the order a person asks: protection, list, then the rules by weight. Where the protection was void, the
 * impersonation comes first and the note on the protection after it.
 */
function reasonsOf({ verdict }: JudgedCall, signals: readonly SignalAnswer[], language: Language): string[] {
  const zh = language === 'zh';
  const reasons: string[] = [];
  const { protection } = verdict;
  if (protection?.voided === null) reasons.push(protectedText(protection.reason, language));
  if (verdict.list) {
    const allow = verdict.list.list === 'allow';
    const name = zh ? (allow ? '白名单' : '黑名单') : allow ? 'Allow list' : 'Deny list';
    reasons.push(`${name}${zh ? '：' : ': '}${verdict.list.reason}`);
  }
  const byWeight = [...signals]
    .sort((one, other) => other.weight - one.weight)
    .map((signal) => signal.reason);
  const note = voidedProtectionNote(protection)?.[language];
  if (note === undefined) return [...reasons, ...byWeight];
  return [...byWeight.slice(0, 1), asSentence(note, language), ...reasons, ...byWeight.slice(1)];
}

function asSentence(note: string, language: Language): string {
  return language === 'zh' ? `${note}。` : `${note.charAt(0).toUpperCase()}${note.slice(1)}.`;
}

/** The most telling reason on one line; `null` when nothing was noticed. */
export function headline(
  judged: JudgedCall,
  words: Presentation['words'],
  language: Language,
): string | null {
  const { protection, list, signals, composites } = judged.verdict;
  if (protection?.voided === null) return protectedText(protection.reason, language);
  const note = voidedProtectionNote(protection)?.[language];
  if (list && note === undefined) return list.reason;
  const strongest = [...composites, ...signals].reduce<Signal | null>(
    (best, signal) => (best === null || signal.weight > best.weight ? signal : best),
    null,
  );
  const lead = strongest && reasonText(strongest, words(strongest), language);
  if (note === undefined) return lead;
  return lead === null
    ? asSentence(note, language)
    : `${lead}${language === 'zh' ? '' : ' '}${asSentence(note, language)}`;
}

const protectedText = (reason: string, language: Language): string =>
  language === 'zh' ? `受保护：${reason}` : `Protected: ${reason}`;
