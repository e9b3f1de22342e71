import type { NumberContext } from './number-normaliser.ts';
import type { CountryIndex, NumberingIndex } from './numbering-index.ts';
import {
  MAX_E164_DIGITS,
  readBareCode,
  readCodeBehindArea,
  readInternational,
} from './read-international.ts';
import { e164, local, privateNumber, type Reading, unparsable, WITHHELD, withNotes } from './reading.ts';

/** The exit code that international signalling and most countries use; accepted everywhere. */
const USUAL_EXIT_CODE = '00';
/** Shorter digit strings are too often local numbers or extensions to be read as foreign numbers without a plus. */
const MIN_FOREIGN_DIGITS = 10;
/** Fewer digits behind an exit code are a foreign number only when a table says so. */
const MIN_UNLISTED_DIGITS = 7;
const MAX_EXTENSION_DIGITS = 6;

/**
 * Reads digits without plus. What they mean depends on the trunk:
 * - `international`: signalling of nature "international" leaves the plus out, so digits begin with a country code;
 *   a national form arriving there is ambiguous.
 * - `interconnect`, `unknown`: national form of the context's country first, then a country code without plus.
 * - `subscriber`, `private`: only what the country's dialling rules allow; foreign digits need an exit code.
 */
export function readNational(index: NumberingIndex, digits: string, context: NumberContext): Reading {
  if (index.plans.withheld.keypadWords.has(digits)) return withNotes(WITHHELD, 'keypad-word');
  const home = index.country(context.country);
  if (isBareCode(index, home, digits)) return unparsable(digits, ['no-subscriber-digits']);
  if (context.trunk === 'international') return readOnInternationalTrunk(index, home, digits, context);
  return (
    (home && readBareCode(home, digits, context)) ??
    readBehindExitCode(index, home, digits, context) ??
    (home && nationalIn(index, home, digits, context)) ??
    readCityCode(home, digits, context) ??
    readCodeWithoutPlus(index, home, digits, context) ??
    readUncertain(index, home, digits, context)
  );
}

/** `00`, `0086`: an exit code with nothing or only a country code behind it. */
function isBareCode(index: NumberingIndex, home: CountryIndex | null, digits: string): boolean {
  if (digits === USUAL_EXIT_CODE) return true;
  const rest =
    home?.form.behindExitCode(digits) ?? (digits.startsWith(USUAL_EXIT_CODE) ? digits.slice(2) : '');
  return rest !== '' && index.callingCodes.of(rest)?.code === rest;
}

/** `02396110`; but `2396110` is as well a subscriber number of a city, and stays one. */
function readCityCode(home: CountryIndex | null, digits: string, context: NumberContext): Reading | null {
  return home === null || couldBeLocal(home, digits) ? null : readCodeBehindArea(home, digits, context);
}

function couldBeLocal({ plan }: CountryIndex, digits: string): boolean {
  const trunk = plan.trunkPrefix !== '' && digits.startsWith(plan.trunkPrefix);
  return !trunk && plan.localLengths.includes(digits.length);
}

function readOnInternationalTrunk(
  index: NumberingIndex,
  home: CountryIndex | null,
  digits: string,
  context: NumberContext,
): Reading {
  const global = digits.startsWith('0')
    ? readBehindExitCode(index, home, digits, context)
    : readInternational(index, digits, context);
  if (global !== null && (global.validity === 'valid' || global.kind === 'withheld')) return global;
  const service = home && (readBareCode(home, digits, context) ?? readCityCode(home, digits, context));
  if (service) return service;
  if (global?.kind === 'e164' && global.validity !== 'impossible') return global;
  const reading = readUncertain(index, home, digits, context);
  return reading.candidates.length > 0 ? withNotes(reading, 'national-form-on-international-trunk') : reading;
}

function readBehindExitCode(
  index: NumberingIndex,
  home: CountryIndex | null,
  digits: string,
  context: NumberContext,
): Reading | null {
  const ownRest = home?.form.behindExitCode(digits) ?? null;
  const rest = ownRest ?? (digits.startsWith(USUAL_EXIT_CODE) ? digits.slice(USUAL_EXIT_CODE.length) : null);
  if (rest === null || rest === '' || rest.startsWith('0')) return null;
  const national = home && nationalIn(index, home, digits, context);
  if (ownRest === null && national) return null;
  const reading = readInternational(index, rest, context);
  if (reading.validity === 'valid' || reading.kind === 'withheld') return reading;
  if (national || rest.length < MIN_UNLISTED_DIGITS) return null;
  return reading.kind === 'e164' ? reading : null;
}

