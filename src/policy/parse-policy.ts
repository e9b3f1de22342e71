import type { DisabledRule, Policy } from '../domain/policy.ts';
import { bad } from '../domain/result.ts';
import { checkComposites, checkLadder, checkRules } from './cross-checks.ts';
import { digestOf } from './digest.ts';
import { layer } from './layers.ts';
import { readEntries } from './list-entries.ts';
import type { Located, Placed } from './located.ts';
import type { PolicyFile, PolicyProblem } from './policy-file.ts';
import { writeProblem } from './policy-file.ts';
import {
  compositeSchema,
  disabledSchema,
  groupSchema,
  ruleSchema,
  settingsSchema,
  thresholdSchema,
} from './policy-schema.ts';
import { readItem } from './read-item.ts';
import { readYaml } from './yaml-source.ts';

/** How many files a policy may have, all layers together. */
export const MAX_FILES = 500;
/** How many problems are listed; the rest is counted. */
const MAX_LISTED = 50;

/** A `Result`: the policy, or every problem with file, line, column and what to do. */
export type PolicyParse =
  | { readonly ok: true; readonly value: Policy }
  | {
      readonly ok: false;
      readonly reason: 'bad-policy';
      readonly detail: string;
      readonly problems: readonly PolicyProblem[];
    };

/**
 * Reads a whole policy from its files: layers are put together, every value and every condition is checked, and the
 * result is stamped with version and digest. Pure. One problem anywhere refuses the whole policy: half a policy is a
 * different policy. The order of the files does not matter.
 */
export function parsePolicy(files: readonly PolicyFile[]): PolicyParse {
  const problems: PolicyProblem[] = [];
  if (files.length > MAX_FILES)
    return refuse([
      { file: 'policy', line: 0, column: 0, message: `${files.length} files; at most ${MAX_FILES} are read` },
    ]);
  const sorted = [...files].sort((one, other) => (one.path < other.path ? -1 : 1));
  const sources = sorted.flatMap((file) => {
    const read = readYaml(file);
    if (!read.ok) problems.push(...read.problems);
    return read.ok ? [read.source] : [];
  });
  if (problems.length > 0) return refuse(problems);
  const layers = layer(sources, problems);
  const settings = layers && readItem(layers.settings, settingsSchema, problems);
  if (!layers || !settings) return refuse(problems);

  const place = <Item>(items: readonly Located[], read: (at: Located) => Item | null): Placed<Item>[] =>
    items.flatMap((at) => {
      const item = read(at);
      return item === null ? [] : [{ item, at }];
    });
  const disabled: DisabledRule[] = [];
  const enabled = layers.rules.filter((at) => !takeDisabled(at, disabled, problems));
  const groups = place(layers.groups, (at) => readItem(at, groupSchema, problems));
  const thresholds = place(layers.measures, (at) => readItem(at, thresholdSchema, problems));
  const rules = place(enabled, (at) => readItem(at, ruleSchema, problems));
  const composites = place(layers.composites, (at) => readItem(at, compositeSchema, problems));
  const lists = readEntries(layers.entries, settings.home, problems);

  // Later checks compare parts with each other: a part that could not be read would only raise false alarms.
  if (problems.length > 0) return refuse(problems);
  checkRules(rules, groups, settings.home, problems);
  checkComposites(composites, rules, disabled, problems);
  checkLadder(thresholds, groups, layers.settings, settings.suspectFrom, problems);
  if (problems.length > 0) return refuse(problems);

  const policy = {
    home: settings.home,
    suspectFrom: settings.suspectFrom,
    groups: groups.map(({ item }) => item),
    thresholds: thresholds.map(({ item }) => item),
    rules: rules.map(({ item }) => item),
    composites: composites.map(({ item }) => item),
    lists,
    disabled,
    ...(settings.label === undefined ? {} : { label: settings.label }),
  };
  const local = files.some((file) => file.layer !== 'shipped') ? '+local' : '';
  return {
    ok: true,
    value: { stamp: { version: `${settings.version}${local}`, digest: digestOf(policy) }, ...policy },
  };
}

/** A layer may write `disabled: { reason: ... }` on a rule; the reason is part of the policy. */
function takeDisabled(at: Located, disabled: DisabledRule[], problems: PolicyProblem[]): boolean {
  if (!Object.hasOwn(at.value, 'disabled')) return false;
  const inner: Located = {
    ...at,
    value: at.value.disabled as Located['value'],
    problem: (path, message) => at.problem(['disabled', ...path], message),
  };
  const read = readItem(inner, disabledSchema, problems);
  if (read) disabled.push({ id: String(at.value.id), reason: read.reason });
  return true;
}

function refuse(problems: readonly PolicyProblem[]): PolicyParse {
  const lines = problems.slice(0, MAX_LISTED).map(writeProblem);
  if (problems.length > MAX_LISTED) lines.push(`... and ${problems.length - MAX_LISTED} more`);
  return { ...bad('bad-policy', lines.join('\n')), problems };
}
