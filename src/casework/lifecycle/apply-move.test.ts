import { describe, expect, it } from 'vitest';
import type { Actor } from '../../domain/actor.ts';
import type { Role } from '../../domain/role.ts';
import { loadCasework } from '../../main/load-casework.ts';
import {
  applyMove,
  followMoves,
  type Item,
  itemDueAt,
  type KeptOutcome,
  type Move,
  type Moved,
  nextTickAt,
  tickClocks,
} from './index.ts';

const { lifecycles, rules } = await loadCasework();
const police = { id: 'cq-police', kind: 'police' } as const;
const carrier = { id: 'cq-carrier', kind: 'carrier' } as const;
const ulid = (number: number): string => `01K${String(number).padStart(23, '0')}`;
const MINUTE = 60_000;
const at = (text: string): number => Date.parse(`${text}+08:00`);

const actor = (person: string, role: Role): Actor => ({
  person,
  role,
  agency: role === 'system' ? null : role === 'handler' ? carrier : police,
  home: null,
});
let entries = 0;

function make(
  lifecycle: string,
  item: Item | null,
  transition: string,
  who: Actor,
  when: number,
  fields: Record<string, unknown> = {},
  more: Partial<Move> & {
    parent?: Item;
    earlier?: KeptOutcome;
    duplicate?: Item;
    counts?: Record<string, number>;
  } = {},
) {
  const { parent = null, earlier = null, duplicate = null, counts = {}, ...rest } = more;
  entries += 1;
  const opening =
    item === null
      ? {
          id: ulid(entries),
          owner: police,
          addressee: carrier,
          parent: parent && { lifecycle: parent.lifecycle, id: parent.id },
        }
      : null;
  const move: Move = {
    transition,
    rev: item?.rev ?? 0,
    key: `key-${entries}-test`,
    fields,
    purpose: null,
    caseRef: null,
    opening,
    ...rest,
  };
  return applyMove(lifecycles[lifecycle]!, item, move, {
    at: when,
    actor: who,
    entryId: ulid(5_000 + entries),
    rules,
    parent,
    children: [],
    counts,
    duplicate,
    earlier,
  });
}

function done(result: ReturnType<typeof make>): Moved {
  if (!result.ok) throw new Error(`${result.reason}: ${result.detail}`);
  return result.value;
}

const ORDER = {
  target: '+8613800000000',
  action: 'suspend',
  urgency: 'urgent',
  legalBasis: '反电信网络诈骗法 第三十二条',
  reason: '冒充公检法',
  remedy: '96110',
  documents: '身份证',
  expiresAt: at('2026-03-10T00:00'),
};
const MORNING = at('2026-03-02T09:00');
const proposed = (): Item =>
  done(make('disposal-order', null, 'propose', actor('li', 'analyst'), MORNING, ORDER)).item;

