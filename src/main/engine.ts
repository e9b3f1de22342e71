import { randomBytes } from 'node:crypto';
import type { CallEvent, CallOutcome } from '../domain/call-event.ts';
import { countryZone } from '../domain/country-zone.ts';
import { Fault } from '../domain/fault.ts';
import type { NumberingPlans } from '../domain/numbering-plan.ts';
import type { Policy } from '../domain/policy.ts';
import { calleeTrunk, type TrunkKind } from '../domain/trunk.ts';
import { allAtOnce, type Steps } from '../lib/steps.ts';
import { type TimeZone, timeZone } from '../lib/time-zone.ts';
import type { PolicyFolders } from '../platform/shared/index.ts';
import { compileDecider } from '../traffic/decide/index.ts';
import { type CompiledDetector, compileDetectorSteps, featuresReadBy } from '../traffic/detect/index.ts';
import { createFeatureStore, type FeatureStore } from '../traffic/features/index.ts';
import { createNumberNormaliser, type NumberNormaliser } from '../traffic/normalise/index.ts';
import { type CallPipeline, type CompiledPolicy, createCallPipeline } from '../traffic/pipeline/index.ts';
import { inSlices } from './in-slices.ts';
import { loadNumberingPlans } from './load-numbering-plans.ts';
import { loadPolicy, policyFolders } from './load-policy.ts';
import { readPolicyApart } from './read-policy-apart.ts';

/** Everything beside policy and calls that decides what the features say. */
export interface EngineSettings {
  readonly maxNumbers: number;
  /**
   * For so long after the first call nobody can tell a new number from one not seen yet: ages stay unknown and what fires
   * is noted `warming`. As long as the newness rules look back.
   */
  readonly warmupMs: number;
  /** How late a call may be told and still be judged as if on time; call-record files are written when calls end. */
  readonly latenessMs: number;
  /** Places numbers in the tables; secret where callers choose numbers. */
  readonly hashSeed: number;
}

export interface EngineOptions extends Partial<EngineSettings> {
  /** Folders of the policy's layers. (Default: the shipped policy with `local.d` and `override.d` beside it) */
  readonly policyFolders?: PolicyFolders;
  /** Judges under this policy instead of the one in the folders. */
  readonly policy?: Policy;
  /** Country whose dialling rules read numbers, ISO alpha-2. (Default: the policy's home) */
  readonly country?: string;
  /** Zone in which hours of the day are read when a call does not say. (Default: the country's, else UTC) */
  readonly timezone?: string;
  /** Features to sum up besides those that the policy's rules read. (Default: none) */
  readonly alsoRead?: readonly string[];
  /** For a run under one policy: keeps up only the state that it reads. Such an engine gives no snapshots. */
  readonly keepOnlyRead?: boolean;
}

/** One call as somebody told it: numbers as text, read by the engine. */
export interface CallInput {
  /** Idempotency key of the call. */
  readonly eventId: string;
  readonly source: string;
  readonly caller: string;
  readonly callee: string;
  readonly country?: string | null;
  readonly trunk?: TrunkKind;
  readonly at: number;
  readonly receivedAt: number;
  readonly utcOffsetMin?: number | null;
  readonly outcome?: CallOutcome;
  readonly ringMs?: number | null;
  readonly talkMs?: number | null;
  readonly imei?: string | null;
  readonly cell?: string | null;
}

/** What a reload of the policy folders led to; refused: the old policy stays, `detail` names file, line and remedy. */
export type PolicyReload =
  | { readonly ok: true; readonly policy: Policy; readonly changed: boolean }
  | { readonly ok: false; readonly reason: string; readonly detail: string };

/** A policy's compiled half, good for judging many calls as well. */
export type CompiledEnginePolicy = CompiledPolicy & { readonly detector: CompiledDetector };

/** The traffic plane without its doors: one normaliser, one policy in force, one pipeline with its state. */
export interface Engine {
  readonly normaliser: NumberNormaliser;
  readonly features: FeatureStore;
  readonly pipeline: CallPipeline;
  readonly settings: EngineSettings;
  /** The policy in force. */
  policy(): Policy;
  /** A policy's compiled half; for swapping, and for judging again under an old one. */
  compile(policy: Policy): CompiledEnginePolicy;
  /** The same a millisecond at a time, so that calls are judged meanwhile however long the lists are. */
  compileBetweenCalls(policy: Policy): Promise<CompiledEnginePolicy>;
  /** List entries of the policy in force that could not be taken, with file, line and reason. */
  refusedEntries(): readonly string[];
  /**
   * The next call is judged under this policy, compiled here unless it was already. With a journal use
   * `RecordedEngine.usePolicy` instead.
   */
  usePolicy(policy: Policy, compiled?: CompiledPolicy): void;
  /**
   * Reads the folders again, on a thread of its own; does not swap by itself: hand `policy` to `usePolicy`. With `archiveIn` (a
   * data folder) a sound policy is kept there by that thread, so that the swap has nothing left to write.
   */
  readPolicy(archiveIn?: string): Promise<PolicyReload>;
  /** Offset of local time from UTC where the engine stands, minutes, at a moment (epoch milliseconds). */
  utcOffsetMin(at: number): number;
  /** Reads the numbers of a call and makes it an event. Pure; whatever the texts say, it is an event. */
  eventFrom(input: CallInput): CallEvent;
}

