import type { NumberContext } from './number-normaliser.ts';
import type { CountryIndex, NumberingIndex } from './numbering-index.ts';
import { readCodeAt } from './read-international.ts';
import { readNational } from './read-national.ts';
import { local, privateNumber, type Reading, unparsable, withNotes } from './reading.ts';

const GLOBAL = /^\+[\d\-.()]+$/;
const DOMAIN = /^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?\.?$/;
const MOBILE_HOME_DOMAIN = /(?:^|\.)mnc\d{2,3}\.mcc(\d{3})\.(?:pub\.)?3gppnetwork\.org$/;

/**
 * A local number with a `phone-context` (RFC 3966 §5.1.5). The context says where the number lives and nothing more:
 * joining the two is a guess, so the joined number is only a candidate and the key covers both parts.
 */
export function readInContext(
  index: NumberingIndex,
  digits: string,
  written: string,
  context: NumberContext,
): Reading {
  const where = written.toLowerCase();
  if (GLOBAL.test(where)) return readInGlobalContext(index, digits, where.replace(/\D/g, ''), context);
  if (!DOMAIN.test(where) || !/[a-z]/.test(where)) {
    const plain = /^\d+$/.test(digits) ? readNational(index, digits, context) : null;
    return unparsable('', ['illegal-phone-context'], plain === null ? [] : [plain.canonical]);
  }
  const canonical = `${digits};phone-context=${where}`;
  const mobileCode = MOBILE_HOME_DOMAIN.exec(where)?.[1];
  const country = mobileCode === undefined ? null : index.countryOfMobileCode(mobileCode);
  const home = country === null ? null : index.country(country);
  if (home === null) return privateNumber(canonical, context);
  const code = codeAt(home, digits, context);
  if (code) return code;
  const joined = candidateAt(index, home, digits, context);
  return joined === null
    ? privateNumber(canonical, context)
    : local(home.plan.country, canonical, 'not-applicable', [joined]);
}

function readInGlobalContext(
  index: NumberingIndex,
  digits: string,
  prefix: string,
  context: NumberContext,
): Reading {
  const code = index.callingCodes.of(prefix);
  const countries = code?.plans.map((plan) => plan.country) ?? [];
  const country = countries.includes(context.country) ? context.country : countries[0];
  const home = country === undefined || country === '001' ? null : index.country(country);
  const canonical = `${digits};phone-context=+${prefix}`;
  if (code === null || home === null)
    return withNotes(privateNumber(canonical, context), 'unassigned-country-code');
  const service = codeAt(home, digits, context);
  if (service) return service;
  const area = prefix.slice(code.code.length);
  const joined =
    candidateAt(index, home, area + digits, context) ?? candidateAt(index, home, digits, context);
  return local(home.plan.country, canonical, 'not-applicable', joined === null ? [] : [joined]);
}

/** A local number may hold service marks (RFC 3966 §5.1.5), a service code never does. */
function codeAt(home: CountryIndex, digits: string, context: NumberContext): Reading | null {
  return /^\d+$/.test(digits) ? readCodeAt(home, digits, context) : null;
}

function candidateAt(
  index: NumberingIndex,
  home: CountryIndex,
  digits: string,
  context: NumberContext,
): string | null {
  if (!/^\d+$/.test(digits)) return null;
  const reading = readNational(index, digits, { ...context, country: home.plan.country, trunk: 'unknown' });
  return reading.kind === 'e164' ? reading.canonical : null;
}
