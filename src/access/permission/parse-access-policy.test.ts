import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { type AccessPolicyText, parseAccessPolicy } from './parse-access-policy.ts';

const FOLDER = join(dirname(fileURLToPath(import.meta.url)), '../../../policy/access');
const text = (name: string): string => readFileSync(join(FOLDER, `${name}.yaml`), 'utf8');
const SHIPPED: AccessPolicyText = {
  actions: text('actions'),
  roles: text('roles'),
  purposes: text('purposes'),
  masks: text('masks'),
  reasons: text('reasons'),
};
const changed = (file: keyof AccessPolicyText, from: string, to: string): AccessPolicyText => {
  expect(SHIPPED[file]).toContain(from);
  return { ...SHIPPED, [file]: SHIPPED[file]!.replace(from, to) };
};

it('reads what is shipped, and the refusals of a site', () => {
  expect(parseAccessPolicy(SHIPPED)).toMatchObject({ ok: true });
  const local = 'refuse:\n  - { role: analyst, action: order.propose }\n';
  expect(parseAccessPolicy({ ...SHIPPED, local })).toMatchObject({
    ok: true,
    value: { refusals: [{ role: 'analyst', action: 'order.propose', agency: null }] },
  });
});

const WRONG: readonly (readonly [AccessPolicyText, string])[] = [
  [changed('roles', '      admin.agency: [unit]', '      pii.unmask: [any]'), 'system administrator'],
  [changed('roles', '      admin.agency: [unit]', '      report.read: [unit]'), 'system administrator'],
  [changed('roles', '- id: citizen', '- id: system'), 'appointed as "system"'],
  [changed('roles', '- id: citizen', '- id: emperor'), 'roles.yaml'],
  [changed('roles', '- id: citizen', '- id: analyst'), 'given twice'],
  [changed('roles', 'order.propose: [own]', 'order.proposes: [own]'), 'there is no action "order.proposes"'],
  [changed('roles', 'order.propose: [own]', 'order.propose: [everything]'), 'roles.yaml'],
  [changed('actions', 'id: audit.read,', 'id: audit.edit,'), 'never edited'],
  [changed('actions', 'apart: [created]', 'apart: [creation]'), 'actions.yaml'],
  [
    changed('purposes', '[case-officer, police-supervisor, analyst]', '[system-administrator]'),
    'no use for personal data',
  ],
  [changed('masks', 'name: name', 'name: sometimes'), 'masks.yaml'],
  [{ ...SHIPPED, local: 'allow: []\n' }, 'local.d/access.yaml'],
  [{ ...SHIPPED, roles: 'roles: *x' }, 'roles.yaml'],
  [{ ...SHIPPED, roles: '' }, 'roles.yaml'],
];

it.each(WRONG.map((_, nth) => nth))('refuses changed table %i', (nth) => {
  const [given, said] = WRONG[nth]!;
  expect(parseAccessPolicy(given)).toMatchObject({ ok: false, detail: expect.stringContaining(said) });
});

it('has words for every refusal', () => {
  const parsed = parseAccessPolicy(changed('reasons', '  role: {', '  rule: {'));
  expect(parsed.ok).toBe(false);
});