describe('a move', () => {
  it('is refused to who made the other half of it, in both languages', () => {
    const refusal = make('disposal-order', proposed(), 'approve', actor('li', 'police-supervisor'), MORNING);
    expect(refusal).toMatchObject({ ok: false, reason: 'same-person' });
    expect(!refusal.ok && refusal.words).toEqual({
      zh: '您已办理过“提出处置”，按职责分离要求不能再批准，请由他人办理',
      en: 'you made the move "propose" before; duties are separated, so somebody else must make "approve"',
    });
    expect(
      make('disposal-order', proposed(), 'approve', actor('wang', 'police-supervisor'), MORNING).ok,
    ).toBe(true);
  });

  it('on a revision that is no longer current carries both, and overwrites nothing', () => {
    const item = proposed();
    const approved = done(
      make('disposal-order', item, 'approve', actor('wang', 'police-supervisor'), MORNING + MINUTE),
    ).item;
    const late = make(
      'disposal-order',
      approved,
      'refuse',
      actor('zhao', 'police-supervisor'),
      MORNING + 2 * MINUTE,
      { reason: '不足' },
      { rev: item.rev },
    );
    expect(late).toMatchObject({
      ok: false,
      reason: 'revision-conflict',
      conflict: { asked: 1, current: 2, state: 'approved', movedAt: MORNING + MINUTE },
    });
  });

  it('under a key used before gives the first outcome, and is refused with another content or another person', () => {
    const first = done(
      make('disposal-order', null, 'propose', actor('li', 'analyst'), MORNING, ORDER, {
        key: 'same-key-1',
        opening: { id: ulid(77), owner: police, addressee: carrier, parent: null },
      }),
    );
    const earlier = { digest: first.entry.digest!, outcome: JSON.parse(JSON.stringify(first)) as Moved };
    const opening = { id: ulid(78), owner: police, addressee: carrier, parent: null };
    const again = make(
      'disposal-order',
      null,
      'propose',
      actor('li', 'analyst'),
      MORNING + 9 * MINUTE,
      ORDER,
      { key: 'same-key-1', opening, earlier },
    );
    expect(again).toEqual({ ok: true, repeated: true, value: first });
    for (const [who, fields] of [
      ['li', { ...ORDER, target: '+8613900000000' }],
      ['wang', ORDER],
    ] as const)
      expect(
        make('disposal-order', null, 'propose', actor(who, 'analyst'), MORNING, fields, {
          key: 'same-key-1',
          opening,
          earlier,
        }),
      ).toMatchObject({
        ok: false,
        reason: 'key-reused',
      });
  });

  it('of another carrier, and of the system administrator, is refused', () => {
    const approved = done(
      make('disposal-order', proposed(), 'approve', actor('wang', 'police-supervisor'), MORNING),
    ).item;
    const sent = done(make('disposal-order', approved, 'dispatch', actor('system', 'system'), MORNING));
    expect(sent.effects.map((effect) => effect.do)).toEqual(['apply-measure', 'notify-person', 'tell']);
    const other = { ...actor('sun', 'handler'), agency: { id: 'other', kind: 'carrier' as const } };
    expect(make('disposal-order', sent.item, 'acknowledge', other, MORNING)).toMatchObject({
      reason: 'not-your-item',
    });
    for (const { transitions } of Object.values(lifecycles))
      for (const { roles } of Object.values(transitions)) expect(roles).not.toContain('system-administrator');
  });

  it('never lets the officer who decided an order review the appeal, nor the same reviewer twice', () => {
    const order = done(
      make('disposal-order', proposed(), 'approve', actor('wang', 'police-supervisor'), MORNING),
    ).item;
    const citizen: Actor = { person: 'subscriber', role: 'citizen', agency: null, home: null };
    let item = done(
      make(
        'appeal',
        null,
        'file',
        citizen,
        MORNING,
        { route: 'measure-taker', claim: '误停' },
        { parent: order },
      ),
    ).item;
    item = done(
      make('appeal', item, 'accept', actor('chen', 'appeals-officer'), MORNING, {}, { parent: order }),
    ).item;
    expect(
      make('appeal', item, 'review', actor('wang', 'appeals-officer'), MORNING, {}, { parent: order }),
    ).toMatchObject({ reason: 'same-person' });
    expect(make('appeal', item, 'review', actor('chen', 'appeals-officer'), MORNING)).toMatchObject({
      reason: 'parent-missing',
    });
    item = done(
      make('appeal', item, 'review', actor('chen', 'appeals-officer'), MORNING, {}, { parent: order }),
    ).item;
    item = done(
      make(
        'appeal',
        item,
        'dismiss',
        actor('chen', 'appeals-officer'),
        MORNING,
        { reason: '查实' },
        { parent: order },
      ),
    ).item;
    const again = { reason: '新材料' };
    expect(
      make('appeal', item, 'second-review', actor('chen', 'appeals-officer'), MORNING, again, {
        parent: order,
      }),
    ).toMatchObject({ reason: 'same-person' });
    item = done(
      make('appeal', item, 'second-review', actor('he', 'appeals-officer'), MORNING, again, {
        parent: order,
      }),
    ).item;
    const upheld = done(
      make(
        'appeal',
        item,
        'uphold',
        actor('he', 'appeals-officer'),
        MORNING,
        { reason: '误停' },
        { parent: order },
      ),
    );
    expect(upheld.effects[0]).toEqual({ do: 'try-parent', transition: 'revoke' });
  });

  it('hands a case over to police only, and goes on under the new owner', () => {
    const item = done(
      make('case', null, 'open', actor('li', 'case-officer'), MORNING, { summary: '冒充客服' }),
    ).item;
    const reason = '管辖';
    const boss = actor('wang', 'police-supervisor');
    expect(make('case', item, 'hand-over', boss, MORNING, { newOwner: carrier, reason })).toMatchObject({
      reason: 'agency-kind-may-not',
      field: 'newOwner',
    });
    const other = { id: 'yb-police', kind: 'police' };
    const handed = done(make('case', item, 'hand-over', boss, MORNING, { newOwner: other, reason }));
    expect(handed.entry.parties).toEqual({ owner: other, addressee: carrier, parent: null });
    expect(
      make('case', handed.item, 'file', actor('zhao', 'police-supervisor'), MORNING, { number: 'A1' }),
    ).toMatchObject({ reason: 'not-your-item' });
  });

  it('is sent to the unit named on the way, and to none when none is known', () => {
    const parties = { id: ulid(88), owner: police, addressee: null, parent: null };
    const item = done(
      make('disposal-order', null, 'propose', actor('li', 'analyst'), MORNING, ORDER, { opening: parties }),
    ).item;
    const approved = done(
      make('disposal-order', item, 'approve', actor('wang', 'police-supervisor'), MORNING),
    ).item;
    expect(make('disposal-order', approved, 'dispatch', actor('system', 'system'), MORNING)).toMatchObject({
      reason: 'addressee-missing',
    });
    const sent = done(
      make('disposal-order', approved, 'dispatch', actor('system', 'system'), MORNING, { executor: carrier }),
    ).item;
    expect(make('disposal-order', sent, 'acknowledge', actor('sun', 'handler'), MORNING).ok).toBe(true);
  });

  it('one report never confirms an indicator', () => {
    const fields = { value: '+8613800000000', kind: 'number', expiresAt: at('2026-05-01T00:00') };
    const item = done(make('indicator', null, 'suspect', actor('li', 'analyst'), MORNING, fields)).item;
    const confirm = { grounds: '群众举报', expiresAt: fields.expiresAt };
    for (const counts of [{}, { 'independent-sources': 1 }])
      expect(
        make('indicator', item, 'confirm', actor('wang', 'case-officer'), MORNING, confirm, { counts }),
      ).toMatchObject({ reason: 'count-too-low' });
    expect(
      make('indicator', item, 'confirm', actor('wang', 'case-officer'), MORNING, confirm, {
        counts: { 'independent-sources': 2 },
      }).ok,
    ).toBe(true);
  });
});

