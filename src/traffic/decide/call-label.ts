import { measureRank } from '../../domain/measure.ts';
import { MAX_LABEL, type Policy, type SignalGroup } from '../../domain/policy.ts';
import type { BilingualText, Language } from '../../domain/text.ts';
import type { Decision } from '../../domain/verdict.ts';
import { leadingGroup } from './leading-group.ts';

const SUSPECTED: BilingualText = { zh: '疑似诈骗', en: 'Suspected fraud' };

/**
 * What the display of the called person says of a call. Mild: the label of the group that speaks loudest, since "calls many
 * people" is all that is known of a courier. From `warn` on the policy's own, unless the number itself is in doubt. In both
 * languages, since a switch does not know who reads it, unless `language` chooses one. Plain text, at most `MAX_LABEL`
 * characters.
 */
export function labelOf(decision: Decision, policy: Policy, language?: Language): string {
  const isMild = measureRank(decision.measure) < measureRank('warn');
  const leading = leadingGroup(decision, policy.groups, isMild ? isAny : isAboutCall);
  const label = leading?.label ?? policy.label ?? SUSPECTED;
  const text = language === undefined ? `${label.zh} ${label.en}` : label[language];
  return [...text].slice(0, MAX_LABEL).join('');
}

const isAny = (): boolean => true;
const isAboutCall = ({ about }: SignalGroup): boolean => about === 'call';
