import type { TelephoneNumber } from './telephone-number.ts';

/** Stars written in place of hidden digits; a fixed count, so that the length tells nothing. */
const STARS = '****';

/**
 * The form of a number that anybody at the screen may see: `+86138****5678`. Short codes and 400/800 numbers are public
 * services and stay; of names the first two characters stay. Never longer than 24 characters, whatever came in.
 */
export function maskNumber(number: Pick<TelephoneNumber, 'kind' | 'canonical'>): string {
  switch (number.kind) {
    case 'service-code':
    case 'service-number':
    case 'withheld':
      return number.canonical.slice(0, 24);
    case 'e164':
    case 'local':
    case 'private':
      return maskDigits(number.canonical);
    default:
      return maskText(number.canonical);
  }
}

/** Keeps the country and area and the last four digits of a long number, the last two of a short one. */
function maskDigits(written: string): string {
  const digits = written.length;
  if (digits <= 4) return STARS;
  if (digits <= 8) return `${STARS}${written.slice(-2)}`;
  const head = written.startsWith('+86') && digits >= 13 ? 6 : Math.min(5, digits - 8);
  return `${written.slice(0, Math.max(1, head))}${STARS}${written.slice(-4)}`;
}

function maskText(text: string): string {
  const digitRuns = text.replace(/\d{3,}/g, STARS);
  return [...digitRuns].slice(0, 2).join('') + STARS;
}

const LONG_DIGITS = /\+?\d(?:[\d ()-]{5,})\d/g;
const DATE = /^\d{4}-\d\d-\d\d/;

/** Hides whatever looks like a number inside a free text (a log line, a list entry). */
export function maskDigitsInText(text: string): string {
  return text.replace(LONG_DIGITS, (run) => (DATE.test(run) ? run : maskDigits(run.replace(/[^\d+]/g, ''))));
}
