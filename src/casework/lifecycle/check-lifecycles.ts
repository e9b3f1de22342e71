import type { ClockRule } from './clock-rule.ts';
import type { FieldForm } from './field-form.ts';
import type { Guard } from './guard.ts';
import type { Lifecycle, Transition } from './lifecycle.ts';

export type ObjectionPath = readonly (string | number)[];

/** Something that does not hold together, where it stands in its definition, and what to do. */
export interface LifecycleObjection {
  readonly in: 'lifecycle' | 'clock';
  readonly id: string;
  readonly path: ObjectionPath;
  readonly message: string;
}

type Note = (path: ObjectionPath, message: string) => void;

/** What no file can be told alone: names that lead nowhere, states without a way in or out, clocks that nobody uses. */
export function checkLifecycles(
  lifecycles: Readonly<Record<string, Lifecycle>>,
  clocks: Readonly<Record<string, ClockRule>>,
): LifecycleObjection[] {
  const found: LifecycleObjection[] = [];
  for (const lifecycle of Object.values(lifecycles)) {
    const note: Note = (path, message) => found.push({ in: 'lifecycle', id: lifecycle.id, path, message });
    checkParent(lifecycle, lifecycles, note);
    for (const [id, transition] of Object.entries(lifecycle.transitions))
      checkTransition(lifecycle, id, transition, lifecycles, note);
    checkStates(lifecycle, note);
    for (const id of Object.keys(lifecycle.clocks)) checkClockUse(lifecycle, id, clocks, note);
  }
  const used = new Set(Object.values(lifecycles).flatMap((lifecycle) => Object.keys(lifecycle.clocks)));
  for (const id of Object.keys(clocks))
    if (!used.has(id))
      found.push({
        in: 'clock',
        id,
        path: ['id'],
        message: `no lifecycle uses the clock "${id}"; use it or remove it`,
      });
  return found;
}

const takes = ({ requires, allows }: Transition, field: string): boolean =>
  requires.includes(field) || allows.includes(field);

const has = (record: Readonly<Record<string, unknown>>, key: string): boolean => Object.hasOwn(record, key);

function checkParent(
  { parent }: Lifecycle,
  lifecycles: Readonly<Record<string, Lifecycle>>,
  note: Note,
): void {
  if (parent !== null && !has(lifecycles, parent.lifecycle))
    note(
      ['parent', 'lifecycle'],
      `there is no lifecycle "${parent.lifecycle}"; write one of ${Object.keys(lifecycles).join(', ')}`,
    );
}

function checkTransition(
  lifecycle: Lifecycle,
  id: string,
  transition: Transition,
  lifecycles: Readonly<Record<string, Lifecycle>>,
  note: Note,
): void {
  const at: ObjectionPath = ['transitions', id];
  const states = Object.keys(lifecycle.states).join(', ');
  for (const [index, state] of transition.from.entries())
    if (!has(lifecycle.states, state))
      note([...at, 'from', index], `there is no state "${state}"; write one of ${states}`);
    else if (lifecycle.states[state]!.final && !transition.reopens)
      note(
        [...at, 'from', index],
        `"${state}" is final; write "reopens: true" if this transition may leave it`,
      );
  if (transition.to !== null && !has(lifecycle.states, transition.to))
    note([...at, 'to'], `there is no state "${transition.to}"; write one of ${states}`);
  if (transition.from.length === 0 && transition.to === null)
    note(at, 'a transition without "from" opens an item, so it needs "to"');
  if (transition.reopens && !transition.from.some((state) => lifecycle.states[state]?.final))
    note([...at, 'reopens'], 'it leaves no final state; remove "reopens"');
  checkNames(lifecycle, at, transition, note);
  for (const [index, guard] of transition.guards.entries())
    checkGuard(lifecycle, [...at, 'guards', index], guard, lifecycles, note);
  for (const [index, { from, of }] of transition.apart.entries()) {
    const other = of === 'item' ? lifecycle : lifecycles[lifecycle.parent?.lifecycle ?? ''];
    for (const done of from)
      if (other === undefined || !has(other.transitions, done))
        note([...at, 'apart', index], `the ${of} has no transition "${done}"; mend its name`);
  }
  checkEffects(lifecycle, at, transition, lifecycles, note);
}

