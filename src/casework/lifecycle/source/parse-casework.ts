import { AGENCY_KINDS } from '../../../domain/agency-kind.ts';
import { bad, ok, type Result } from '../../../domain/result.ts';
import { nearestWord } from '../../../lib/cel/nearest-word.ts';
import {
  locate,
  type PolicyFile,
  type PolicyProblem,
  readItem,
  readYaml,
  writeProblem,
} from '../../../policy/index.ts';
import {
  type CaseworkRules,
  type ClockRule,
  type ClockStep,
  checkLifecycles,
  type Lifecycle,
  type WorkCalendar,
  workCalendar,
} from '../index.ts';
import { calendarDays, calendarObjections, calendarSchema } from './calendar-schema.ts';
import { asClockRule, asSteps, clockSchema, clocksFileSchema, ladderSchema } from './clocks-schema.ts';
import { asLifecycle, lifecycleSchema } from './lifecycle-schema.ts';

/** Lifecycles, clocks and calendars, read and held against each other. */
export interface CaseworkPolicy {
  readonly lifecycles: Readonly<Record<string, Lifecycle>>;
  readonly rules: CaseworkRules;
}

type Locate = NonNullable<ReturnType<typeof locate>>;

interface Reading {
  readonly problems: PolicyProblem[];
  readonly lifecycles: Record<string, Lifecycle>;
  readonly clocks: Record<string, ClockRule>;
  readonly calendars: Map<string, WorkCalendar>;
  /** By `lifecycle case`, `clock leg-answer`: where it stands. */
  readonly places: Map<string, Locate>;
}

/**
 * Reads `lifecycles/*.yaml`, `calendars/*.yaml` and `clocks.yaml` of all layers. A file of a later layer replaces the shipped one of
 * the same path; clocks replace each other by id. Every mistake is reported with file, line, column and remedy.
 */
export function parseCasework(
  files: readonly PolicyFile[],
  country: string,
): Result<CaseworkPolicy, 'bad-casework-policy'> {
  const reading: Reading = {
    problems: [],
    lifecycles: {},
    clocks: {},
    calendars: new Map(),
    places: new Map(),
  };
  for (const file of effective(files)) readFile(file, reading);
  const { problems, lifecycles, clocks, calendars, places } = reading;
  if (problems.length === 0)
    for (const { in: where, id, path, message } of checkLifecycles(lifecycles, clocks))
      problems.push(places.get(`${where} ${id}`)!.problem(path, `${id}: ${message}`));
  if (problems.length === 0 && !calendars.has(`${country}/default`))
    problems.push({
      file: `calendars/${country}.yaml`,
      line: 0,
      column: 0,
      message: `no calendar for ${country}; add this file`,
    });
  if (problems.length > 0) return bad('bad-casework-policy', problems.map(writeProblem).join('\n'));
  return ok({ lifecycles, rules: rulesOf(clocks, calendars, country) });
}

function rulesOf(
  clocks: Readonly<Record<string, ClockRule>>,
  calendars: ReadonlyMap<string, WorkCalendar>,
  country: string,
): CaseworkRules {
  return {
    clocks,
    calendarFor: (kind) => calendars.get(`${country}/${kind}`) ?? calendars.get(`${country}/default`)!,
    calendarOf(id) {
      const calendar = calendars.get(id);
      if (calendar === undefined)
        throw new Error(
          `a clock counts by the calendar "${id}", which policy/calendars no longer has; put it back`,
        );
      return calendar;
    },
  };
}

/** The last layer's file of each path; all of `clocks.yaml`, since clocks replace each other one by one. */
function effective(files: readonly PolicyFile[]): PolicyFile[] {
  const last = new Map<string, PolicyFile>();
  for (const file of files)
    last.set(file.path === 'clocks.yaml' ? `${file.layer} ${file.path}` : file.path, file);
  return [...last.values()];
}

function readFile(file: PolicyFile, reading: Reading): void {
  const read = readYaml(file);
  if (!read.ok) {
    reading.problems.push(...read.problems);
    return;
  }
  const top = locate(read.source, [], reading.problems);
  if (top === null) return;
  if (file.path === 'clocks.yaml')
    readClocks(top, (path) => locate(read.source, path, reading.problems), reading);
  else if (file.path.startsWith('lifecycles/')) readLifecycle(top, file, reading);
  else if (file.path.startsWith('calendars/')) readCalendar(top, reading);
}

function readLifecycle(top: Locate, file: PolicyFile, { problems, lifecycles, places }: Reading): void {
  const written = readItem(top, lifecycleSchema, problems);
  if (written === null) return;
  if (file.path !== `lifecycles/${written.id}.yaml`)
    problems.push(top.problem(['id'], `this file must be called ${written.id}.yaml`));
  lifecycles[written.id] = asLifecycle(written);
  places.set(`lifecycle ${written.id}`, top);
}

function readCalendar(top: Locate, { problems, calendars }: Reading): void {
  const written = readItem(top, calendarSchema, problems);
  if (written === null) return;
  for (const [path, message] of calendarObjections(written)) problems.push(top.problem(path, message));
  for (const kind of ['default', ...AGENCY_KINDS] as const)
    if (written.hours[kind] !== undefined)
      calendars.set(`${written.id}/${kind}`, workCalendar(calendarDays(written, kind)));
}

function readClocks(
  top: Locate,
  inner: (path: readonly (string | number)[]) => Locate | null,
  { problems, clocks, places }: Reading,
): void {
  const file = readItem(top, clocksFileSchema, problems);
  if (file === null) return;
  const ladders = new Map<string, readonly ClockStep[]>();
  for (const name of Object.keys(file.ladders)) {
    const at = inner(['ladders', name]);
    const ladder = at === null ? null : readItem(at, ladderSchema, problems);
    if (ladder !== null) ladders.set(name, asSteps(ladder));
  }
  for (const index of file.clocks.keys()) {
    const at = inner(['clocks', index]);
    const written = at === null ? null : readItem(at, clockSchema, problems);
    if (at === null || written === null) continue;
    const ladder = ladders.get(written.ladder);
    if (ladder === undefined)
      problems.push(at.problem(['ladder'], noLadder(written.ladder, [...ladders.keys()])));
    else if (places.get(`clock ${written.id}`)?.layer === at.layer)
      problems.push(at.problem(['id'], `the clock "${written.id}" is given twice; keep one`));
    else {
      clocks[written.id] = asClockRule(written, ladder);
      places.set(`clock ${written.id}`, at);
    }
  }
}

function noLadder(name: string, known: readonly string[]): string {
  const near = nearestWord(name, known);
  return `there is no ladder "${name}" in this file; ${near === null ? `write one of ${known.join(', ')}` : `did you mean "${near}"?`}`;
}
