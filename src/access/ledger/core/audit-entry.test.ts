import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AuditDraft } from '../../../ports/ledger.ts';
import { auditEntryText } from './audit-entry.ts';
import { canonicalJson } from './canonical-json.ts';
import { commitTo, isCommitted } from './commitment.ts';

const DRAFT: AuditDraft = {
  who: {
    person: '01JDH3M7Q5T0V8Y2B4N6P8R0S2',
    role: 'case-officer',
    agency: 'police.north',
    home: 'carrier.a',
  },
  what: { action: 'number.unmask', kind: 'number', object: '01JDH3M7Q51234567890123456', rev: null },
  why: { purpose: 'investigation', case: 'case-17', basis: '反电信网络诈骗法 art. 26' },
  outcome: 'done',
  reason: null,
  facts: { shown: '138****5678', name: '张*', rows: 12, notifiedAt: 1_790_000_000_000 },
  commitments: { reply: 'ab'.repeat(32) },
};

describe('an entry', () => {
  it('has one text, whatever the order of its parts', () => {
    const text = auditEntryText(DRAFT, 'id', 5);
    const turned = auditEntryText(
      Object.fromEntries(Object.entries(DRAFT).reverse()) as unknown as AuditDraft,
      'id',
      5,
    );
    expect(text).toMatchObject({ ok: true });
    expect(turned).toEqual(text);
    if (text.ok) expect(JSON.parse(text.value)).toEqual({ ...DRAFT, v: 1, id: 'id', at: 5 });
  });

  it('holds no number, no name and no free text', () => {
    const refused: Partial<AuditDraft>[] = [
      { what: { ...DRAFT.what, object: '13800138000' } },
      { what: { ...DRAFT.what, object: '+86-138-0013-8000' } },
      { what: { ...DRAFT.what, action: 'unmask' } },
      { who: { ...DRAFT.who, person: '张三' } },
      { why: { ...DRAFT.why, case: '500101199001011234' } },
      { why: { ...DRAFT.why, basis: 'call 138 0013 8000' } },
      { reason: 'he said so' },
      { facts: { number: 13_800_138_000 } },
      { facts: { name: '张三' } },
      { facts: { shown: '138001380*0 13800138000' } },
      { facts: Object.fromEntries(Array.from({ length: 33 }, (_, at) => [`f${at}`, 1])) },
      { commitments: { reply: 'plain' } },
    ];
    for (const over of refused)
      expect(auditEntryText({ ...DRAFT, ...over }, 'id', 5), JSON.stringify(over)).toMatchObject({
        ok: false,
      });
  });

  it('keeps the canonical form of any JSON: read and written again it is the same', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.integer(), fc.boolean())), (value) => {
        const text = canonicalJson({ ...value });
        expect(canonicalJson(JSON.parse(text))).toBe(text);
      }),
    );
    expect(() => canonicalJson({ fraction: 0.5 })).toThrow();
  });

  it('can prove content it does not hold, and only with its salt', () => {
    const content = Buffer.from('13800138000');
    const salt = Buffer.alloc(32, 3);
    const commitment = commitTo(content, salt);
    expect(isCommitted(commitment, content, salt)).toBe(true);
    expect(isCommitted(commitment, Buffer.from('13800138001'), salt)).toBe(false);
    expect(isCommitted(commitment, content, Buffer.alloc(32, 4))).toBe(false);
    expect(() => commitTo(content, Buffer.alloc(0))).toThrow();
  });
});
