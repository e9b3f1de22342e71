const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** An instant as far as its text tells it. */
export interface WrittenTime {
  /** Epoch milliseconds when read as UTC; differences of two of one zone are right whatever the zone. */
  readonly asUtc: number;
  /** Minutes ahead of UTC; `null`: a name that the caller must know (`CST` is China's and Chicago's). */
  readonly offsetMin: number | null;
}

/**
 * Reads `10:17:10.241 UTC Wed Nov 25 2026` as Cisco gateways write it; `.` or `*` before it says that their clock is not
 * synchronised. `null` when it is none, and for the year 1900, which means "never".
 */
export function h323Time(text: string): WrittenTime | null {
  const match =
    /^[.*]?(\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,6}))?\s+(\S{1,8})\s+\w{3}\s+(\w{3})\s+(\d{1,2})\s+(\d{4})$/.exec(
      text.trim(),
    );
  if (match === null) return null;
  const [, hour, minute, second, fraction = '0', zone = '', monthName = '', day, year] = match;
  const month = MONTHS.indexOf(monthName.toLowerCase());
  if (month < 0 || Number(year) < 1_970 || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 60)
    return null;
  const milliseconds = Math.floor(Number(`0.${fraction}`) * 1_000);
  const asUtc = Date.UTC(
    Number(year),
    month,
    Number(day),
    Number(hour),
    Number(minute),
    Number(second),
    milliseconds,
  );
  return { asUtc, offsetMin: zoneOffset(zone) };
}

/** Reads `2026-11-25T10:17:10.241000+0800` as FreeSWITCH's `mod_radius_cdr` writes it. */
export function isoTime(text: string): WrittenTime | null {
  const match = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d(?:\.\d{1,3})?)\d*\s*(Z|[+-]\d\d:?\d\d)?$/.exec(
    text.trim(),
  );
  if (match === null) return null;
  const asUtc = Date.parse(`${match[1]}T${match[2]}Z`);
  return Number.isNaN(asUtc)
    ? null
    : { asUtc, offsetMin: match[3] === undefined ? null : zoneOffset(match[3]) };
}

function zoneOffset(zone: string): number | null {
  if (/^(?:utc|gmt|z)$/i.test(zone)) return 0;
  const match = /^([+-])(\d\d):?(\d\d)$/.exec(zone);
  if (match === null) return null;
  const minutes = Number(match[2]) * 60 + Number(match[3]);
  return match[1] === '-' ? -minutes : minutes;
}
