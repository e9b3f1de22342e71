import type { BilingualText } from '../../domain/text.ts';
import type { Treatment } from '../../domain/treatment.ts';

/** What the door does with the test call of a step. */
export type DoorAct = Treatment | 'silence';

/** One thing a switch has to prove. */
export interface ConformStep {
  readonly id: DoorAct;
  readonly title: BilingualText;
  /** What has to happen to the call, for the person who places it. */
  readonly expected: BilingualText;
}

export const CONFORM_STEPS: readonly ConformStep[] = [
  {
    id: 'allow',
    title: { zh: '放行', en: 'allow' },
    expected: {
      zh: '电话照常接通，主叫、被叫号码不变',
      en: 'the call goes through, caller and callee unchanged',
    },
  },
  {
    id: 'label',
    title: { zh: '标记', en: 'label' },
    expected: {
      zh: '电话接通，被叫显示标记文字',
      en: 'the call goes through and the called side is shown the label',
    },
  },
  {
    id: 'divert',
    title: { zh: '转接', en: 'divert' },
    expected: {
      zh: '电话到达转接目的地，而不是被叫',
      en: 'the call arrives at the divert target and not at the callee',
    },
  },
  {
    id: 'block',
    title: { zh: '拦截', en: 'block' },
    expected: { zh: '被叫不振铃，主叫听到拒绝', en: 'the callee does not ring; the caller is refused' },
  },
  {
    id: 'silence',
    title: { zh: '无应答', en: 'silence' },
    expected: {
      zh: '询问不到任何回答时，电话仍在数秒内接通',
      en: 'when nobody answers the question, the call still goes through within seconds',
    },
  },
];
