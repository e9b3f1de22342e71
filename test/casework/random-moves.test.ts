import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { auditEntryText } from '../../src/access/ledger/core/audit-entry.ts';
import {
  type AuditEntry,
  applyMove,
  type CaseworkEvent,
  evolve,
  type FieldForm,
  type Item,
  itemDueAt,
  type Lifecycle,
  ledgerDraft,
  type Move,
  type MoveContext,
  nextTickAt,
  replayTrail,
  tickClocks,
} from '../../src/casework/lifecycle/index.ts';
import type { Actor } from '../../src/domain/actor.ts';
import { ROLES } from '../../src/domain/role.ts';
import { loadCasework } from '../../src/main/load-casework.ts';

const { lifecycles, rules } = await loadCasework();
const START = Date.parse('2026-04-01T09:00:00+08:00');
const OWNER = { id: 'a-police', kind: 'police' } as const;
const ADDRESSEE = { id: 'b-carrier', kind: 'carrier' } as const;
const CENTRE = { id: 'c-centre', kind: 'centre' } as const;
const ulid = (number: number): string => `01K${String(number).padStart(23, '0')}`;
const POLICE = { id: 'd-police', kind: 'police' } as const;
const ID = ulid(1);

/** What one step of a walk draws; everything else follows from it. */
interface Draw {
  readonly pick: number;
  readonly anyTransition: boolean;
  readonly role: number;
  readonly fitRole: boolean;
  readonly person: number;
  readonly agency: number;
  readonly minutes: number;
  readonly staleBy: number;
  readonly fields: 'good' | 'missing' | 'odd' | 'extra';
  readonly word: number;
  readonly children: boolean;
  readonly sources: number;
}

const draws: fc.Arbitrary<Draw> = fc.record({
  pick: fc.nat(1_000),
  anyTransition: fc.integer({ min: 0, max: 9 }).map((one) => one === 0),
  role: fc.nat(ROLES.length - 1),
  fitRole: fc.integer({ min: 0, max: 9 }).map((one) => one > 1),
  person: fc.nat(3),
  agency: fc.nat(3),
  minutes: fc.oneof(
    { weight: 4, arbitrary: fc.integer({ min: -5, max: 120 }) },
    { weight: 1, arbitrary: fc.integer({ min: 0, max: 30_000 }) },
  ),
  staleBy: fc.oneof(
    { weight: 9, arbitrary: fc.constant(0) },
    { weight: 1, arbitrary: fc.constantFrom(-1, 1, 7) },
  ),
  fields: fc.oneof(
    { weight: 9, arbitrary: fc.constant('good' as const) },
    { weight: 2, arbitrary: fc.constantFrom('missing' as const, 'odd' as const, 'extra' as const) },
  ),
  word: fc.nat(9),
  children: fc.boolean(),
  sources: fc.nat(3),
});

function goodValue(form: FieldForm, draw: Draw, at: number): unknown {
  const one = (index: number): unknown => {
    switch (form.form) {
      case 'text':
        return `文字 text ${draw.word} ${index}`;
      case 'integer':
        return form.min;
      case 'time':
        return at + (draw.word + 1) * 3 * 86_400_000;
      case 'ulid':
        return ulid(100 + draw.word + index);
      case 'word':
        return Object.keys(form.values)[draw.word % Object.keys(form.values).length];
      case 'flag':
        return true;
      case 'sha256':
        return String((draw.word + index) % 10).repeat(64);
      case 'agency':
        return form.many ? [CENTRE, ADDRESSEE][index] : POLICE;
    }
  };
  return form.many ? [one(0), one(1)] : one(0);
}

function fieldsFor(
  lifecycle: Lifecycle,
  id: string,
  draw: Draw,
  item: Item | null,
  at: number,
): Record<string, unknown> {
  const transition = lifecycle.transitions[id]!;
  const given: Record<string, unknown> = {};
  for (const name of transition.requires) {
    const form = lifecycle.fields[name]!;
    if (!(form.once && item !== null && Object.hasOwn(item.fields, name)))
      given[name] = goodValue(form, draw, at);
  }
  const [first] = transition.requires;
  if (draw.fields === 'missing' && first !== undefined) delete given[first];
  if (draw.fields === 'odd' && first !== undefined)
    given[first] = ['', NaN, null, [], { id: 1 }, '\u0000', '__proto__', -1, ' '][draw.word % 9];
  if (draw.fields === 'extra') given[['unknownField', '__proto__x', 'constructor'][draw.word % 3]!] = 1;
  return given;
}

