import { describe, expect, it } from 'vitest';
import { sampleFacts } from '../../../test/kit/sample-facts.ts';
import type { CallFacts } from '../../domain/call-facts.ts';
import type { Decision } from '../../domain/verdict.ts';
import { QUIET } from '../decide/index.ts';
import type { FeatureStore, ObservationNote } from '../features/index.ts';
import { type CompiledPolicy, createCallPipeline } from './call-pipeline.ts';

const LOUD: Decision = { ...QUIET, measure: 'block', scoredMeasure: 'block', score: 90 };

function fakes(decision: Decision = QUIET) {
  const marked: CallFacts[] = [];
  const features = {
    lastNote: 'counted' as ObservationNote,
    observe: () => new Float64Array(1),
    need: () => {},
    noteSuspect: (facts: CallFacts) => marked.push(facts),
  };
  const compiled: CompiledPolicy = {
    detector: { detect: () => ({}) as never },
    decider: { decide: () => decision },
    suspectFrom: 'warn',
    reads: [],
  };
  const pipeline = createCallPipeline({ features: features as unknown as FeatureStore, ...compiled });
  return { features, compiled, pipeline, marked };
}

describe('call pipeline', () => {
  it('hands on the shared quiet decision itself', () => {
    expect(fakes().pipeline.judge(sampleFacts({}))).toBe(QUIET);
  });

  it('marks the caller of a suspicious call, never for a call that only shows its number', () => {
    const loud = fakes(LOUD);
    loud.pipeline.judge(sampleFacts({ callerKey: 7 }));
    expect(loud.marked.map(({ callerKey }) => callerKey)).toEqual([7]);
    expect(loud.pipeline.lastSuspect).toBe(true);
    const shown = fakes({ ...LOUD, appliesTo: 'call' });
    shown.pipeline.judge(sampleFacts({}));
    expect(shown.marked).toEqual([]);
    expect(shown.pipeline.lastSuspect).toBe(false);
    const mild = fakes({ ...LOUD, measure: 'label' });
    mild.pipeline.judge(sampleFacts({}));
    expect(mild.marked).toEqual([]);
  });

  it('says when features were not up to date, without a new object for each quiet call', () => {
    const { pipeline, features } = fakes();
    features.lastNote = 'late';
    const first = pipeline.judge(sampleFacts({}));
    expect(first.degraded).toEqual([{ what: 'features', why: 'late' }]);
    expect(pipeline.judge(sampleFacts({}))).toBe(first);
    features.lastNote = 'counted';
    expect(pipeline.judge(sampleFacts({}))).toBe(QUIET);
    expect(pipeline.stats().degraded).toEqual({ late: 2 });
  });

  it.each(['features', 'detect', 'decide'] as const)(
    'lets the call pass and says so when %s throws',
    (stage) => {
      const { features, compiled } = fakes(LOUD);
      const fail = (): never => {
        throw new Error('broken table');
      };
      const broken = {
        features: (stage === 'features'
          ? { ...features, observe: fail }
          : features) as unknown as FeatureStore,
        detector: stage === 'detect' ? { detect: fail } : compiled.detector,
        decider: stage === 'decide' ? { decide: fail } : compiled.decider,
        suspectFrom: compiled.suspectFrom,
        reads: [],
      };
      const pipeline = createCallPipeline(broken);
      expect(pipeline.judge(sampleFacts({}))).toMatchObject({
        measure: 'none',
        score: null,
        degraded: [{ what: stage, why: 'stage-failed: broken table' }],
      });
      expect(pipeline.lastSuspect).toBe(false);
      expect(pipeline.stats().failed).toEqual({ features: 0, detect: 0, decide: 0, [stage]: 1 });
    },
  );

  it('takes a new policy with the next call', () => {
    const { pipeline, compiled } = fakes();
    expect(pipeline.judge(sampleFacts({})).measure).toBe('none');
    pipeline.setPolicy({ ...compiled, decider: { decide: () => LOUD } });
    expect(pipeline.judge(sampleFacts({})).measure).toBe('block');
  });

  it('counts a call again without judging it when state is rebuilt', () => {
    const { pipeline, marked } = fakes();
    pipeline.recall(sampleFacts({ callerKey: 3 }), true);
    pipeline.recall(sampleFacts({ callerKey: 4 }), false);
    expect(marked.map(({ callerKey }) => callerKey)).toEqual([3]);
    expect(pipeline.stats().judged).toBe(0);
  });
});