export const DEFAULT_SETTINGS: EngineSettings = {
  maxNumbers: 1_000_000,
  warmupMs: 7 * 86_400_000,
  latenessMs: 10 * 60_000,
  hashSeed: 0x6a09e667,
};

/**
 * List entries are read as of a day beyond every announced change, so that reading them depends on the policy and the
 * plans alone and a replay reads them alike.
 */
const LISTS_READ_AT = Date.UTC(2099, 0, 1);

/** A seed nobody outside can guess. */
export const randomSeed = (): number => randomBytes(4).readUInt32BE(0);

/**
 * Puts the traffic plane together. Throws `policy-refused` or `numbering-refused` when the data files are wrong (every
 * problem with file, line and remedy is in the message) and `bad-timezone`.
 */
export async function createEngine(options: EngineOptions = {}): Promise<Engine> {
  const folders = options.policyFolders ?? policyFolders();
  const plans = await soundPlans();
  let policy = options.policy ?? (await soundPolicy(folders));
  const country = options.country ?? policy.home;
  const offsetMin = rememberedOffset(zoneOf(options.timezone, country));
  const settings: EngineSettings = {
    maxNumbers: options.maxNumbers ?? DEFAULT_SETTINGS.maxNumbers,
    warmupMs: options.warmupMs ?? DEFAULT_SETTINGS.warmupMs,
    latenessMs: options.latenessMs ?? DEFAULT_SETTINGS.latenessMs,
    hashSeed: options.hashSeed ?? DEFAULT_SETTINGS.hashSeed,
  };
  const normaliser = createNumberNormaliser(plans);
  let refused: readonly string[] = [];
  const compileSteps = function* (next: Policy): Steps<CompiledEnginePolicy> {
    const detector = yield* compileDetectorSteps(next, (text, of) =>
      normaliser.normalise(text, { country: of, trunk: 'unknown', at: LISTS_READ_AT }),
    );
    refused = detector.refused.map(({ entry, reason, detail }) => `${entry.place}: ${reason}, ${detail}`);
    const reads = [...featuresReadBy(next.rules, next.home), ...(options.alsoRead ?? [])];
    return { detector, decider: compileDecider(next), suspectFrom: next.suspectFrom, reads };
  };
  const compile = (next: Policy): CompiledEnginePolicy => allAtOnce(compileSteps(next));
  const compiled = compile(policy);
  const kept = options.keepOnlyRead === true ? { kept: compiled.reads } : {};
  const features = createFeatureStore({ ...settings, ...kept });
  const pipeline = createCallPipeline({ features, ...compiled });
  return {
    normaliser,
    features,
    pipeline,
    settings,
    policy: () => policy,
    compile,
    compileBetweenCalls: (next) => inSlices(compileSteps(next)),
    refusedEntries: () => refused,
    usePolicy(next, compiled = compile(next)) {
      pipeline.setPolicy(compiled);
      policy = next;
    },
    async readPolicy(archiveIn) {
      const parsed = await readPolicyApart(folders, archiveIn ?? null);
      if (!parsed.ok) return { ok: false, reason: parsed.reason, detail: parsed.detail };
      return { ok: true, policy: parsed.value, changed: parsed.value.stamp.digest !== policy.stamp.digest };
    },
    utcOffsetMin: offsetMin,
    eventFrom: (input) => eventFrom(input, normaliser, country, offsetMin),
  };
}

function eventFrom(
  input: CallInput,
  normaliser: NumberNormaliser,
  country: string,
  offsetMin: (at: number) => number,
): CallEvent {
  const { eventId, source, at, receivedAt, trunk = 'unknown' } = input;
  const context = { country: input.country ?? country, trunk, at };
  return {
    id: eventId,
    source,
    at,
    receivedAt,
    utcOffsetMin: input.utcOffsetMin ?? offsetMin(at),
    caller: normaliser.normalise(input.caller, context),
    callee: normaliser.normalise(input.callee, { ...context, trunk: calleeTrunk(trunk) }),
    trunk,
    outcome: input.outcome ?? 'unknown',
    ringMs: input.ringMs ?? null,
    talkMs: input.talkMs ?? null,
    imei: input.imei ?? null,
    cell: input.cell ?? null,
    signalling: null,
    problems: [],
  };
}

async function soundPlans(): Promise<NumberingPlans> {
  const plans = await loadNumberingPlans();
  if (plans.ok) return plans.value;
  throw new Fault('numbering-refused', `the numbering plans are wrong: ${plans.detail}`);
}

async function soundPolicy(folders: PolicyFolders): Promise<Policy> {
  const parsed = await loadPolicy(folders);
  if (parsed.ok) return parsed.value;
  throw new Fault('policy-refused', `the policy is wrong:\n${parsed.detail}`);
}

const QUARTER_MS = 900_000;

/** Zones change at a quarter of an hour at the finest: calls of the same one share a look-up, which costs microseconds. */
function rememberedOffset(zone: TimeZone): (at: number) => number {
  let quarter = Number.NaN;
  let offset = 0;
  return (at) => {
    const own = Math.floor(at / QUARTER_MS);
    if (own !== quarter) {
      quarter = own;
      offset = zone.offsetMin(at);
    }
    return offset;
  };
}

function zoneOf(name: string | undefined, country: string): TimeZone {
  const zone = timeZone(name ?? countryZone(country) ?? 'UTC');
  if (zone !== null) return zone;
  throw new Fault('bad-timezone', `"${name}" is no time zone: write one like Asia/Shanghai, UTC or +08:00`);
}
