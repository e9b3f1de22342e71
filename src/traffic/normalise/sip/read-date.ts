const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const SIP_DATE =
  /^(?:mon|tue|wed|thu|fri|sat|sun)\s*,\s*(\d{1,2})\s+([a-z]{3})\s+(\d{4})\s+(\d{2}):(\d{2}):(\d{2})\s+(?:gmt|utc)$/i;

/** SIP Date (RFC 3261 §20.17: RFC 1123 form, GMT only) as epoch milliseconds; `null` for anything else. */
export function readSipDate(text: string): number | null {
  const match = SIP_DATE.exec(text);
  if (match === null) return null;
  const month = MONTHS.indexOf(match[2]!.toLowerCase());
  const [day, year, hour, minute, second] = [1, 3, 4, 5, 6].map((place) => Number(match[place])) as [
    number,
    number,
    number,
    number,
    number,
  ];
  if (month < 0 || hour > 23 || minute > 59 || second > 60) return null;
  const at = Date.UTC(year, month, day, hour, minute, second);
  // Date.UTC takes 30 February for 1 or 2 March.
  return new Date(Date.UTC(year, month, day)).getUTCDate() === day && at >= 0 ? at : null;
}
