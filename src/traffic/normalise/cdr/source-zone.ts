import { type TimeZone, timeZone } from '../../../lib/time-zone.ts';

/**
 * The clock of a source. Its stamps place calls in time; the hours of the day in which people were called are another
 * matter: a switch that writes GMT serves people who live elsewhere.
 */
export interface SourceZone extends TimeZone {
  /** Local offset, minutes, of a call whose time was written without offset. */
  stampOffsetMin(at: number): number;
}

/**
 * - A declared local zone is the clock of the stamps and of the people.
 * - A declared universal clock (`UTC`, `GMT`, `usegmtime=yes`) places the stamps; people live in the home zone.
 * - Nothing declared: stamps are read as UTC, and since a switch mostly writes local time the written hour is taken for
 *   the local one; instants told with an offset or as an epoch are placed in the home zone.
 * `home` is `null` when the country's zone is not known: hours are then read as the stamps say.
 */
export function sourceZone(told: TimeZone | null, home: TimeZone | null): SourceZone {
  const stamps = told ?? UTC;
  if (home === null || (told !== null && !isUniversal(told)))
    return { ...stamps, stampOffsetMin: stamps.offsetMin };
  const people = (at: number) => home.offsetMin(at);
  if (told === null)
    return { name: UTC.name, resolve: UTC.resolve, offsetMin: people, stampOffsetMin: () => 0 };
  return {
    name: told.name,
    offsetMin: people,
    stampOffsetMin: people,
    resolve: (local) => {
      const resolved = told.resolve(local);
      return { ...resolved, offsetMin: people(resolved.at) };
    },
  };
}

const UTC = timeZone('UTC')!;
const SUMMER = Date.UTC(2026, 6, 1);
const WINTER = Date.UTC(2026, 0, 1);

/** London keeps GMT in winter only, so both halves of the year are asked. */
function isUniversal(zone: TimeZone): boolean {
  return zone.offsetMin(SUMMER) === 0 && zone.offsetMin(WINTER) === 0;
}
