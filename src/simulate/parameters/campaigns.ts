import type { Deciles } from '../quantiles.ts';
import type { HoursName } from './hours.ts';

/**
 * How a gang shows its number:
 * `sim` a fresh card each, from the same devices; `farm` cards in a SIM box, few devices, one cell, our own network;
 * `spoofed-police` and `spoofed-service` codes with +86 from abroad; `spoofed-mobile` +86 mobiles from abroad;
 * `four-hundred` a 400 number as caller; `foreign` numbers of other countries.
 */
export type CallerForm =
  | 'sim'
  | 'farm'
  | 'spoofed-police'
  | 'spoofed-service'
  | 'spoofed-mobile'
  | 'four-hundred'
  | 'foreign';

/** Low and high; every campaign draws its own value in between. */
export type Span = readonly [number, number];

/** What happens to a person who believed the first call. */
export interface WorkingStage {
  /** Further calls to the same person. */
  readonly calls: Span;
  readonly gapMin: Span;
  readonly talk: Deciles;
  /** True: others take over (the "second line"), from numbers of their own. */
  readonly handsOver: boolean;
}

export interface CampaignKind {
  readonly typology: string;
  /** Campaigns that begin on a day, for up to 20,000 lines; in proportion above. */
  readonly perDay: number;
  readonly days: Span;
  readonly hours: HoursName;
  /** In bursts only: share of its hours with a burst, and the burst's length in blocks of five minutes. */
  readonly bursts?: { readonly share: number; readonly blocks: Span };
  readonly callers: readonly (readonly [CallerForm, number])[];
  /** Numbers in use at one time, as this town sees them. */
  readonly lines: Span;
  readonly callsPerLineHour: Span;
  /**
   * After this many calls a line shows the next number. Published mean for nuisance numbers of all kinds: 328 calls to 255
   * people in a life of 6.61 days (TouchPal report of 2016, Xinhua, 10 October 2016).
   */
  readonly callsPerNumber: Span;
  readonly dialling: 'list' | 'sequential' | 'circle' | 'one-victim';
  /** Whom the list favours, half of the time. */
  readonly prefers?: string;
  /** Share of numbers on the list that nobody has. */
  readonly dead: Span;
  readonly answered: Span;
  /** Talk time of those who do not believe it. */
  readonly talk: Deciles;
  /** Hangs up after the first ring. */
  readonly oneRing?: true;
  /** Share of one-ring calls that are followed by another from the same number within minutes. */
  readonly ringsAgain?: Span;
  /**
   * Share of answered calls in which somebody believes it enough to be worked on. Published for calls that nearly took the
   * money: 0.1 % of fraud calls placed, 0.28 % of those to mobiles (360 Security in Beijing News, 28 October 2016).
   */
  readonly believed: Span;
  readonly working?: WorkingStage;
  /** Share of missed calls that are called back. */
  readonly calledBack: Span;
}

const REFUSED: Deciles = [1, 3, 5, 7, 9, 12, 16, 22, 34, 60, 300];
const PITCH: Deciles = [1, 4, 8, 13, 20, 30, 44, 65, 100, 170, 640];
const RECORDING: Deciles = [0.4, 1, 1.6, 2.2, 2.9, 3.7, 4.8, 6.5, 10, 18, 55];
const MOMENT: Deciles = [0.3, 0.6, 0.9, 1.2, 1.6, 2, 2.6, 3.4, 4.8, 7, 15];
const SIEGE: Deciles = [300, 700, 1_080, 1_440, 1_860, 2_340, 2_880, 3_600, 4_500, 5_700, 9_000];
const GUIDED: Deciles = [60, 180, 300, 420, 560, 720, 900, 1_150, 1_500, 2_100, 4_200];
const CHAT: Deciles = [20, 60, 100, 150, 210, 290, 390, 520, 720, 1_080, 2_700];

