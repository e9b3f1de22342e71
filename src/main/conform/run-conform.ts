import type { SocketPlace } from '../call-path/config/socket-place.ts';
import { CONFORM_STEPS, type ConformStep, type DoorAct } from './conform-step.ts';
import { judgeStep, type StepAim, type StepOutcome, type StepSaw } from './judge-step.ts';
import type { ScriptedJudge } from './scripted-judge.ts';
import { openCallee } from './test-callee.ts';
import { placeCall } from './test-caller.ts';

/** A walk without people: we place the calls and we are called. */
export interface ConformWalk {
  /** Where the switch takes calls. */
  readonly via: SocketPlace;
  /** Where it sends the test numbers: we listen there. */
  readonly calleeAt: SocketPlace;
  /** Where test calls come from; port 0 for any. */
  readonly callerAt: SocketPlace;
  readonly aim: StepAim;
  /** How long a call may take before its step is closed. */
  readonly waitMs: number;
  readonly steps: readonly DoorAct[];
  readonly judge: ScriptedJudge;
  /** Opens the doors with the scripted judge, or, for silence, only holds their places. */
  readonly openDoors: (silent: boolean) => Promise<{ close(): Promise<void> }>;
  readonly onStep: (step: ConformStep) => void;
}

export interface StepReport extends StepOutcome {
  readonly step: ConformStep;
  readonly saw: StepSaw;
}

/** A call refused on one side may still be on its way on the other. */
const SETTLE_MS = 700;

/** Walks the steps one after the other; a step that fails does not stop the walk. */
export async function runConform(walk: ConformWalk): Promise<readonly StepReport[]> {
  const callee = await openCallee(walk.calleeAt);
  const reports: StepReport[] = [];
  try {
    for (const step of CONFORM_STEPS.filter(({ id }) => walk.steps.includes(id))) {
      walk.onStep(step);
      const silent = step.id === 'silence';
      const doors = await walk.openDoors(silent);
      try {
        if (step.id !== 'silence') walk.judge.answerWith(step.id);
        callee.expect();
        const { caller, callee: number } = walk.aim;
        const saw = await placeCall(walk.callerAt, {
          caller,
          callee: number,
          via: walk.via,
          waitMs: walk.waitMs,
        });
        await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
        const seen: StepSaw = {
          asked: silent ? null : walk.judge.asked.length,
          caller: saw,
          arrived: callee.seen(),
        };
        reports.push({ step, saw: seen, ...judgeStep(step.id, seen, walk.aim) });
      } finally {
        await doors.close();
      }
    }
  } finally {
    callee.close();
  }
  return reports;
}
