import type { PolicyLayer, PolicyProblem } from './policy-file.ts';
import { fileName } from './policy-file.ts';
import type { YamlPath, YamlSource } from './yaml-source.ts';

export type RawItem = Readonly<Record<string, unknown>>;

/** One item (rule, group, entry) as read, with the way back to its place in whatever file each field came from. */
export interface Located {
  readonly layer: PolicyLayer;
  readonly value: RawItem;
  problem(path: YamlPath, message: string, offset?: number): PolicyProblem;
  /** `lists/deny.yaml:12:5`. */
  readonly place: string;
}

const isItem = (value: unknown): value is RawItem =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The item at a path of a file; a value that is no mapping is reported and left out. */
export function locate(source: YamlSource, path: YamlPath, problems: PolicyProblem[]): Located | null {
  let value: unknown = source.value;
  for (const key of path) value = (value as Record<string | number, unknown>)[key];
  if (!isItem(value)) {
    problems.push(source.problem(path, 'a mapping ("key: value" lines) is needed here'));
    return null;
  }
  const { line, column } = source.problem(path, '');
  return {
    layer: source.file.layer,
    value,
    problem: (inner, message, offset) => source.problem([...path, ...inner], message, offset),
    place: `${fileName(source.file)}:${line}:${column}`,
  };
}

/** `upper` over `lower`, field by field; problems point into the file that gave the field. */
export function mergeOver(lower: Located, upper: Located): Located {
  return {
    layer: upper.layer,
    value: { ...lower.value, ...upper.value },
    problem: (path, message, offset) =>
      (path[0] !== undefined && !Object.hasOwn(upper.value, path[0]) ? lower : upper).problem(
        path,
        message,
        offset,
      ),
    place: upper.place,
  };
}

/** A checked item with its place, so that later checks can still point at it. */
export interface Placed<Item> {
  readonly item: Item;
  readonly at: Located;
}
