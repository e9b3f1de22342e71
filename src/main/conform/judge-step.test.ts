import { describe, expect, it } from 'vitest';
import { judgeStep, type StepSaw } from './judge-step.ts';

const AIM = {
  caller: '+8613900000001',
  callee: '+8613800000001',
  label: '疑似诈骗',
  divertTo: 'sip:96110@192.0.2.9',
};
const taken = { status: 200, phrase: 'OK', reason: '', afterMs: 40 };
const refused = { status: 603, phrase: 'Decline', reason: '', afterMs: 40 };
const arrived = (user: string, more = {}) => ({
  target: `sip:${user}@192.0.2.1:5080`,
  callers: ['+8613900000001'],
  displays: [],
  afterMs: 30,
  ...more,
});
const saw = (more: Partial<StepSaw>): StepSaw => ({
  asked: 1,
  caller: taken,
  arrived: [arrived('+8613800000001')],
  ...more,
});
const says = (act: Parameters<typeof judgeStep>[0], more: Partial<StepSaw>): string =>
  judgeStep(act, saw(more), AIM)
    .findings.map(({ en }) => en)
    .join('; ');

describe('a conformance step', () => {
  it('passes when the switch obeys', () => {
    expect(judgeStep('allow', saw({}), AIM)).toEqual({ result: 'passed', findings: [] });
    expect(judgeStep('allow', saw({ arrived: [arrived('013800000001')] }), AIM).result).toBe('passed');
    const labelled = [arrived('+8613800000001', { displays: ['疑似诈骗 Suspected fraud'] })];
    expect(judgeStep('label', saw({ arrived: labelled }), AIM).result).toBe('passed');
    expect(judgeStep('divert', saw({ arrived: [arrived('96110')] }), AIM).result).toBe('passed');
    expect(judgeStep('block', saw({ arrived: [], caller: refused }), AIM).result).toBe('passed');
    expect(judgeStep('silence', saw({ asked: null }), AIM).result).toBe('passed');
  });

  it.each([
    ['a switch that never asks', 'allow', { asked: 0 }, /did not ask/],
    ['a switch that asks again and again', 'allow', { asked: 3 }, /asked about 3 times/],
    [
      'a vendor that stops at "allow"',
      'allow',
      { arrived: [], caller: refused },
      /did not arrive .*603 Decline/,
    ],
    [
      'a changed caller',
      'allow',
      { arrived: [arrived('+8613800000001', { callers: ['95588'] })] },
      /became 95588/,
    ],
    ['a call that rings without its label', 'label', {}, /no name instead of "疑似诈骗"/],
    ['a diverted call that rings at the callee', 'divert', {}, /went to \+8613800000001 instead of 96110/],
    ['a block that makes the switch try another route', 'block', { caller: refused }, /arrived all the same/],
    ['a block that the caller takes for success', 'block', { arrived: [] }, /200 OK, which is no refusal/],
    [
      'a forked call',
      'allow',
      { arrived: [arrived('+8613800000001'), arrived('+8613800000001')] },
      /2 times/,
    ],
    ['a switch that hangs when nobody answers', 'silence', { asked: null, arrived: [] }, /did not arrive/],
    [
      'a switch that waits too long',
      'silence',
      { asked: null, arrived: [arrived('+8613800000001', { afterMs: 32_000 })] },
      /waited 32\.0 s/,
    ],
  ] as const)('finds %s', (_what, act, more, message) => {
    expect(says(act, more)).toMatch(message);
  });

  it('never takes short numbers for each other because one ends the other', () => {
    expect(says('divert', { arrived: [arrived('110')] })).toMatch(/went to 110 instead of 96110/);
  });
});
