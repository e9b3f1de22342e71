/** A local time's place in universal time. */
export interface ResolvedLocalTime {
  /** Epoch milliseconds; for an ambiguous time the earlier of the two. */
  readonly at: number;
  readonly offsetMin: number;
  /** `ambiguous`: the clock showed it twice (epoch ms of the second in `second`); `skipped`: it never showed it. */
  readonly kind: 'plain' | 'ambiguous' | 'skipped';
  readonly second: number;
}

/** Rules of one time zone. */
export interface TimeZone {
  readonly name: string;
  /** Minutes that local time is ahead of universal time at an instant. */
  offsetMin(at: number): number;
  /** Places a local time, given as if it were universal (`Date.UTC` of its fields), in universal time. */
  resolve(localAsUtc: number): ResolvedLocalTime;
}

const MINUTE = 60_000;
const DAY = 86_400_000;
const FIXED = /^(?:UTC|GMT|Z)?(?:([+-])(\d{1,2}):?(\d{2})?)?$/i;

/**
 * A zone from its name: an IANA name (`Asia/Shanghai`), `UTC`, or a fixed offset (`+08:00`, `UTC+8`).
 * `null` when there is no such zone. Offsets are read from the runtime's time-zone data.
 */
export function timeZone(name: string): TimeZone | null {
  const fixed = FIXED.exec(name.trim());
  if (fixed !== null && name.trim() !== '') {
    const minutes = Number(fixed[2] ?? 0) * 60 + Number(fixed[3] ?? 0);
    if (minutes > 18 * 60) return null;
    return fixedZone(name, fixed[1] === '-' ? -minutes : minutes);
  }
  try {
    return namedZone(name, new Intl.DateTimeFormat('en-US', { ...FIELDS, timeZone: name }));
  } catch {
    return null;
  }
}

function fixedZone(name: string, minutes: number): TimeZone {
  return {
    name,
    offsetMin: () => minutes,
    resolve: (local) => ({ at: local - minutes * MINUTE, offsetMin: minutes, kind: 'plain', second: NaN }),
  };
}

const FIELDS: Intl.DateTimeFormatOptions = {
  calendar: 'gregory',
  numberingSystem: 'latn',
  hourCycle: 'h23',
  era: 'short',
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
  hour: 'numeric',
  minute: 'numeric',
  second: 'numeric',
};

/** Quarter hours whose offset is remembered; zones change their offset only at a quarter hour (IANA data since 1972). */
const REMEMBERED = 1024;

function namedZone(name: string, format: Intl.DateTimeFormat): TimeZone {
  const quarters = new Float64Array(REMEMBERED).fill(NaN);
  const offsets = new Int16Array(REMEMBERED);
  const offsetMin = (at: number): number => {
    const quarter = Math.floor(at / (15 * MINUTE));
    const slot = ((quarter % REMEMBERED) + REMEMBERED) % REMEMBERED;
    if (quarters[slot] !== quarter) {
      offsets[slot] = readOffsetMin(format, at);
      quarters[slot] = quarter;
    }
    return offsets[slot]!;
  };
  return { name, offsetMin, resolve: (local) => resolveIn(offsetMin, local) };
}

function readOffsetMin(format: Intl.DateTimeFormat, at: number): number {
  const field = Object.fromEntries(format.formatToParts(at).map((part) => [part.type, part.value]));
  const local = Date.UTC(
    Number(field.year),
    Number(field.month) - 1,
    Number(field.day),
    Number(field.hour),
    Number(field.minute),
    Number(field.second),
  );
  return Math.round((local - Math.floor(at / 1000) * 1000) / MINUTE);
}

/** A local time is real under an offset when that offset is the one in force at the instant it leads to. */
function resolveIn(offsetMin: (at: number) => number, local: number): ResolvedLocalTime {
  const before = offsetMin(local - DAY);
  const after = offsetMin(local + DAY);
  const early = local - Math.max(before, after) * MINUTE;
  const late = local - Math.min(before, after) * MINUTE;
  const earlyReal = offsetMin(early) === Math.max(before, after);
  const lateReal = offsetMin(late) === Math.min(before, after);
  if (earlyReal && lateReal && early !== late)
    return { at: early, offsetMin: Math.max(before, after), kind: 'ambiguous', second: late };
  if (earlyReal) return { at: early, offsetMin: Math.max(before, after), kind: 'plain', second: NaN };
  if (lateReal) return { at: late, offsetMin: Math.min(before, after), kind: 'plain', second: NaN };
  const at = local - before * MINUTE;
  return { at, offsetMin: offsetMin(at), kind: 'skipped', second: NaN };
}
