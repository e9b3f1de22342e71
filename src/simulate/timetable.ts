/** Local calendar of the town. China has one zone and no daylight saving, so a fixed offset is exact. */
export interface LocalTime {
  /** Days since 1970-01-01, local. */
  readonly day: number;
  readonly hour: number;
  /** 0 Sunday to 6 Saturday. */
  readonly weekday: number;
  readonly isWeekend: boolean;
}

const DAY_MS = 86_400_000;

export function localTime(at: number, utcOffsetMin: number): LocalTime {
  const local = at + utcOffsetMin * 60_000;
  const day = Math.floor(local / DAY_MS);
  const weekday = (((day + 4) % 7) + 7) % 7;
  return {
    day,
    hour: Math.floor((local - day * DAY_MS) / 3_600_000),
    weekday,
    isWeekend: weekday === 0 || weekday === 6,
  };
}

/**
 * True in the first week of a Chinese school term: 1 to 7 September, and 20 to 28 February as a stand-in for the spring
 * term, whose day moves with the lunar new year and with the province.
 */
export function isFirstWeekOfTerm(day: number): boolean {
  const date = new Date(day * DAY_MS);
  const month = date.getUTCMonth();
  const dayOfMonth = date.getUTCDate();
  return (month === 8 && dayOfMonth <= 7) || (month === 1 && dayOfMonth >= 20);
}
