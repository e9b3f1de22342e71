import { nearestWord } from '../lib/cel/nearest-word.ts';
import { type Located, locate, mergeOver } from './located.ts';
import type { PolicyProblem } from './policy-file.ts';
import { POLICY_LAYERS } from './policy-file.ts';
import type { YamlSource } from './yaml-source.ts';

/** All files of a policy, layer on layer, before any value is checked. */
export interface LayeredPolicy {
  /** The single values of policy.yaml. */
  readonly settings: Located;
  readonly groups: readonly Located[];
  readonly measures: readonly Located[];
  readonly rules: readonly Located[];
  readonly composites: readonly Located[];
  readonly entries: readonly { readonly list: string; readonly item: Located }[];
}

const LIST_PATH = /^lists\/[a-z0-9-]+\.yaml$/;
const RULE_PATH = /^rules\/[a-z0-9-]+\.yaml$/;

/** Puts the layers together: shipped, then local.d merged item by item, then override.d replacing whole items. */
export function layer(sources: readonly YamlSource[], problems: PolicyProblem[]): LayeredPolicy | null {
  const ordered = POLICY_LAYERS.flatMap((name) => sources.filter((source) => source.file.layer === name));
  const collected = {
    settings: null as Located | null,
    groups: new Map<string, Located>(),
    measures: new Map<string, Located>(),
    rules: new Map<string, Located>(),
    composites: new Map<string, Located>(),
    lists: new Map<string, { list: string; items: Located[] }>(),
  };
  for (const source of ordered) {
    const top = locate(source, [], problems);
    if (!top) continue;
    const { path } = source.file;
    if (path === 'policy.yaml') {
      const { settings } = collected;
      collected.settings = settings ? mergeOver(settings, top) : top;
      if (source.file.layer === 'override' && Object.hasOwn(top.value, 'measures'))
        collected.measures.clear();
      keyed(source, top, 'groups', 'id', collected.groups, problems);
      keyed(source, top, 'measures', 'measure', collected.measures, problems);
    } else if (RULE_PATH.test(path)) {
      only(top, ['rules'], problems);
      keyed(source, top, 'rules', 'id', collected.rules, problems);
    } else if (path === 'composites.yaml') {
      only(top, ['composites'], problems);
      keyed(source, top, 'composites', 'id', collected.composites, problems);
    } else if (LIST_PATH.test(path)) {
      only(top, ['list', 'entries'], problems);
      listed(source, top, collected.lists, problems);
    } else {
      problems.push(
        top.problem(
          [],
          'no such policy file; there are policy.yaml, rules/*.yaml, composites.yaml, lists/*.yaml, named in small letters',
        ),
      );
    }
  }
  if (!collected.settings) {
    problems.push({
      file: 'policy.yaml',
      line: 0,
      column: 0,
      message: 'the file is missing; a policy needs it',
    });
    return null;
  }
  return {
    settings: collected.settings,
    groups: [...collected.groups.values()],
    measures: [...collected.measures.values()],
    rules: [...collected.rules.values()],
    composites: [...collected.composites.values()],
    entries: [...collected.lists.values()].flatMap(({ list, items }) =>
      items.map((item) => ({ list, item })),
    ),
  };
}

function only(top: Located, keys: readonly string[], problems: PolicyProblem[]): void {
  for (const key of Object.keys(top.value))
    if (!keys.includes(key))
      problems.push(top.problem([key], `unknown key "${key}"; this file holds ${keys.join(' and ')}`));
}

/** The items under `key`, as located mappings; a missing key is none. */
function items(source: YamlSource, top: Located, key: string, problems: PolicyProblem[]): Located[] {
  const value = top.value[key];
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) {
    problems.push(top.problem([key], 'a list ("- ..." lines) is needed here'));
    return [];
  }
  return value.flatMap((_, index) => locate(source, [key, index], problems) ?? []);
}

function keyed(
  source: YamlSource,
  top: Located,
  key: string,
  idField: string,
  into: Map<string, Located>,
  problems: PolicyProblem[],
): void {
  for (const item of items(source, top, key, problems)) {
    const id = item.value[idField];
    if (typeof id !== 'string') {
      problems.push(item.problem([idField], `every item under "${key}" needs a text "${idField}"`));
      continue;
    }
    const lower = into.get(id);
    if (lower === undefined && item.layer === 'local' && isChangeOnly(key, item)) {
      const near = nearestWord(id, into.keys());
      const meant = near === null ? '.' : `; did you mean "${near}"?`;
      problems.push(
        item.problem([idField], `there is no "${id}" to change${meant} A new one needs "when" and the rest`),
      );
      continue;
    }
    if (lower?.layer === item.layer)
      problems.push(
        item.problem([idField], `"${id}" is given twice in this layer, first at ${lower.place}; keep one`),
      );
    into.set(id, lower && item.layer === 'local' ? mergeOver(lower, item) : item);
  }
}

/** An item without a condition is no rule of its own: it changes or disables one of a lower layer. */
const isChangeOnly = (key: string, { value }: Located): boolean =>
  (key === 'rules' || key === 'composites') && !Object.hasOwn(value, 'when');

/** List entries have no id: local.d adds entries, override.d replaces those of the file with the same path. */
function listed(
  source: YamlSource,
  top: Located,
  into: Map<string, { list: string; items: Located[] }>,
  problems: PolicyProblem[],
): void {
  const list = top.value.list;
  if (list !== 'allow' && list !== 'deny' && list !== 'protected') {
    problems.push(top.problem(['list'], 'say which list this is: allow, deny or protected'));
    return;
  }
  const entries = items(source, top, 'entries', problems);
  const known = into.get(source.file.path);
  if (known && known.list !== list) {
    problems.push(top.problem(['list'], `this file is the ${known.list} list in the shipped policy`));
    return;
  }
  if (known && source.file.layer === 'override' && list === 'protected') {
    problems.push(
      top.problem(['entries'], 'protected numbers can be added (local.d), never replaced or taken away'),
    );
    return;
  }
  if (known && source.file.layer !== 'override') known.items.push(...entries);
  else into.set(source.file.path, { list, items: entries });
}
