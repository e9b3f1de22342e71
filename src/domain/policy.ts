import type { Measure } from './measure.ts';
import type { BilingualText } from './text.ts';
import type { BlockKind } from './treatment.ts';
import type { Unit } from './unit.ts';
import type { PolicyStamp } from './verdict.ts';

/** Where a rule or limit comes from, so that it can be defended in front of a customer or a court. */
export interface Basis {
  readonly kind: 'law' | 'standard' | 'regulator' | 'practice' | 'measured' | 'paper';
  readonly text: BilingualText;
  /** Citation: article, clause, paper or the data a figure was measured on. */
  readonly source: string;
}

/** A case the rule must decide as stated; run by `jingtong policy test`. Unnamed features are unknown (NaN). */
export interface RuleExample {
  readonly name: string;
  /**
   * `caller.calls_1h: 61`, `call.trunk: international`, `caller.kind: service-code`. `caller.number: "+8610..."` or
   * `"95588"` gives the digits that `prefix` and `known` look at.
   */
  readonly given: Readonly<Record<string, number | string | boolean>>;
  readonly fires: boolean;
}

/** One observation about a call. Conditions are CEL over the feature catalogue and the call's own fields. */
export interface Rule {
  readonly id: string;
  readonly version: number;
  readonly title: BilingualText;
  /** Sentence for a person, with `{value}` and `{threshold}`, or `{value|call|calls}` (`reason-sentence.ts`). */
  readonly reason: BilingualText;
  readonly group: string;
  readonly weight: number;
  readonly basis: Basis;
  /** CEL expression for the number shown in the verdict. */
  readonly value: string;
  /** How value and threshold are written for people; data keeps raw numbers. */
  readonly unit: Unit;
  readonly threshold: number;
  /** CEL condition; may use `value` and `threshold`. */
  readonly when: string;
  readonly examples: readonly RuleExample[];
}

/** Signals of one group say much the same thing; together they count at most `cap`. */
export interface SignalGroup {
  readonly id: string;
  readonly title: BilingualText;
  readonly cap: number;
  /**
   * What its signals speak about. `call`: this call pretends to come from the number, so the number itself must not be
   * listed or suspected for it. `number` (usual): the caller's own behaviour.
   */
  readonly about: 'number' | 'call';
  /** Why a call is blocked for which it speaks, as told to the switch; absent: `analytics`. */
  readonly blocksAs?: BlockKind | undefined;
  /** What the called person's display says for it, at most `MAX_LABEL` characters with both languages; absent: the policy's. */
  readonly label?: BilingualText | undefined;
}

/** Characters of a label in both languages, the space between them included: what displays of telephones show. */
export const MAX_LABEL = 32;

/** A combination of signals that means more than its parts. CEL over `fired.RULE_ID`. */
export interface Composite {
  readonly id: string;
  readonly version: number;
  readonly title: BilingualText;
  readonly reason: BilingualText;
  readonly weight: number;
  readonly when: string;
  readonly basis: Basis;
}

/** The score from which a measure applies, and how many distinct groups must have spoken. */
export interface MeasureThreshold {
  readonly measure: Measure;
  readonly score: number;
  readonly minGroups: number;
  /** One of these groups must be among them; empty: any will do. Keeps the last steps from statistics alone. */
  readonly needs: readonly string[];
}

/** One entry of an allow, deny or protected list, as written by a person. */
export interface ListEntry {
  readonly list: 'allow' | 'deny' | 'protected';
  /** The number or, with `prefix`, the leading digits, in any form the normaliser reads. */
  readonly number: string;
  readonly match: 'exact' | 'prefix';
  /** Country whose plan reads `number`, ISO alpha-2. */
  readonly country: string;
  readonly party: 'caller' | 'callee' | 'both';
  readonly source: string;
  readonly reason: BilingualText;
  /** Epoch milliseconds from which the entry no longer counts; `null`: until withdrawn (only protected entries may). */
  readonly expiresAt: number | null;
  /** What a deny entry leads to; `none` for the others. */
  readonly measure: Measure;
  /** Who approved it; `null` when nobody did, and then it may be neither a denied prefix nor lead beyond `warn`. */
  readonly approvedBy: string | null;
  /** Where the entry stands (`lists/deny.yaml:12:5`), for messages; not part of the digest. */
  readonly place: string;
}

/** A rule that a layer switched off, and why. */
export interface DisabledRule {
  readonly id: string;
  readonly reason: string;
}

/** Everything that turns facts and features into a verdict, as data. Immutable; replaced whole. */
export interface Policy {
  readonly stamp: PolicyStamp;
  readonly rules: readonly Rule[];
  readonly groups: readonly SignalGroup[];
  readonly composites: readonly Composite[];
  readonly thresholds: readonly MeasureThreshold[];
  readonly lists: readonly ListEntry[];
  readonly disabled: readonly DisabledRule[];
  /** ISO alpha-2 of the network this policy guards: what counts as a domestic number. */
  readonly home: string;
  /** From this measure on, a caller counts as suspicious for `callee.suspects_*`. */
  readonly suspectFrom: Measure;
  /** What the called person's display says where no group says more; absent: "疑似诈骗 Suspected fraud". */
  readonly label?: BilingualText | undefined;
}
