import type { NumberingPlan } from '../../src/domain/numbering-plan.ts';
import type { TelephoneNumber } from '../../src/domain/telephone-number.ts';
import type { AgreementCase } from './agreement-cases.ts';

/** What libphonenumber-js says of a text; `null` when it finds no number in it. */
export interface LibraryReading {
  readonly number: string;
  readonly country: string | null;
  readonly valid: boolean;
  readonly possible: boolean;
  readonly type: string | null;
}

export interface Disagreement {
  readonly case: AgreementCase;
  readonly plan: NumberingPlan;
  readonly ours: TelephoneNumber;
  readonly library: LibraryReading | null;
}

/** A way in which the two may differ, and why ours is right for judging calls. The first class that fits counts. */
export interface DisagreementClass {
  readonly id: string;
  readonly reason: string;
  fits(found: Disagreement): boolean;
}

const MAX_E164_LENGTH = '+'.length + 15;
const unlisted = (ours: TelephoneNumber): boolean => ours.kind === 'local' || ours.kind === 'private';
const national = (number: string, plan: NumberingPlan): string => number.slice(1 + plan.callingCode.length);

export const DISAGREEMENT_CLASSES: readonly DisagreementClass[] = [
  {
    id: 'service-code',
    reason:
      'A code or 400/800/700 number that exists only inside its country is no international number. The library has ' +
      'no such kind: it puts the country code before it and calls it valid, possible or impossible.',
    fits: ({ ours }) => ours.kind === 'service-code' || ours.kind === 'service-number',
  },
  {
    id: 'longer-than-e164',
    reason: 'ITU-T E.164 ends at 15 digits with the country code; the library allows 17 behind it.',
    fits: ({ ours, library }) =>
      ours.notes.includes('longer-than-e164') ||
      (ours.kind === 'local' && library !== null && library.number.length > MAX_E164_LENGTH),
  },
  {
    id: 'china-by-hand',
    reason:
      'The Chinese plan is kept by hand: machine and satellite ranges and mobile ranges the library lacks, subscriber ' +
      'numbers that begin with 1, 9 or 0 left out, lengths 10, 11 and 13 only.',
    fits: ({ ours, library }) => library !== null && library.country === 'CN' && ours.country === 'CN',
  },
  {
    id: 'kept-as-dialled',
    reason:
      'No plan holds the digits. The library puts the country code before whatever was written; we keep the digits ' +
      'as dialled, with candidates, because a number that was not written must not be counted or blocked.',
    fits: ({ ours, library }) =>
      library !== null && !library.valid && (unlisted(ours) || ours.notes.includes('no-subscriber-digits')),
  },
  {
    id: 'exit-code-00-everywhere',
    reason:
      'Switches write 00 before a country code whatever their country dials; the library knows only the exit codes ' +
      'of the country, and where 00 is followed by a carrier digit it takes a digit of the country code for that.',
    fits: ({ case: { text }, ours, library }) =>
      text.startsWith('00') &&
      library !== null &&
      ours.kind === 'e164' &&
      (text.endsWith(ours.canonical.slice(1)) || ours.notes.includes('trunk-prefix-after-country-code')),
  },
  {
    id: 'code-without-plus',
    reason:
      'A country code without plus is read when the plan at home has no number of that shape; the library tries only ' +
      'the country code of home.',
    fits: ({ ours, library }) =>
      library !== null && !library.valid && ours.notes.includes('country-code-without-plus'),
  },
  {
    id: 'exit-code-to-nowhere',
    reason:
      'The library finds an exit code with no number behind it and gives up. We either have a valid number at home, ' +
      'or keep the number under an unassigned country code: a spoofed caller of this kind has to be countable.',
    fits: ({ case: { form }, ours, library }) =>
      ours.kind === 'e164' &&
      form !== 'plus' &&
      (library === null || (!library.valid && library.country !== ours.country && ours.validity === 'valid')),
  },
  {
    id: 'kept-leading-digits',
    reason:
      'The library removes leading digits that could be a trunk prefix or a country code though what is left is not ' +
      'valid either, or though the whole was valid. We remove them only when that gives a number of the plan.',
    fits: ({ ours, library, plan }) =>
      library !== null &&
      !library.valid &&
      ours.kind === 'e164' &&
      ours.canonical !== library.number &&
      national(ours.canonical, plan).endsWith(national(library.number, plan)),
  },
  {
    id: 'trunk-prefix-behind-code',
    reason:
      'The trunk 0 stands behind the country code where the plan has no numbers with a leading 0. We remove it; the ' +
      'library does not where the plan uses the prefix only together with a carrier code (Colombia).',
    fits: ({ ours, library }) =>
      library !== null && !library.valid && ours.notes.includes('trunk-prefix-after-country-code'),
  },
  {
    id: 'shared-code-main-country',
    reason:
      'Behind a shared country code a number of no range belongs to the main country for us and its lengths decide ' +
      'whether it is possible; the library asks the country of the context.',
    fits: ({ ours, library, plan }) =>
      library !== null &&
      !library.valid &&
      ours.validity !== 'valid' &&
      ours.canonical === library.number &&
      ours.country !== plan.country,
  },
];
