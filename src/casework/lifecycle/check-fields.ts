import { canonicalJson } from './canonical-json.ts';
import { type FieldValue, fieldProblem, wanted } from './field-form.ts';
import type { Lifecycle, Transition } from './lifecycle.ts';
import { type Refusal, refuse } from './refusal.ts';

/** The fields a move writes, checked; or why not. Fields the transition does not name are refused, never dropped. */
export function checkFields(
  lifecycle: Lifecycle,
  transition: Transition,
  given: Readonly<Record<string, unknown>>,
  before: Readonly<Record<string, FieldValue>>,
): Refusal | { readonly ok: true; readonly value: Readonly<Record<string, FieldValue>> } {
  const taken = [...transition.requires, ...transition.allows];
  for (const name of Object.keys(given))
    if (!taken.includes(name))
      return refuse(
        'field-unknown',
        { field: shown(name), possible: taken.join(', ') || '–' },
        { field: name },
      );
  const value: Record<string, FieldValue> = {};
  for (const name of taken) {
    const form = lifecycle.fields[name]!;
    const words = { title: form.title, field: name, wanted: wanted(form) };
    if (!Object.hasOwn(given, name)) {
      if (!transition.requires.includes(name)) continue;
      // What an earlier move wrote once and for all need not be said again.
      if (form.once && Object.hasOwn(before, name)) continue;
      return refuse('field-missing', words, { field: name });
    }
    const problem = fieldProblem(form, given[name]);
    if (problem !== null) return refuse('field-form', { ...words, wanted: problem }, { field: name });
    if (
      form.once &&
      Object.hasOwn(before, name) &&
      canonicalJson(before[name]) !== canonicalJson(given[name])
    )
      return refuse('field-fixed', words, { field: name });
    value[name] = structuredClone(given[name]) as FieldValue;
  }
  return { ok: true, value };
}

/** A name somebody sent, short enough to be repeated. */
const shown = (name: string): string => (name.length > 40 ? `${name.slice(0, 40)}…` : name);
