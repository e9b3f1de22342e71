import type { BilingualText } from '../../domain/text.ts';

/**
 * What follows from an accepted move. The kernel returns effects as data; the caller carries each out in the transaction that
 * stores the item, or writes it to an outbox there. A closed set.
 */
export type Effect =
  /** One child of the lifecycle for each agency named in the field, which becomes its addressee. */
  | {
      readonly do: 'open-children';
      readonly lifecycle: string;
      readonly transition: string;
      readonly each: string;
    }
  /** One item of the lifecycle whose parent is this one. */
  | { readonly do: 'open-child'; readonly lifecycle: string; readonly transition: string }
  /** The transition on every child of the lifecycle that is not final. */
  | { readonly do: 'move-children'; readonly lifecycle: string; readonly transition: string }
  /** The transition tried on the parent; a refusal there (other legs still open) is no error. */
  | { readonly do: 'try-parent'; readonly transition: string }
  /** The measure is in the lists of every decision point; the order's leak is counted from now on. */
  | { readonly do: 'apply-measure' }
  /** The measure is gone from every list of every decision point and unit. */
  | { readonly do: 'lift-measure' }
  /** Notice to the person concerned with reason, legal basis, remedy, documents and expiry, in the same transaction. */
  | { readonly do: 'notify-person'; readonly notice: Notice }
  /** A message in the inbox of a unit. */
  | { readonly do: 'tell'; readonly whom: Recipient }
  /** What was found flows back to detection as a label. */
  | { readonly do: 'label'; readonly as: 'fraud' | 'not-fraud' }
  /** The indicator named by the item's `indicator` field is withdrawn at every unit that holds a copy. */
  | { readonly do: 'withdraw-indicator' }
  /** Sight of the item asked for is granted to the asking unit, or ends. */
  | { readonly do: 'grant-sight' }
  | { readonly do: 'end-sight' }
  /** Each decision of the meeting becomes a task of the unit it names. */
  | { readonly do: 'make-tasks' };
export type EffectName = Effect['do'];

export const NOTICES = [
  'restricted',
  'lifted',
  'appeal-received',
  'appeal-decided',
  'report-answered',
] as const;
export type Notice = (typeof NOTICES)[number];

/** Who is told: by an effect, or when a clock reaches a threshold. */
export const RECIPIENTS = [
  'owner',
  'addressee',
  'assignee',
  'supervisor',
  'liaison',
  'centre',
  'regulator',
] as const;
export type Recipient = (typeof RECIPIENTS)[number];

export const RECIPIENT_NAMES: Readonly<Record<Recipient, BilingualText>> = {
  owner: { zh: '发起单位', en: 'owning unit' },
  addressee: { zh: '承办单位', en: 'addressed unit' },
  assignee: { zh: '经办人', en: 'person in charge' },
  supervisor: { zh: '审批领导', en: 'supervisor' },
  liaison: { zh: '联络员', en: 'liaison officer' },
  centre: { zh: '反诈中心', en: 'joint centre' },
  regulator: { zh: '通信管理局', en: 'regulator' },
};
