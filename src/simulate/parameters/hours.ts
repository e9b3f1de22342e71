/**
 * Relative call volume by local hour, 0 to 23; 1 is the busiest hour. Assumptions about Chinese days (siesta at noon,
 * second peak before the evening meal), to be replaced by a carrier's own curve where there is one.
 */
export type HourProfile = { readonly weekday: readonly number[]; readonly weekend: readonly number[] };

const same = (hours: readonly number[]): HourProfile => ({ weekday: hours, weekend: hours });
const none: readonly number[] = new Array<number>(24).fill(0);

export const HOURS = {
  residents: {
    weekday: [
      0.05, 0.03, 0.02, 0.02, 0.03, 0.08, 0.22, 0.48, 0.82, 0.98, 1, 0.95, 0.7, 0.62, 0.78, 0.86, 0.92, 1,
      0.96, 0.85, 0.74, 0.52, 0.26, 0.12,
    ],
    weekend: [
      0.06, 0.04, 0.03, 0.02, 0.03, 0.06, 0.14, 0.3, 0.58, 0.84, 0.95, 0.96, 0.78, 0.66, 0.7, 0.78, 0.86,
      0.94, 0.95, 0.88, 0.78, 0.56, 0.3, 0.14,
    ],
  },
  deliveries: same([
    0, 0, 0, 0, 0, 0, 0.05, 0.3, 0.8, 1, 1, 0.9, 0.55, 0.7, 0.9, 1, 0.95, 0.85, 0.6, 0.3, 0.12, 0.03, 0, 0,
  ]),
  rides: same([
    0.3, 0.2, 0.12, 0.1, 0.12, 0.3, 0.6, 1, 1, 0.7, 0.6, 0.6, 0.65, 0.65, 0.65, 0.65, 0.75, 1, 1, 0.9, 0.8,
    0.75, 0.6, 0.45,
  ]),
  office: {
    weekday: [
      0, 0, 0, 0, 0, 0, 0, 0.05, 0.6, 1, 1, 0.85, 0.15, 0.4, 0.95, 1, 0.95, 0.6, 0.15, 0.04, 0, 0, 0, 0,
    ],
    weekend: none,
  },
  longOffice: {
    weekday: [
      0, 0, 0, 0, 0, 0, 0, 0.05, 0.5, 0.95, 1, 0.9, 0.5, 0.6, 0.9, 1, 0.95, 0.85, 0.6, 0.45, 0.25, 0, 0, 0,
    ],
    weekend: [0, 0, 0, 0, 0, 0, 0, 0, 0.3, 0.6, 0.7, 0.6, 0.3, 0.4, 0.6, 0.7, 0.6, 0.5, 0.3, 0.2, 0, 0, 0, 0],
  },
  evening: same([
    0, 0, 0, 0, 0, 0, 0, 0.2, 0.15, 0.1, 0.15, 0.2, 0.45, 0.2, 0.1, 0.15, 0.4, 0.9, 1, 1, 0.85, 0.3, 0, 0,
  ]),
  meals: same([
    0, 0, 0, 0, 0, 0, 0, 0.1, 0.15, 0.35, 0.8, 1, 0.8, 0.3, 0.15, 0.2, 0.6, 1, 1, 0.7, 0.4, 0.2, 0.05, 0,
  ]),
  always: same([
    0.35, 0.22, 0.15, 0.12, 0.12, 0.16, 0.3, 0.5, 0.75, 0.9, 1, 1, 0.95, 0.9, 0.9, 0.9, 0.9, 0.95, 1, 1, 0.95,
    0.9, 0.75, 0.5,
  ]),
  night: same([1, 1, 0.9, 0.8, 0.6, 0.4, 0.15, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0.2, 0.6, 0.9]),
} as const satisfies Record<string, HourProfile>;
export type HoursName = keyof typeof HOURS;
