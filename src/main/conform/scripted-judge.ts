import type { CallQuestion } from '../../domain/call-question.ts';
import type { Treatment } from '../../domain/treatment.ts';
import type { CallAnswer, CallJudge } from '../../ports/call-judge.ts';

/** Answers every call as the step says and counts who asked. */
export interface ScriptedJudge extends CallJudge {
  /** The treatment of calls from now on; forgets what was asked before. */
  answerWith(treatment: Treatment): void;
  /** Different questions since; a route tried again asks about the same call under the same name and counts. */
  readonly asked: readonly CallQuestion[];
}

export function scriptedJudge(label: string, divertTo: string): ScriptedJudge {
  let treatment: Treatment = 'allow';
  let asked: CallQuestion[] = [];
  return {
    answerWith(next) {
      treatment = next;
      asked = [];
    },
    get asked() {
      return asked;
    },
    ask(question): CallAnswer {
      asked.push(question);
      return {
        treatment,
        unscreened: null,
        verdict: null,
        blockKind: treatment === 'block' ? 'law' : null,
        label: treatment === 'label' ? label : null,
        divertTo: treatment === 'divert' ? divertTo : null,
        written: Promise.resolve(),
      };
    },
  };
}
