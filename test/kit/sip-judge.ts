import type { CallQuestion } from '../../src/domain/call-question.ts';
import type { Peer } from '../../src/domain/peer.ts';
import type { BlockKind } from '../../src/domain/treatment.ts';
import type { Verdict } from '../../src/domain/verdict.ts';
import type { CallAnswer, CallJudge } from '../../src/ports/call-judge.ts';

/** What the digit before the last of a dialled number asks the stub judge for. */
export const DIALLED = {
  allow: '0',
  label: '1',
  divert: '2',
  analytics: '3',
  list: '4',
  law: '5',
  subscriber: '6',
  unscreened: '7',
  never: '8',
  late: '9',
} as const;

const BLOCKS: Readonly<Record<string, BlockKind>> = { 3: 'analytics', 4: 'list', 5: 'law', 6: 'subscriber' };

/** A number that gets this answer: `+86108888` and the digit twice. */
export const numberFor = (what: keyof typeof DIALLED): string => `+8610888800${DIALLED[what]}0`;

/** A judge that does what the dialled number says, and remembers what it was asked. */
export class DialledDigitJudge implements CallJudge {
  readonly asked: CallQuestion[] = [];
  readonly askedBy: Peer[] = [];
  label = '疑似诈骗 "号"';
  divertTo = '96110';
  lateMs = 300;

  ask(question: CallQuestion, peer: Peer): CallAnswer | Promise<CallAnswer> {
    this.asked.push(question);
    this.askedBy.push(peer);
    const digit = /(\d)\d(?:@|;|$)/.exec(question.callee)?.[1] ?? '0';
    if (digit === DIALLED.never) return new Promise(() => undefined);
    if (digit === DIALLED.late)
      return new Promise((resolve) => setTimeout(() => resolve(this.#answer('0')), this.lateMs));
    return this.#answer(digit);
  }

  #answer(digit: string): CallAnswer {
    const blockKind = BLOCKS[digit] ?? null;
    const isUnscreened = digit === DIALLED.unscreened;
    const treatment =
      blockKind !== null
        ? 'block'
        : digit === DIALLED.label
          ? 'label'
          : digit === DIALLED.divert
            ? 'divert'
            : 'allow';
    return {
      treatment,
      unscreened: isUnscreened ? 'journal-full' : null,
      verdict: isUnscreened ? null : ({ id: `v-${this.asked.length}` } as Verdict),
      blockKind,
      label: treatment === 'label' ? this.label : null,
      divertTo: treatment === 'divert' ? this.divertTo : null,
      written: Promise.resolve(),
    };
  }
}
