import type { Interface } from 'node:readline/promises';
import type { BilingualText, Language } from '../../domain/text.ts';
import { CONFORM_STEPS, type DoorAct } from './conform-step.ts';
import type { StepReport } from './run-conform.ts';
import type { ScriptedJudge } from './scripted-judge.ts';

/** A walk in which a person places the calls and says what happened. */
export interface HandWalk {
  readonly steps: readonly DoorAct[];
  readonly judge: ScriptedJudge;
  readonly openDoors: (silent: boolean) => Promise<{ close(): Promise<void> }>;
  readonly people: Interface;
  readonly language: Language;
  readonly say: (line: string) => void;
}

const NOTHING_SEEN = { status: null, phrase: '', reason: '', afterMs: 0 };

/** Asks for one call a step. "I do not know" is its own answer and never a pass. */
export async function walkByHand(walk: HandWalk): Promise<readonly StepReport[]> {
  const { judge, people, language, say } = walk;
  const tell = (text: BilingualText): string => text[language];
  const reports: StepReport[] = [];
  for (const step of CONFORM_STEPS.filter(({ id }) => walk.steps.includes(id))) {
    const silent = step.id === 'silence';
    const doors = await walk.openDoors(silent);
    try {
      if (step.id !== 'silence') judge.answerWith(step.id);
      say(`\n${tell(step.title)}: ${tell(PLACE_CALL)}`);
      say(`  ${tell(EXPECTED)}: ${tell(step.expected)}`);
      const given = (await people.question(`  ${tell(HAPPENED)} `)).trim().toLowerCase();
      const asked = silent ? null : judge.asked.length;
      reports.push({
        step,
        saw: { asked, caller: NOTHING_SEEN, arrived: [] },
        ...outcomeOf(given, asked),
      });
    } finally {
      await doors.close();
    }
  }
  return reports;
}

function outcomeOf(given: string, asked: number | null): Pick<StepReport, 'result' | 'findings'> {
  if (asked === 0) return { result: 'failed', findings: [NOT_ASKED] };
  if (/^(y|yes|是|好)$/.test(given)) return { result: 'passed', findings: [] };
  if (/^(n|no|否|不)$/.test(given)) return { result: 'failed', findings: [SAID_NO] };
  return { result: 'unknown', findings: [NOT_TOLD] };
}

const PLACE_CALL: BilingualText = { zh: '请拨打一次电话，然后回车', en: 'place one call, then answer' };
const EXPECTED: BilingualText = { zh: '应当', en: 'it should be that' };
const HAPPENED: BilingualText = {
  zh: '是这样吗？(y/n/不知道=回车)',
  en: 'did that happen? (y/n, Enter: do not know)',
};
const NOT_ASKED: BilingualText = {
  zh: '交换机没有来询问：检查路由是否经过本机，以及地址是否在 peers 中',
  en: 'the switch did not ask: check that its route leads here and that its address is among the peers',
};
const SAID_NO: BilingualText = {
  zh: '拨打的人说没有这样',
  en: 'whoever placed the call says it did not happen',
};
const NOT_TOLD: BilingualText = { zh: '没有人说明结果', en: 'nobody told what happened' };