function askFor(
  lifecycle: Lifecycle,
  item: Item | null,
  draw: Draw,
  number: number,
  now: number,
): { move: Move; context: MoveContext } {
  const all = Object.entries(lifecycle.transitions);
  const fitting = all.filter(([, { from }]) =>
    item === null ? from.length === 0 : from.includes(item.state),
  );
  // Weighted towards what goes on, or long lifecycles would rarely be walked to their end.
  const onward = fitting.filter(
    ([, { to }]) => to !== null && !lifecycle.states[to]!.final && to !== 'revoked',
  );
  const pool = draw.anyTransition || fitting.length === 0 ? all : [...fitting, ...onward, ...onward];
  const [id, transition] = pool[draw.pick % pool.length]!;
  const role = draw.fitRole ? transition.roles[draw.role % transition.roles.length]! : ROLES[draw.role]!;
  const whose =
    transition.party === 'addressee'
      ? lifecycle.id === 'lead'
        ? CENTRE
        : ADDRESSEE
      : (item?.owner ?? OWNER);
  const agency = draw.agency === 0 ? CENTRE : whose;
  const actor: Actor = {
    person: role === 'system' ? 'system' : `p${draw.person}`,
    role,
    agency: role === 'system' || role === 'citizen' ? null : agency,
    home: null,
  };
  const parentRef = lifecycle.parent === null ? null : { lifecycle: lifecycle.parent.lifecycle, id: ulid(2) };
  const childOf = Object.values(lifecycles).filter((other) => other.parent?.lifecycle === lifecycle.id);
  const context: MoveContext = {
    at: now,
    actor,
    entryId: ulid(1_000 + number),
    rules,
    parent: parentRef === null ? null : { ...PARENT, ...parentRef },
    children: draw.children
      ? childOf.map((child) => ({
          lifecycle: child.id,
          state: child.id === 'reinstatement' ? 'confirmed' : 'accepted',
          count: 2,
        }))
      : [],
    counts: { 'independent-sources': draw.sources },
    duplicate: null,
    earlier: null,
  };
  const fields = fieldsFor(lifecycle, id, draw, item, now);
  const named = transition.absorbs === null ? undefined : fields[transition.absorbs];
  const duplicate =
    item !== null && typeof named === 'string' ? { ...item, id: named, clocks: earlier(item) } : null;
  return {
    move: {
      transition: id,
      rev: (item?.rev ?? 0) + draw.staleBy,
      key: `key-${number}-walk`,
      fields,
      purpose: 'fraud-investigation',
      caseRef: null,
      opening:
        item === null
          ? {
              id: ID,
              owner: OWNER,
              addressee: lifecycle.id === 'lead' ? CENTRE : ADDRESSEE,
              parent: parentRef,
            }
          : null,
    },
    context: { ...context, duplicate },
  };
}

const earlier = ({ clocks }: Item): Item['clocks'] =>
  Object.fromEntries(
    Object.entries(clocks).map(([name, clock]) => [
      name,
      { ...clock, startedAt: clock.startedAt - 7_200_000 },
    ]),
  );

const PARENT: Item = {
  id: ulid(2),
  lifecycle: 'disposal-order',
  state: 'verified',
  rev: 5,
  seq: 5,
  owner: OWNER,
  addressee: ADDRESSEE,
  parent: null,
  fields: {},
  made: { propose: { times: 1, by: ['p0'] }, approve: { times: 1, by: ['p1'] } },
  clocks: {},
  openedAt: START,
  movedAt: START,
  changedAt: START,
};

