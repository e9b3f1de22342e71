import { type Document, parseDocument } from 'yaml';
import { z } from 'zod';
import { AGENCY_KINDS } from '../../domain/agency-kind.ts';
import { bad, ok, type Result } from '../../domain/result.ts';
import { ROLES, type Role } from '../../domain/role.ts';
import { ACTS, type AccessPolicy, REACHES, REFUSAL_REASONS, type RoleRule } from './access-policy.ts';
import { MASKS } from './mask.ts';

/** The files of policy/access; `local` is the site's own, which can only take away. */
export interface AccessPolicyText {
  readonly actions: string;
  readonly roles: string;
  readonly purposes: string;
  readonly masks: string;
  readonly reasons: string;
  readonly local?: string;
}

const words = z.strictObject({ zh: z.string().min(1), en: z.string().min(1) });
const role = z.enum(ROLES);
const kind = z.enum(AGENCY_KINDS);
const actionId = z.string().regex(/^[a-z][a-z-]*\.[a-z][a-z-]*$/);
const needed = z.literal('required').optional();

const FILES = {
  actions: z.strictObject({
    actions: z.array(
      z.strictObject({
        id: actionId,
        title: words,
        purpose: needed,
        case: needed,
        grant: needed,
        apart: z.array(z.enum(ACTS)).default([]),
      }),
    ),
  }),
  roles: z.strictObject({
    sectors: z.partialRecord(kind, z.array(kind)),
    roles: z.array(
      z.strictObject({
        id: role,
        agencies: z.array(kind).min(1),
        alone: z.boolean().default(false),
        may: z.record(actionId, z.array(z.enum(REACHES)).min(1)),
      }),
    ),
  }),
  purposes: z.strictObject({
    purposes: z.array(
      z.strictObject({
        id: z.string().min(1),
        title: words,
        roles: z.array(role),
        case: z.boolean(),
        unmask: z.boolean(),
        basis: z
          .array(
            z.strictObject({ law: z.string(), article: z.string(), strength: z.enum(['text', 'recall']) }),
          )
          .min(1),
      }),
    ),
  }),
  masks: z.strictObject({ masks: z.record(z.string(), z.record(z.string(), z.enum(MASKS))) }),
  reasons: z.strictObject({ reasons: z.record(z.enum(REFUSAL_REASONS), words) }),
  local: z.strictObject({
    refuse: z.array(
      z.strictObject({
        role: role.nullable().default(null),
        action: actionId.nullable().default(null),
        agency: z.string().nullable().default(null),
      }),
    ),
  }),
} as const;

/**
 * Reads the access policy. Refused as a whole (`access-policy`, the detail names file and place) for anything unknown, given
 * twice or missing, and for a table that lets the system administrator touch personal data or anybody edit history.
 */
export function parseAccessPolicy(text: AccessPolicyText): Result<AccessPolicy, 'access-policy'> {
  try {
    const { actions } = read('actions', text.actions);
    const { roles, sectors } = read('roles', text.roles);
    const { purposes } = read('purposes', text.purposes);
    const { refuse } = text.local === undefined ? { refuse: [] } : read('local', text.local);
    const policy: AccessPolicy = {
      actions: keyed('actions', actions, ({ id, title, purpose, case: needsCase, grant, apart }) => ({
        id,
        title,
        needsPurpose: purpose !== undefined,
        needsCase: needsCase !== undefined,
        needsGrant: grant !== undefined,
        apart,
      })),
      roles: keyed('roles', roles, ({ id, agencies, alone, may }) => ({
        id,
        agencies,
        isAlone: alone,
        may: new Map(Object.entries(may)),
      })) as ReadonlyMap<Role, RoleRule>,
      purposes: keyed('purposes', purposes, ({ unmask, case: needsCase, ...rest }) => ({
        ...rest,
        needsCase,
        allowsUnmasking: unmask,
      })),
      sectors: new Map(Object.entries(sectors)) as AccessPolicy['sectors'],
      refusals: refuse,
      masks: new Map(
        Object.entries(read('masks', text.masks).masks).map(([name, fields]) => [
          name,
          new Map(Object.entries(fields)),
        ]),
      ),
      reasons: new Map(
        Object.entries(read('reasons', text.reasons).reasons),
      ) as unknown as AccessPolicy['reasons'],
    };
    const problem = contradiction(policy);
    return problem === null ? ok(policy) : bad('access-policy', problem);
  } catch (error) {
    if (error instanceof Mistake) return bad('access-policy', error.message);
    throw error;
  }
}

class Mistake extends Error {}

function read<Name extends keyof typeof FILES>(name: Name, text: string): z.infer<(typeof FILES)[Name]> {
  const file = name === 'local' ? 'local.d/access.yaml' : `access/${name}.yaml`;
  const document = parseDocument(text, {
    strict: true,
    uniqueKeys: true,
    schema: 'core',
    prettyErrors: true,
  });
  const error = document.errors[0] ?? document.warnings[0];
  if (error !== undefined) throw new Mistake(`${file}: ${error.message}`);
  const parsed = FILES[name].safeParse(plainValue(file, document));
  if (parsed.success) return parsed.data as z.infer<(typeof FILES)[Name]>;
  const issue = parsed.error.issues[0]!;
  throw new Mistake(`${file}: ${issue.path.join('.')}: ${issue.message}`);
}

function plainValue(file: string, document: Document): unknown {
  try {
    return document.toJS({ maxAliasCount: 0 });
  } catch {
    throw new Mistake(`${file}: aliases and anchors are not read; write the value out`);
  }
}

function keyed<Given extends { readonly id: string }, Rule>(
  file: string,
  given: readonly Given[],
  rule: (one: Given) => Rule,
): ReadonlyMap<string, Rule> {
  const map = new Map<string, Rule>();
  for (const one of given) {
    if (map.has(one.id)) throw new Mistake(`access/${file}.yaml: "${one.id}" is given twice; keep one`);
    map.set(one.id, rule(one));
  }
  return map;
}

/** Actions of which the system administrator may be given any; the rest is what is in the system. */
const KEEPING = /^(?:admin\.|audit\.read-config$)/;

function contradiction(policy: AccessPolicy): string | null {
  for (const action of policy.actions.keys())
    if (/^(?:history|audit)\.(?:edit|delete|write)$/.test(action))
      return `access/actions.yaml: history is added to and never edited; remove "${action}"`;
  for (const { id, may } of policy.roles.values())
    for (const action of may.keys()) {
      if (!policy.actions.has(action)) return `access/roles.yaml: ${id}: there is no action "${action}"`;
      if (id === 'system-administrator' && !KEEPING.test(action))
        return `access/roles.yaml: the system administrator keeps the system and may not do "${action}"`;
      if (id === 'system') return 'access/roles.yaml: nobody can be appointed as "system"; remove it';
    }
  for (const { id, roles } of policy.purposes.values())
    if (roles.includes('system-administrator'))
      return `access/purposes.yaml: "${id}" is given to the system administrator, who has no use for personal data`;
  return null;
}