/**
 * The gangs. Stages and forms follow what police and carriers have published (sources by typology in docs/simulate.md);
 * where no figure is public the span is a wide assumption. They are not taken from any rule of the shipped policy,
 * and a detector must not be tuned on one seed.
 */
export const CAMPAIGN_KINDS: readonly CampaignKind[] = [
  {
    typology: 'fake-police',
    perDay: 0.25,
    days: [1, 3],
    hours: 'office',
    callers: [
      ['spoofed-police', 3],
      ['spoofed-mobile', 4],
      ['foreign', 2],
    ],
    lines: [1, 5],
    callsPerLineHour: [12, 38],
    callsPerNumber: [18, 140],
    dialling: 'list',
    dead: [0.02, 0.12],
    answered: [0.28, 0.5],
    talk: REFUSED,
    believed: [0.006, 0.03],
    working: { calls: [2, 7], gapMin: [1, 45], talk: SIEGE, handsOver: true },
    calledBack: [0, 0.01],
  },
  {
    typology: 'fake-customer-service',
    perDay: 0.25,
    days: [1, 3],
    hours: 'longOffice',
    callers: [
      ['sim', 5],
      ['four-hundred', 2],
      ['spoofed-mobile', 2],
    ],
    lines: [1, 5],
    callsPerLineHour: [14, 42],
    callsPerNumber: [25, 160],
    dialling: 'list',
    dead: [0.01, 0.06],
    answered: [0.35, 0.58],
    talk: PITCH,
    believed: [0.008, 0.035],
    working: { calls: [1, 4], gapMin: [2, 60], talk: GUIDED, handsOver: false },
    calledBack: [0.01, 0.05],
  },
  {
    typology: 'loan',
    perDay: 0.2,
    days: [1, 4],
    hours: 'longOffice',
    callers: [
      ['sim', 7],
      ['four-hundred', 1],
    ],
    lines: [2, 5],
    callsPerLineHour: [18, 48],
    callsPerNumber: [40, 220],
    dialling: 'list',
    dead: [0.04, 0.16],
    answered: [0.25, 0.45],
    talk: REFUSED,
    believed: [0.004, 0.02],
    working: { calls: [1, 5], gapMin: [10, 150], talk: CHAT, handsOver: false },
    calledBack: [0.02, 0.06],
  },
  {
    typology: 'investment',
    perDay: 0.2,
    days: [3, 5],
    hours: 'longOffice',
    callers: [
      ['sim', 6],
      ['spoofed-mobile', 1],
    ],
    lines: [1, 3],
    callsPerLineHour: [3, 11],
    callsPerNumber: [60, 320],
    dialling: 'circle',
    prefers: 'resident-elderly',
    dead: [0, 0.02],
    answered: [0.45, 0.7],
    talk: CHAT,
    believed: [0.05, 0.16],
    working: { calls: [1, 3], gapMin: [20, 220], talk: GUIDED, handsOver: false },
    calledBack: [0.06, 0.2],
  },
  {
    typology: 'rebate-job',
    perDay: 0.2,
    days: [1, 3],
    hours: 'longOffice',
    callers: [
      ['sim', 5],
      ['spoofed-mobile', 2],
      ['foreign', 1],
    ],
    lines: [1, 5],
    callsPerLineHour: [16, 55],
    callsPerNumber: [20, 120],
    dialling: 'list',
    prefers: 'resident-student',
    dead: [0.02, 0.1],
    answered: [0.3, 0.52],
    talk: PITCH,
    believed: [0.006, 0.03],
    working: { calls: [1, 3], gapMin: [5, 120], talk: CHAT, handsOver: true },
    calledBack: [0.01, 0.04],
  },
  {
    typology: 'robocall-burst',
    perDay: 0.2,
    days: [1, 2],
    hours: 'longOffice',
    bursts: { share: 0.3, blocks: [2, 6] },
    callers: [
      ['sim', 3],
      ['spoofed-mobile', 3],
      ['foreign', 1],
    ],
    lines: [2, 5],
    callsPerLineHour: [70, 300],
    callsPerNumber: [45, 420],
    dialling: 'sequential',
    dead: [0, 0],
    answered: [0.24, 0.48],
    talk: RECORDING,
    believed: [0.001, 0.006],
    working: { calls: [1, 2], gapMin: [3, 40], talk: CHAT, handsOver: true },
    calledBack: [0.01, 0.05],
  },
  {
    typology: 'wangiri',
    perDay: 0.25,
    days: [1, 2],
    hours: 'night',
    bursts: { share: 0.45, blocks: [3, 10] },
    callers: [['foreign', 1]],
    lines: [1, 4],
    callsPerLineHour: [30, 160],
    callsPerNumber: [70, 480],
    dialling: 'list',
    dead: [0.02, 0.14],
    answered: [0.005, 0.03],
    talk: MOMENT,
    oneRing: true,
    ringsAgain: [0.1, 0.5],
    believed: [0, 0],
    calledBack: [0.02, 0.08],
  },
  {
    typology: 'spoofed-service-number',
    perDay: 0.25,
    days: [1, 3],
    hours: 'longOffice',
    callers: [['spoofed-service', 1]],
    lines: [1, 4],
    callsPerLineHour: [12, 60],
    callsPerNumber: [60, 400],
    dialling: 'list',
    dead: [0.01, 0.08],
    answered: [0.36, 0.6],
    talk: PITCH,
    believed: [0.006, 0.03],
    working: { calls: [1, 4], gapMin: [1, 50], talk: GUIDED, handsOver: false },
    calledBack: [0, 0.01],
  },
  {
    typology: 'sim-box-farm',
    perDay: 0.2,
    days: [2, 5],
    hours: 'longOffice',
    callers: [['farm', 1]],
    lines: [5, 16],
    callsPerLineHour: [4, 16],
    callsPerNumber: [14, 70],
    dialling: 'list',
    dead: [0.02, 0.1],
    answered: [0.3, 0.55],
    talk: PITCH,
    believed: [0.006, 0.03],
    working: { calls: [1, 3], gapMin: [5, 90], talk: GUIDED, handsOver: true },
    calledBack: [0, 0.008],
  },
  {
    typology: 'call-bombing',
    perDay: 0.2,
    days: [1, 1],
    hours: 'longOffice',
    bursts: { share: 0.22, blocks: [5, 12] },
    callers: [
      ['sim', 3],
      ['foreign', 2],
      ['spoofed-mobile', 3],
      ['four-hundred', 2],
    ],
    lines: [12, 45],
    callsPerLineHour: [2, 7],
    callsPerNumber: [1, 6],
    dialling: 'one-victim',
    dead: [0, 0],
    answered: [0.06, 0.24],
    talk: MOMENT,
    believed: [0, 0],
    calledBack: [0, 0],
  },
  {
    typology: 'number-rotation',
    perDay: 0.2,
    days: [2, 5],
    hours: 'longOffice',
    callers: [['sim', 1]],
    lines: [2, 6],
    callsPerLineHour: [14, 44],
    callsPerNumber: [5, 26],
    dialling: 'list',
    dead: [0.03, 0.14],
    answered: [0.28, 0.5],
    talk: REFUSED,
    believed: [0.006, 0.025],
    working: { calls: [1, 4], gapMin: [4, 110], talk: GUIDED, handsOver: true },
    calledBack: [0.01, 0.03],
  },
];

/** Campaigns that a town with `opening` begins with, and how many minutes after its start; they run for 40 to 90 minutes. */
export const OPENING: readonly (readonly [string, number])[] = [
  ['robocall-burst', 1],
  ['fake-police', 2],
  ['spoofed-service-number', 3],
  ['sim-box-farm', 4],
  ['wangiri', 6],
];