describe('what follows on related items', () => {
  it('one leg for each addressee, with the fields the leg needs and keys that follow from the entry', () => {
    const addressees = [carrier, { id: 'cq-mvno', kind: 'virtual-operator' }];
    const asked = {
      question: '机主',
      form: 'holder',
      addressees,
      urgency: 'urgent',
      legalBasis: '刑事诉讼法',
    };
    let item = done(
      make('verification-request', null, 'draft', actor('li', 'case-officer'), MORNING, asked),
    ).item;
    const { urgency, legalBasis } = asked;
    item = done(
      make('verification-request', item, 'submit', actor('li', 'case-officer'), MORNING, {
        addressees,
        urgency,
        legalBasis,
      }),
    ).item;
    const {
      entry,
      effects,
      item: sent,
    } = done(make('verification-request', item, 'approve', actor('wang', 'police-supervisor'), MORNING));
    const moves = followMoves(lifecycles, sent, entry, effects);
    expect(
      moves.map(({ on, lifecycle, transition, fields, parties }) => [
        on,
        lifecycle,
        transition,
        fields,
        parties?.addressee,
      ]),
    ).toEqual(addressees.map((one) => ['open', 'verification-leg', 'send', { urgency: 'urgent' }, one]));
    const opened = moves.map(({ transition, fields, parties, key }, index) =>
      done(
        make('verification-leg', null, transition, actor('system', 'system'), MORNING, fields, {
          key,
          opening: { id: ulid(900 + index), ...parties! },
        }),
      ),
    );
    expect(opened.map(({ item: leg }) => [leg.owner.id, leg.addressee?.id, leg.parent?.id])).toEqual([
      ['cq-police', 'cq-carrier', sent.id],
      ['cq-police', 'cq-mvno', sent.id],
    ]);
  });
});