/** One walk; asserts everything that must hold at each step. */
function walk(
  lifecycle: Lifecycle,
  steps: readonly Draw[],
  visited: Set<string>,
  refused: Set<string>,
): void {
  let item: Item | null = null;
  let now = START;
  const trail: AuditEntry[] = [];
  const events: CaseworkEvent[] = [];
  for (const [number, draw] of steps.entries()) {
    now += draw.minutes * 60_000;
    if (item !== null && number % 3 === 0) {
      const tick = tickClocks(lifecycle, item, { at: now, entryId: ulid(500_000 + number), rules });
      const next = nextTickAt(item, rules);
      expect(tick !== null).toBe(next !== null && next <= Math.max(now, item.changedAt));
      if (tick !== null) {
        expect(tick.item.rev).toBe(item.rev);
        expect(tickClocks(lifecycle, tick.item, { at: now, entryId: ulid(9), rules })).toBeNull();
        trail.push(tick.entry);
        events.push(...tick.events);
        item = tick.item;
      }
    }
    const { move, context } = askFor(lifecycle, item, draw, number, now);
    const before = JSON.stringify(item);
    const result = applyMove(lifecycle, item, move, context);
    expect(JSON.stringify(item)).toBe(before);
    expect(applyMove(lifecycle, item, move, context)).toEqual(result);
    if (!result.ok) {
      refused.add(result.reason);
      expect(result.words.zh).toMatch(/\p{Script=Han}/u);
      expect(result.words.en).toBe(result.detail);
      expect(`${result.words.zh}${result.words.en}`).not.toMatch(/undefined|\{\w+\}|\[object/);
      continue;
    }
    const { value } = result;
    const transition = lifecycle.transitions[move.transition]!;
    if (item !== null && lifecycle.states[item.state]!.final) expect(transition.reopens).toBe(true);
    expect(Object.keys(lifecycle.states)).toContain(value.item.state);
    expect(value.item.rev).toBe((item?.rev ?? 0) + 1);
    expect(value.entry).toMatchObject({
      kind: 'move',
      rev: value.item.rev,
      from: item?.state ?? null,
      to: value.item.state,
      actor: context.actor,
    });
    expect(transition.roles).toContain(context.actor.role);
    for (const { from, of } of transition.apart)
      for (const done of from)
        expect((of === 'item' ? item : context.parent)?.made[done]?.by ?? []).not.toContain(
          context.actor.person,
        );
    for (const name of transition.requires) expect(value.item.fields).toHaveProperty(name);
    const isFinal = lifecycle.states[value.item.state]!.final;
    if (isFinal) expect([nextTickAt(value.item, rules), itemDueAt(value.item, rules)]).toEqual([null, null]);
    for (const clock of Object.values(value.item.clocks)) {
      const was = item?.clocks[clock.clock];
      if (was?.breachedAt != null) expect(clock.breachedAt).toBe(was.breachedAt);
      if (was !== undefined) expect(clock.countedMs).toBeGreaterThanOrEqual(was.countedMs);
    }
    const kept = { digest: value.entry.digest!, outcome: value };
    expect(applyMove(lifecycle, value.item, move, { ...context, earlier: kept })).toMatchObject(
      item === null ? { ok: false, reason: 'key-reused' } : { ok: true, repeated: true, value },
    );
    expect(
      applyMove(lifecycle, item, { ...move, caseRef: ulid(3) }, { ...context, earlier: kept }),
    ).toMatchObject({ ok: false, reason: 'key-reused' });
    trail.push(value.entry);
    events.push(...value.events);
    item = value.item;
    visited.add(item.state);
  }
  for (const entry of trail)
    expect(auditEntryText(ledgerDraft(entry, '0'.repeat(64)), entry.id, entry.at)).toMatchObject({
      ok: true,
    });
  const stored = JSON.parse(JSON.stringify(trail)) as AuditEntry[];
  expect(JSON.stringify(replayTrail(stored))).toBe(JSON.stringify(item));
  expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
  expect(stored.map(({ seq }) => seq)).toEqual(stored.map((_entry, index) => index + 1));
  for (const [index, entry] of stored.entries())
    if (index > 0) expect(entry.at).toBeGreaterThanOrEqual(stored[index - 1]!.at);
  if (stored.length > 2)
    expect(() => evolve(stored.slice(0, 1).reduce<Item | null>(evolve, null), stored[2]!)).toThrow(
      /does not follow/,
    );
}

describe.each(Object.values(lifecycles))('random moves by random people: $id', (lifecycle) => {
  it('keep every promise of the engine, and reach every state', () => {
    const visited = new Set<string>();
    const refused = new Set<string>();
    fc.assert(
      fc.property(fc.array(draws, { minLength: 10, maxLength: 40 }), (steps) =>
        walk(lifecycle, steps, visited, refused),
      ),
      { numRuns: 300, seed: 20_261_125 },
    );
    expect([...visited].sort()).toEqual(Object.keys(lifecycle.states).sort());
    for (const reason of [
      'role-may-not',
      'revision-conflict',
      'not-from-this-state',
      'final-state',
      'field-unknown',
    ])
      expect([...refused]).toContain(reason);
  });
});
