import fc from 'fast-check';
import { expect, it } from 'vitest';
import { MASKS, type Mask, type MaskTable, maskRecord, maskValue } from './mask.ts';

it.each([
  ['name', '张三丰', '张*'],
  ['name', '欧阳', '欧*'],
  ['name', '', ''],
  ['id-number', '500101199001011234', '500***********1234'],
  ['id-number', '50010119900101123X', '500***********123X'],
  ['id-number', 'E1234', '****'],
  ['phone', '13812345678', '138****5678'],
  ['phone', '138 1234 5678', '138****5678'],
  ['phone', '+8613812345678', '+86138****5678'],
  ['phone', '张三', '****'],
  ['card', '6222020200010123', '6222****0123'],
  ['card', '6222 0202 0001 0123', '6222****0123'],
  ['card', '6222', '****'],
  ['hidden', 'anything', '****'],
  ['card', 6222020200010123, '****'],
] as const)('%s: %s is shown as %s', (mask, value, shown) => {
  expect(maskValue(mask, value)).toBe(shown);
});

const TABLE: MaskTable = new Map([
  ['common', new Map<string, Mask>([['id', 'open']])],
  ['subscriber', new Map<string, Mask>([['name', 'name']])],
]);

it('hides a field nobody thought of, and opens those that were unmasked', () => {
  const record = { id: 1, name: '张三', mother: '李四', nested: { phone: '13812345678' } };
  expect(maskRecord(TABLE, 'subscriber', record)).toEqual({
    id: 1,
    name: '张*',
    mother: '****',
    nested: '****',
  });
  expect(maskRecord(TABLE, 'subscriber', record, new Set(['name']))).toMatchObject({
    name: '张三',
    mother: '****',
  });
  expect(maskRecord(TABLE, 'unknown', { name: '张三' })).toEqual({ name: '****' });
});

it('never shows the whole of what it masks', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...MASKS.filter((mask) => mask !== 'open')),
      fc.stringMatching(/^\+?\d{5,24}$/),
      (mask, text) => {
        const digits = text.replace('+', '');
        const shown = String(maskValue(mask, text));
        expect(shown).not.toContain(digits);
      },
    ),
  );
});