describe('the clocks of an item', () => {
  it('tell each threshold once, keep the breach, and end with the item', () => {
    let item = proposed();
    expect(itemDueAt(item, rules)).toBe(MORNING + 15 * MINUTE);
    expect(nextTickAt(item, rules)).toBe(MORNING + 7.5 * MINUTE);
    const tick = tickClocks(lifecycles['disposal-order']!, item, {
      at: MORNING + 13 * MINUTE,
      entryId: ulid(1),
      rules,
    })!;
    expect(
      tick.events.map(
        (event) => event.event === 'clock-threshold' && [event.percent, event.breach, event.tell],
      ),
    ).toEqual([
      [50, false, ['assignee']],
      [80, false, ['assignee', 'supervisor']],
    ]);
    expect([tick.item.rev, tick.item.seq]).toEqual([1, 2]);
    // Nobody ticked when the limit came; the move itself finds the breach, though it answers the clock.
    const late = done(
      make('disposal-order', tick.item, 'refuse', actor('wang', 'police-supervisor'), MORNING + 20 * MINUTE, {
        reason: '不足',
      }),
    );
    expect(late.events.filter((event) => event.event === 'clock-threshold')).toMatchObject([
      {
        clock: 'order-approval',
        percent: 100,
        breach: true,
        reachedAt: MORNING + 15 * MINUTE,
        at: MORNING + 20 * MINUTE,
      },
    ]);
    item = late.item;
    expect(item.clocks['order-approval']).toMatchObject({ mode: 'ended', breachedAt: MORNING + 15 * MINUTE });
    expect(nextTickAt(item, rules)).toBeNull();
    expect(
      tickClocks(lifecycles['disposal-order']!, item, { at: MORNING + 1e9, entryId: ulid(2), rules }),
    ).toBeNull();
  });

  it('at the end of a term call for the move of the system, which lifts the measure', () => {
    const approved = done(
      make('disposal-order', proposed(), 'approve', actor('wang', 'police-supervisor'), MORNING),
    ).item;
    const item = done(make('disposal-order', approved, 'dispatch', actor('system', 'system'), MORNING)).item;
    const tick = tickClocks(lifecycles['disposal-order']!, item, {
      at: ORDER.expiresAt,
      entryId: ulid(3),
      rules,
    })!;
    expect(tick.dueMoves).toEqual([{ transition: 'expire', clock: 'measure-term' }]);
    const expired = done(
      make('disposal-order', tick.item, 'expire', actor('system', 'system'), ORDER.expiresAt),
    );
    expect(expired.item.state).toBe('expired');
    expect(expired.effects[0]).toEqual({ do: 'lift-measure' });
  });

  it('count working days by the make-up workdays of 2026', () => {
    // Spring Festival: 15 to 23 February off; Saturday 14 and Saturday 28 are worked.
    const order = done(
      make('disposal-order', proposed(), 'approve', actor('wang', 'police-supervisor'), MORNING),
    ).item;
    const citizen: Actor = { person: 'subscriber', role: 'citizen', agency: null, home: null };
    const file = (when: string) =>
      done(
        make(
          'appeal',
          null,
          'file',
          citizen,
          at(when),
          { route: 'measure-taker', claim: '误停' },
          { parent: order },
        ),
      ).item;
    const due = (item: Item) =>
      new Date(
        rules
          .calendarFor('police')
          .reach(item.clocks['appeal-decision']!.startedAt, item.clocks['appeal-decision']!.limitMs) +
          8 * 3_600_000,
      )
        .toISOString()
        .slice(0, 16);
    expect(due(file('2026-02-13T10:00'))).toBe('2026-02-27T10:00');
    expect(due(file('2026-02-25T10:00'))).toBe('2026-03-03T10:00');
    expect(due(file('2026-03-02T10:00'))).toBe('2026-03-09T10:00');
    expect(itemDueAt(file('2026-02-14T18:00'), rules)).toBe(at('2026-02-24T18:00'));
  });

  it('inherit the start of a merged duplicate, whose thresholds are then told once', () => {
    const fields = { text: '有人冒充客服', channel: 'web', urgency: 'normal' };
    const first = done(make('fraud-report', null, 'receive', actor('li', 'analyst'), MORNING, fields)).item;
    const second = done(
      make('fraud-report', null, 'receive', actor('li', 'analyst'), MORNING + 50 * MINUTE, fields),
    ).item;
    const merged = done(
      make(
        'fraud-report',
        second,
        'absorb',
        actor('li', 'analyst'),
        MORNING + 55 * MINUTE,
        { absorbed: first.id },
        { duplicate: first },
      ),
    );
    expect(merged.item.clocks['report-triage']).toMatchObject({ startedAt: MORNING, told: 2 });
    expect(itemDueAt(merged.item, rules)).toBe(MORNING + 60 * MINUTE);
    expect(
      make(
        'fraud-report',
        second,
        'absorb',
        actor('li', 'analyst'),
        MORNING,
        { absorbed: second.id },
        { duplicate: second },
      ),
    ).toMatchObject({ reason: 'duplicate-not-given' });
  });
});