/** A number in the table of the home country, as its subscribers write it. */
function nationalIn(
  index: NumberingIndex,
  home: CountryIndex,
  digits: string,
  context: NumberContext,
): Reading | null {
  const code = index.callingCodes.get(home.plan.callingCode);
  if (!code) return null;
  const national = home.form.strip(digits);
  const judged = code.judge(national, context.at);
  if (judged.keypad) return withNotes(WITHHELD, 'keypad-word');
  const fits = code.code.length + national.length <= MAX_E164_DIGITS;
  return judged.valid && fits ? e164(code.code, national, judged) : null;
}

/**
 * `8613812345678`, `447911123456`: a country code without plus. A foreign one is taken only when the digits could not
 * also be a number at home that the table lacks.
 */
function readCodeWithoutPlus(
  index: NumberingIndex,
  home: CountryIndex | null,
  digits: string,
  context: NumberContext,
): Reading | null {
  const code = digits.startsWith('0') ? null : index.callingCodes.of(digits);
  if (code === null) return null;
  const own = code.plans.some((plan) => plan.country === context.country);
  if (!own) {
    if (context.trunk === 'subscriber' || context.trunk === 'private') return null;
    if (digits.length < MIN_FOREIGN_DIGITS || home?.form.hasShape(home.form.strip(digits))) return null;
  }
  const reading = readInternational(index, digits, context);
  if (reading.validity !== 'valid' || (!own && reading.kind !== 'e164')) return null;
  return withNotes(reading, 'country-code-without-plus');
}

/** Nothing in the tables. Keep the digits; say what they might be. */
function readUncertain(
  index: NumberingIndex,
  home: CountryIndex | null,
  digits: string,
  context: NumberContext,
): Reading {
  const carrier = home?.form.behindCarrierCode(digits) ?? null;
  if (carrier !== null) {
    const behind = readNational(index, carrier, context);
    if (behind.kind === 'e164' || behind.kind.startsWith('service'))
      return withNotes(local(context.country, digits, 'not-in-table', [behind.canonical]), 'carrier-code');
  }
  const candidates = candidatesOf(index, home, digits, context);
  const unlisted = home && readUnlisted(index, home, digits, context);
  if (unlisted && candidates.length === 0) return unlisted;
  if (unlisted) candidates.push(unlisted.canonical);
  if (home && couldBeLocal(home, digits)) {
    const code = readCodeBehindArea(home, digits, context);
    return local(context.country, digits, 'not-applicable', code === null ? [] : [code.canonical]);
  }
  if (digits.length <= MAX_EXTENSION_DIGITS) return privateNumber(digits, context);
  return withNotes(
    local(context.country, digits, 'not-in-table', candidates),
    candidates.length > 0 ? 'unusual-dialling' : 'unreadable-digits',
  );
}

/** Looks like a national number, or like one behind its own country code, but in no range of the table. */
function readUnlisted(
  index: NumberingIndex,
  home: CountryIndex,
  digits: string,
  context: NumberContext,
): Reading | null {
  const { callingCode } = home.plan;
  const behindCode = digits.startsWith(callingCode) ? digits.slice(callingCode.length) : '';
  for (const national of [home.form.strip(digits), behindCode]) {
    if (!home.form.hasShape(national)) continue;
    const reading = readInternational(index, callingCode + national, context);
    if (reading.canonical === `+${callingCode}${national}` && reading.kind === 'e164') return reading;
  }
  return null;
}

/** Nothing, exit codes of other countries, and a trunk prefix. */
const ELSEWHERE = ['', '011', '0011', '810', '010', '0'];

/** Readings by rules that do not hold here: another country's exit code, a country code behind a trunk prefix. */
function candidatesOf(
  index: NumberingIndex,
  home: CountryIndex | null,
  digits: string,
  context: NumberContext,
): string[] {
  const found = new Set<string>();
  for (const prefix of ELSEWHERE) {
    if (digits.length - prefix.length < MIN_FOREIGN_DIGITS || !digits.startsWith(prefix)) continue;
    const rest = digits.slice(prefix.length);
    if (rest.startsWith('0')) continue;
    const reading = readInternational(index, rest, context);
    if (reading.kind === 'e164' && reading.validity === 'valid') found.add(reading.canonical);
  }
  const national = home && nationalIn(index, home, digits, context);
  if (national?.kind === 'e164') found.add(national.canonical);
  return [...found];
}
