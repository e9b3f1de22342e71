import type { CallingCode, Judgement } from './calling-code.ts';
import type { NumberContext } from './number-normaliser.ts';
import type { CountryIndex, NumberingIndex } from './numbering-index.ts';
import { e164, local, type Reading, serviceCode, unparsable, WITHHELD, withNotes } from './reading.ts';

/** ITU-T E.164 §6: at most 15 digits with the country code. */
export const MAX_E164_DIGITS = 15;

/** Reads digits that claim to begin with a country code: behind `+`, behind an exit code, on an international trunk. */
export function readInternational(index: NumberingIndex, digits: string, context: NumberContext): Reading {
  const code = index.callingCodes.of(digits);
  if (code === null) return readWithoutCode(index, digits, context);
  const national = digits.slice(code.code.length);
  if (national === '') return unparsable(`+${digits}`, ['no-subscriber-digits']);
  const judged = code.judge(national, context.at);
  if (judged.keypad) return withNotes(WITHHELD, 'keypad-word');
  if (judged.valid && digits.length <= MAX_E164_DIGITS) return e164(code.code, national, judged);
  return (
    readServiceCode(index, code, national, context) ??
    readBehindTrunkPrefix(index, code, national, context) ??
    readDoubtful(index, code, national, judged, context)
  );
}

/** `+8695588`: a code that exists only inside the country, dressed as an international number. */
function readServiceCode(
  index: NumberingIndex,
  code: CallingCode,
  national: string,
  context: NumberContext,
): Reading | null {
  for (const plan of homeFirst(code, context.country)) {
    const country = index.country(plan);
    if (country === null) continue;
    const read = readCodeAt(country, national, context);
    if (read) return withNotes(read, `${read.kind}-with-country-code`);
  }
  return null;
}

/** A service code at home, alone or behind an area code; `null` when the digits are none. */
export function readCodeAt(at: CountryIndex, digits: string, context: NumberContext): Reading | null {
  return readBareCode(at, digits, context) ?? readCodeBehindArea(at, digits, context);
}

export function readBareCode(at: CountryIndex, digits: string, context: NumberContext): Reading | null {
  const code = at.services.find(digits, context.at);
  return code && serviceCode(at.plan.country, at.plan.callingCode, digits, code, context);
}

/** `010 12345`: the city's own line of that code, so another line than `12345`; it keeps its area code. */
export function readCodeBehindArea(at: CountryIndex, digits: string, context: NumberContext): Reading | null {
  const { country, callingCode, trunkPrefix } = at.plan;
  const code = at.services.findBehindArea(digits, context.at);
  if (!code) return null;
  const written = digits.startsWith(trunkPrefix) ? digits : trunkPrefix + digits;
  return withNotes(serviceCode(country, callingCode, written, code, context), 'service-code-with-area-code');
}

function homeFirst(code: CallingCode, home: string): readonly string[] {
  const countries = code.plans.map((plan) => plan.country).filter((country) => country !== '001');
  return countries.includes(home) ? [home] : countries.slice(0, 1);
}

/** `+44 (0)1632 960001`: the trunk prefix was left standing behind the country code. */
function readBehindTrunkPrefix(
  index: NumberingIndex,
  code: CallingCode,
  national: string,
  context: NumberContext,
): Reading | null {
  const stripped = stripTrunkPrefix(index, code, national, context);
  if (stripped === null) return null;
  if (stripTrunkPrefix(index, code, stripped, context) !== null) return null;
  return withNotes(
    readInternational(index, code.code + stripped, context),
    'trunk-prefix-after-country-code',
  );
}

function stripTrunkPrefix(
  index: NumberingIndex,
  code: CallingCode,
  national: string,
  context: NumberContext,
): string | null {
  const form = index.country(code.plans[0]!.country)?.form;
  if (!form || code.judge(national, context.at).valid) return null;
  const ruled = form.strip(national);
  if (ruled !== national && code.judge(ruled, context.at).valid) return ruled;
  const { trunkPrefix } = form.plan;
  if (trunkPrefix === '' || !national.startsWith(trunkPrefix)) return null;
  const rest = national.slice(trunkPrefix.length);
  const fits = code.plans.some((plan) => plan.lengths.includes(rest.length));
  if (!fits || code.code.length + rest.length > MAX_E164_DIGITS) return null;
  // A prefix of 0 can be nothing else where no national number begins with 0.
  return trunkPrefix === '0' && !form.hasShape(national) ? rest : null;
}

/** Not in any table. When the digits are a good national number at home, the + was probably glued on. */
function readDoubtful(
  index: NumberingIndex,
  code: CallingCode,
  national: string,
  judged: Judgement,
  context: NumberContext,
): Reading {
  const digits = code.code + national;
  if (digits.length > MAX_E164_DIGITS) return unparsable(`+${digits}`, ['longer-than-e164']);
  const candidates = homeReadings(index, digits, context);
  const repeated = national.startsWith(code.code) ? national.slice(code.code.length) : '';
  if (repeated !== '' && code.judge(repeated, context.at).valid) {
    candidates.push(`+${code.code}${repeated}`);
    return withNotes(e164(code.code, national, judged, candidates), 'repeated-country-code');
  }
  const reading = e164(code.code, national, judged, candidates);
  return candidates.length > 0 ? withNotes(reading, 'plus-without-country-code') : reading;
}

function readWithoutCode(index: NumberingIndex, digits: string, context: NumberContext): Reading {
  const candidates = homeReadings(index, digits, context);
  if (digits.startsWith('0') || digits.length > MAX_E164_DIGITS) {
    return withNotes(
      local(context.country, `+${digits}`, 'impossible', candidates),
      candidates.length > 0 ? 'plus-without-country-code' : 'not-a-country-code',
    );
  }
  return withNotes(
    e164('', digits, null, candidates),
    candidates.length > 0 ? 'plus-without-country-code' : 'unassigned-country-code',
  );
}

/** Canonical forms that the digits would have if they had been written at home without the plus. */
function homeReadings(index: NumberingIndex, digits: string, context: NumberContext): string[] {
  const home = index.country(context.country);
  if (home === null) return [];
  const found: string[] = [];
  if (home.services.find(digits, context.at)) found.push(digits);
  const code = index.callingCodes.get(home.plan.callingCode);
  const national = home.form.strip(digits);
  if (code?.judge(national, context.at).valid && code.code.length + national.length <= MAX_E164_DIGITS)
    found.push(`+${code.code}${national}`);
  return found;
}
