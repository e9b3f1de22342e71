import type { HoursName } from './hours.ts';

/**
 * Honest people and machines that dial a lot: the ones a detector harms first (a class teacher, an intern and a
 * restaurant were cut off in reported cases; couriers, taxis and call centres are the known confounders of published
 * models). Rates are per line in its busiest hour and drawn per line within the range; all are assumptions about the
 * trade, with ranges that overlap those of the gangs on purpose.
 */
export interface WorkerKind {
  readonly persona: string;
  /** Where the line is: a resident's mobile, a fixed line of the town, or a code. */
  readonly line: 'mobile' | 'fixed' | 'code';
  /** Lines per 10,000 residents, at least one. For codes, `codes` says which and calls scale with the town instead. */
  readonly per10k: number;
  readonly codes?: readonly string[];
  readonly hours: HoursName;
  readonly callsPerBusyHour: readonly [number, number];
  /** Probability of working on a day that has any hours. */
  readonly worksDay: number;
  /** Whom they call: anybody, a district of customers, a fixed circle, old people, or numbers dialled at random. */
  readonly callees: 'anyone' | 'district' | 'circle' | 'elderly' | 'random-digits';
  /** Size of the district or circle. */
  readonly reach: number;
  readonly answered: number;
  readonly talk: string;
  /** Share of missed calls that are called back, within `callBackAfterMin` minutes. */
  readonly calledBack: number;
  readonly callBackAfterMin: readonly [number, number];
  /** Of all numbers on their list, how many no longer exist. */
  readonly dead: number;
  /** Moves between cells while working. */
  readonly mobileCells: boolean;
  /** More of the same in the first week of term. */
  readonly termFactor?: number;
}

const QUICK: readonly [number, number] = [1, 25];
const LATER: readonly [number, number] = [3, 180];
const STILL = { mobileCells: false } as const;

export const WORKER_KINDS: readonly WorkerKind[] = [
  {
    persona: 'courier',
    line: 'mobile',
    per10k: 36,
    hours: 'deliveries',
    callsPerBusyHour: [9, 34],
    worksDay: 0.9,
    callees: 'district',
    reach: 900,
    answered: 0.78,
    talk: 'delivery',
    calledBack: 0.44,
    callBackAfterMin: QUICK,
    dead: 0.006,
    mobileCells: true,
  },
  {
    persona: 'ride-driver',
    line: 'mobile',
    per10k: 40,
    hours: 'rides',
    callsPerBusyHour: [2.5, 9],
    worksDay: 0.86,
    callees: 'anyone',
    reach: 0,
    answered: 0.86,
    talk: 'ride',
    calledBack: 0.5,
    callBackAfterMin: QUICK,
    dead: 0.003,
    mobileCells: true,
  },
  {
    persona: 'property-agent',
    line: 'mobile',
    per10k: 18,
    hours: 'longOffice',
    callsPerBusyHour: [8, 30],
    worksDay: 0.88,
    callees: 'anyone',
    reach: 0,
    answered: 0.42,
    talk: 'agent',
    calledBack: 0.09,
    callBackAfterMin: LATER,
    dead: 0.05,
    mobileCells: true,
  },
  {
    persona: 'class-teacher',
    line: 'mobile',
    per10k: 40,
    hours: 'evening',
    callsPerBusyHour: [0.5, 2.2],
    worksDay: 0.7,
    callees: 'circle',
    reach: 48,
    answered: 0.82,
    talk: 'teacher',
    calledBack: 0.72,
    callBackAfterMin: LATER,
    dead: 0.01,
    ...STILL,
    termFactor: 9,
  },
  {
    persona: 'restaurant',
    line: 'fixed',
    per10k: 22,
    hours: 'meals',
    callsPerBusyHour: [2, 8],
    worksDay: 0.97,
    callees: 'district',
    reach: 700,
    answered: 0.84,
    talk: 'delivery',
    calledBack: 0.4,
    callBackAfterMin: QUICK,
    dead: 0.006,
    ...STILL,
  },
  {
    persona: 'hospital',
    line: 'fixed',
    per10k: 6,
    hours: 'office',
    callsPerBusyHour: [10, 42],
    worksDay: 1,
    callees: 'anyone',
    reach: 0,
    answered: 0.72,
    talk: 'desk',
    calledBack: 0.33,
    callBackAfterMin: LATER,
    dead: 0.02,
    ...STILL,
  },
  {
    persona: 'school-office',
    line: 'fixed',
    per10k: 5,
    hours: 'office',
    callsPerBusyHour: [2, 9],
    worksDay: 1,
    callees: 'circle',
    reach: 600,
    answered: 0.8,
    talk: 'desk',
    calledBack: 0.5,
    callBackAfterMin: LATER,
    dead: 0.012,
    ...STILL,
    termFactor: 5,
  },
  {
    persona: 'community-worker',
    line: 'mobile',
    per10k: 8,
    hours: 'office',
    callsPerBusyHour: [8, 26],
    worksDay: 0.95,
    callees: 'elderly',
    reach: 0,
    answered: 0.76,
    talk: 'desk',
    calledBack: 0.42,
    callBackAfterMin: LATER,
    dead: 0.02,
    ...STILL,
  },
  {
    persona: 'call-centre-firm',
    line: 'fixed',
    per10k: 4,
    hours: 'office',
    callsPerBusyHour: [18, 55],
    worksDay: 0.98,
    callees: 'anyone',
    reach: 0,
    answered: 0.34,
    talk: 'sales',
    calledBack: 0.035,
    callBackAfterMin: LATER,
    dead: 0.06,
    ...STILL,
  },
  {
    persona: 'survey-caller',
    line: 'fixed',
    per10k: 2,
    hours: 'longOffice',
    callsPerBusyHour: [16, 38],
    worksDay: 0.6,
    callees: 'random-digits',
    reach: 0,
    answered: 0.27,
    talk: 'survey',
    calledBack: 0.06,
    callBackAfterMin: LATER,
    dead: 0,
    ...STILL,
  },
  {
    persona: 'call-centre-95',
    line: 'code',
    per10k: 0,
    codes: ['950000', '951000'],
    hours: 'office',
    callsPerBusyHour: [24, 62],
    worksDay: 1,
    callees: 'anyone',
    reach: 0,
    answered: 0.31,
    talk: 'sales',
    calledBack: 0.02,
    callBackAfterMin: LATER,
    dead: 0.05,
    ...STILL,
  },
  {
    persona: 'bank-service-line',
    line: 'code',
    per10k: 0,
    codes: ['95500', '95501'],
    hours: 'longOffice',
    callsPerBusyHour: [8, 22],
    worksDay: 1,
    callees: 'anyone',
    reach: 0,
    answered: 0.55,
    talk: 'desk',
    calledBack: 0.12,
    callBackAfterMin: LATER,
    dead: 0.015,
    ...STILL,
  },
  {
    persona: 'one-time-password-line',
    line: 'code',
    per10k: 0,
    codes: ['952000'],
    hours: 'always',
    callsPerBusyHour: [16, 40],
    worksDay: 1,
    callees: 'anyone',
    reach: 0,
    answered: 0.88,
    talk: 'code',
    calledBack: 0.01,
    callBackAfterMin: QUICK,
    dead: 0.003,
    ...STILL,
  },
];
