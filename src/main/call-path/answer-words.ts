import type { AnswerWords } from './call-answer.ts';

/** Until the policy says it itself: a listed number, a call whose number cannot be its own, else what scores say. */
export const ANSWER_WORDS: AnswerWords = {
  blockKindOf({ list, appliesTo }) {
    if (list !== null && list.list === 'deny') return 'list';
    return appliesTo === 'call' ? 'law' : 'analytics';
  },
  labelOf: () => '疑似诈骗 Suspected fraud',
};