function checkNames(lifecycle: Lifecycle, at: ObjectionPath, transition: Transition, note: Note): void {
  for (const key of ['requires', 'allows'] as const)
    for (const [index, field] of transition[key].entries())
      if (!has(lifecycle.fields, field))
        note(
          [...at, key, index],
          `there is no field "${field}"; write one of ${Object.keys(lifecycle.fields).join(', ')}`,
        );
  const { readdresses } = transition;
  if (
    readdresses !== null &&
    (lifecycle.fields[readdresses]?.form !== 'agency' || !takes(transition, readdresses))
  )
    note(
      [...at, 'readdresses'],
      `"${readdresses}" must be a field of the form agency that this transition takes`,
    );
  for (const [key, form] of [
    ['handsOver', 'agency'],
    ['absorbs', 'ulid'],
  ] as const) {
    const field = transition[key];
    if (field !== null && (lifecycle.fields[field]?.form !== form || !transition.requires.includes(field)))
      note([...at, key], `"${field}" must be a field of the form ${form} that this transition requires`);
  }
}

function checkGuard(
  lifecycle: Lifecycle,
  at: ObjectionPath,
  guard: Guard,
  lifecycles: Readonly<Record<string, Lifecycle>>,
  note: Note,
): void {
  if ('field' in guard) {
    const form = Object.hasOwn(lifecycle.fields, guard.field) ? lifecycle.fields[guard.field] : undefined;
    if (form === undefined) {
      note(at, `there is no field "${guard.field}"; mend its name`);
      return;
    }
    if (guard.guard.startsWith('time-') && form.form !== 'time')
      note(at, `"${guard.field}" is no time; use another field`);
    if (guard.guard === 'field-is')
      for (const word of guard.is)
        if (!has(form.values, word))
          note(
            at,
            `"${guard.field}" never is "${word}"; write one of ${Object.keys(form.values).join(', ')}`,
          );
  } else if ('states' in guard) {
    const child = lifecycles[guard.lifecycle];
    if (child?.parent?.lifecycle !== lifecycle.id) {
      note(at, `"${guard.lifecycle}" is no child of "${lifecycle.id}"; mend its name`);
      return;
    }
    for (const state of guard.states)
      if (!has(child.states, state)) note(at, `"${guard.lifecycle}" has no state "${state}"; mend its name`);
  } else if ('transition' in guard && !has(lifecycle.transitions, guard.transition))
    note(at, `there is no transition "${guard.transition}"; mend its name`);
  else if ('clock' in guard && !has(lifecycle.clocks, guard.clock))
    note(at, `the clock "${guard.clock}" does not run in this lifecycle; add it under "clocks"`);
}

function checkEffects(
  lifecycle: Lifecycle,
  at: ObjectionPath,
  transition: Transition,
  lifecycles: Readonly<Record<string, Lifecycle>>,
  note: Note,
): void {
  for (const [index, effect] of transition.effects.entries()) {
    const path = [...at, 'effects', index];
    if (!('transition' in effect)) continue;
    const name = 'lifecycle' in effect ? effect.lifecycle : (lifecycle.parent?.lifecycle ?? '');
    const other = lifecycles[name];
    if (other === undefined || !has(other.transitions, effect.transition)) {
      note(path, `"${name}" has no transition "${effect.transition}"; mend the name`);
      continue;
    }
    const target = other.transitions[effect.transition]!;
    if (!target.roles.includes('system'))
      note(path, `the system makes "${effect.transition}" of "${name}"; add the role system there`);
    for (const field of target.requires)
      if (!isLike(other.fields[field], lifecycle.fields[field]))
        note(
          path,
          `"${effect.transition}" needs "${field}", which this lifecycle cannot give; add that field here`,
        );
    if ('lifecycle' in effect && other.parent?.lifecycle !== lifecycle.id)
      note(path, `"${name}" is no child of "${lifecycle.id}"; give it that parent`);
    if (effect.do === 'open-children' && lifecycle.fields[effect.each]?.form !== 'agency')
      note(path, `"${effect.each}" is no field of agencies; name one`);
    if (effect.do.startsWith('open-') && other.transitions[effect.transition]!.from.length > 0)
      note(path, `"${effect.transition}" does not open an item; name a transition without "from"`);
  }
}

/** What stands in `given` may be written into `wanted`. */
function isLike(wanted: FieldForm | undefined, given: FieldForm | undefined): boolean {
  if (wanted === undefined || given === undefined) return false;
  const words = Object.keys(given.values).every((word) => has(wanted.values, word));
  return wanted.form === given.form && wanted.many === given.many && wanted.max >= given.max && words;
}

