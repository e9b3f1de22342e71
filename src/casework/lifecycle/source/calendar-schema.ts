import { z } from 'zod';
import { AGENCY_KINDS } from '../../../domain/agency-kind.ts';
import { timeZone } from '../../../lib/time-zone.ts';
import { type CalendarDays, dayNumber } from '../index.ts';
import { text } from './text-schema.ts';

const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;
const day = z.iso.date('write a day of the calendar, as "2026-01-04"');
const hours = z
  .array(
    z
      .string()
      .regex(/^(?:[01]\d|2[0-3]):[0-5]\d-(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/, 'write "09:00-12:00"'),
  )
  .min(1)
  .refine((spans) => {
    const edges = spans.flatMap((span) => span.split('-').map(minuteOf));
    return edges.every((edge, index) => index === 0 || edge > edges[index - 1]!);
  }, 'hours must follow on each other without touching');

const year = z.strictObject({
  year: z.int().min(2000).max(2100),
  source: z.string().min(1),
  holidays: z.array(
    z
      .strictObject({ name: text, from: day, to: day })
      .refine(
        ({ from, to }) => from <= to && spanDays(from, to) <= 31,
        'a holiday ends on or after its first day, within a month',
      ),
  ),
  workdays: z.array(day).default([]),
});

export const calendarSchema = z.strictObject({
  format: z.literal('jingtong-calendar/1'),
  id: z.string().regex(/^[A-Z]{2}$/, 'write the country, as in CN'),
  zone: z
    .string()
    .refine(
      (name) => timeZone(name) !== null,
      'there is no such time zone; write an IANA name, as in Asia/Shanghai',
    ),
  weekdays: z.array(z.enum(WEEKDAYS)).min(1),
  years: z.array(year).min(1),
  hours: z
    .partialRecord(z.enum(['default', ...AGENCY_KINDS]), hours)
    .refine((given) => given.default !== undefined, 'hours need "default"'),
});

type Written = z.output<typeof calendarSchema>;

/** The calendar of one kind of unit; kinds without hours of their own share `default`. */
export function calendarDays(written: Written, kind: keyof Written['hours']): CalendarDays {
  const own = written.hours[kind] === undefined ? 'default' : kind;
  return {
    id: `${written.id}/${own}`,
    zone: timeZone(written.zone)!,
    weekdays: written.weekdays.map((name) => WEEKDAYS.indexOf(name)),
    hours: written.hours[own]!.map((span) => {
      const [from, to] = span.split('-').map(minuteOf) as [number, number];
      return { from, to };
    }),
    exceptions: exceptionsOf(written),
    years: written.years.map((one) => one.year),
  };
}

function exceptionsOf({ years }: Written): Map<number, boolean> {
  const exceptions = new Map<number, boolean>();
  for (const { holidays } of years)
    for (const { from, to } of holidays)
      for (let one = numberOf(from); one <= numberOf(to); one += 1) exceptions.set(one, false);
  for (const { workdays } of years) for (const one of workdays) exceptions.set(numberOf(one), true);
  return exceptions;
}

/** What a calendar says against itself: paths and words. */
export function calendarObjections({ years, weekdays }: Written): [(string | number)[], string][] {
  const found: [(string | number)[], string][] = [];
  for (const [index, { year: number, holidays, workdays }] of years.entries()) {
    const off = new Set<number>();
    if (years.findIndex((other) => other.year === number) !== index)
      found.push([['years', index, 'year'], 'this year is given twice; keep one']);
    for (const [place, { from, to }] of holidays.entries()) {
      if (!from.startsWith(`${number}-`) || !to.startsWith(`${number}-`))
        found.push([
          ['years', index, 'holidays', place],
          `not within ${number}; write it under its own year`,
        ]);
      for (let one = numberOf(from); one <= numberOf(to); one += 1) off.add(one);
    }
    for (const [place, one] of workdays.entries()) {
      const at = ['years', index, 'workdays', place];
      if (!one.startsWith(`${number}-`))
        found.push([at, `not within ${number}; write it under its own year`]);
      if (off.has(numberOf(one))) found.push([at, 'a holiday and a make-up workday at once; remove one']);
      if (weekdays.includes(WEEKDAYS[(numberOf(one) + 4) % 7]!))
        found.push([at, 'worked anyway, so no make-up workday; check the date']);
    }
  }
  return found;
}

function minuteOf(clock: string): number {
  const [hour, minute] = clock.split(':').map(Number) as [number, number];
  return hour * 60 + minute;
}

function numberOf(date: string): number {
  const [yearNumber, month, dayOfMonth] = date.split('-').map(Number) as [number, number, number];
  return dayNumber(yearNumber, month, dayOfMonth);
}

const spanDays = (from: string, to: string): number => numberOf(to) - numberOf(from);