function checkStates(lifecycle: Lifecycle, note: Note): void {
  const moves = Object.values(lifecycle.transitions);
  const opening = moves.flatMap(({ from, to }) => (from.length === 0 && to !== null ? [to] : []));
  const reached = closure(opening, (state) =>
    moves.flatMap(({ from, to }) => (to !== null && from.includes(state) ? [to] : [])),
  );
  const finals = Object.keys(lifecycle.states).filter((state) => lifecycle.states[state]!.final);
  const leadsOut = closure(finals, (state) =>
    moves.flatMap(({ from, to, reopens }) => (to === state && !reopens ? from : [])),
  );
  for (const [id, { final, unclocked }] of Object.entries(lifecycle.states)) {
    if (!reached.has(id))
      note(['states', id], `nothing leads to the state "${id}"; add a transition or remove it`);
    if (!final && !leadsOut.has(id))
      note(['states', id], `no way leads from "${id}" to an end; add a transition`);
    const clocked = Object.values(lifecycle.clocks).some(
      ({ runsIn, pausesIn }) => runsIn.includes(id) || pausesIn.some(({ state }) => state === id),
    );
    if (!final && !clocked && unclocked === null)
      note(
        ['states', id],
        `no clock runs in "${id}"; declare one, or say under "unclocked" why nobody waits`,
      );
    if (unclocked !== null && (clocked || final))
      note(
        ['states', id, 'unclocked'],
        final ? 'a final state has no clock anyway; remove this' : 'a clock does run here; remove this',
      );
  }
  if (opening.length === 0) note(['transitions'], 'no transition opens an item; leave out "from" in one');
  if (finals.length === 0) note(['states'], 'no state is final; write "final: true" where the work ends');
}

function closure(start: readonly string[], next: (one: string) => readonly string[]): Set<string> {
  const found = new Set(start);
  // A set grows while it is walked.
  for (const one of found) for (const other of next(one)) found.add(other);
  return found;
}

function checkClockUse(
  lifecycle: Lifecycle,
  id: string,
  clocks: Readonly<Record<string, ClockRule>>,
  note: Note,
): void {
  const at: ObjectionPath = ['clocks', id];
  const rule = clocks[id];
  if (rule === undefined) {
    note(at, `clocks.yaml has no clock "${id}"; add it there with its basis`);
    return;
  }
  const { runsIn, pausesIn } = lifecycle.clocks[id]!;
  const states = [...runsIn, ...pausesIn.map(({ state }) => state)];
  for (const state of states)
    if (!has(lifecycle.states, state)) note(at, `there is no state "${state}"; mend its name`);
    else if (lifecycle.states[state]!.final) note(at, `"${state}" is final, where no clock runs; remove it`);
  if (new Set(states).size < states.length)
    note(at, 'a state is named twice; a clock either runs or pauses there');
  if (pausesIn.length > 0 && rule.limits.some(({ length }) => !length.counts.startsWith('working')))
    note(
      [...at, 'pausesIn'],
      'a limit on the wall clock never pauses; count working time or remove the pause',
    );
  for (const { when, length } of rule.limits) checkLimit(lifecycle, id, when, length, note);
  const due = rule.onLimit === null ? undefined : lifecycle.transitions[rule.onLimit];
  if (rule.onLimit === null) return;
  if (due === undefined || !due.roles.includes('system') || due.requires.length > 0) {
    note(
      at,
      `at its limit this clock makes "${rule.onLimit}": a transition of the role system without required fields`,
    );
    return;
  }
  for (const state of runsIn)
    if (!due.from.includes(state))
      note(at, `"${rule.onLimit}" is not possible from "${state}"; add it to its "from"`);
}

function checkLimit(
  lifecycle: Lifecycle,
  id: string,
  when: ClockRule['limits'][number]['when'],
  length: ClockRule['limits'][number]['length'],
  note: Note,
): void {
  const at: ObjectionPath = ['clocks', id];
  if (when !== null)
    for (const word of when.is)
      if (lifecycle.fields[when.field]?.values[word] === undefined)
        note(
          at,
          `its limit asks whether "${when.field}" is "${word}", which this lifecycle cannot write; add the field`,
        );
  if (length.counts === 'until' && lifecycle.fields[length.field]?.form !== 'time')
    note(at, `its limit is the time in "${length.field}"; add that field, of the form time`);
}
