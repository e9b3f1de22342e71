import { Command } from 'commander';
import { createKey, keyProblem } from '../../access/keys/index.ts';
import { Fault } from '../../domain/fault.ts';
import type { Role } from '../../domain/role.ts';
import { type AdminDesk, type AdminGiven, adminCommand, atDesk, operator, role } from './admin-desk.ts';

interface GivenKey extends AdminGiven {
  readonly agency: string;
  readonly role: Role;
  readonly name: string;
  readonly scope: string;
  readonly days: number;
  readonly certificate?: string;
}

export const keyCommand = (): Command =>
  new Command('key')
    .description('API keys of an agency')
    .addCommand(
      adminCommand(
        'create',
        'make a key; it is shown once',
        `  $ jingtong admin key create --agency carrier.x --role handler --name 工单系统 --scope leg.accept,leg.answer --days 90
  $ jingtong admin key create ... --certificate 9f86d0…   only with this client certificate (SHA-256)`,
      )
        .requiredOption('--agency <code>', 'for whom it acts')
        .requiredOption('--role <role>', 'in which role', role)
        .requiredOption('--name <name>', 'what it is for')
        .requiredOption('--scope <actions>', 'what it may do at most, by commas')
        .option('--days <n>', 'days it lives, at most 366', Number, 90)
        .option('--certificate <sha256>', 'fingerprint of the client certificate it is bound to')
        .action((given: GivenKey) => atDesk(given, (desk) => create(desk, given))),
    )
    .addCommand(
      adminCommand(
        'list <agency>',
        'keys of an agency, ended ones too',
        '  $ jingtong admin key list carrier.x',
      ).action((agency: string, given: AdminGiven) =>
        atDesk(given, async ({ keys }) => {
          const rows = (await keys.keysOf(agency)).map(({ hash: _, ...shown }) => shown);
          const line = (one: (typeof rows)[number]): string =>
            `${one.id}  ${one.role}  ${one.name}  until ${new Date(one.expiresAt).toISOString().slice(0, 10)}${one.revokedAt === null ? '' : '  revoked'}`;
          return { text: rows.map(line).join('\n'), json: { keys: rows } };
        }),
      ),
    )
    .addCommand(
      adminCommand(
        'revoke <id>',
        'end a key now, for good',
        '  $ jingtong admin key revoke 3f9c2a1b4d5e --dry-run',
      ).action((id: string, given: AdminGiven) =>
        atDesk(given, async ({ keys, now, isTrial }) => {
          const row = await keys.key(id);
          if (row === null || row.revokedAt !== null)
            throw new Fault('admin-unknown', `there is no key ${id} in force`);
          if (!isTrial) await keys.revokeKey(id, now);
          return {
            text: `revoked: ${id} ${row.name} of ${row.agency}`,
            json: { revoked: id, agency: row.agency },
          };
        }),
      ),
    );

async function create({ directory, keys, policy, now, isTrial }: AdminDesk, given: GivenKey) {
  const { agency, name, days, certificate = null } = given;
  const scopes = given.scope.split(',').map((one) => one.trim());
  const wanted = { agency, role: given.role, name, scopes, days, createdBy: operator(), certificate };
  const ports = { directory, store: keys, clock: { now: () => now } };
  const done = isTrial ? await keyProblem(ports, policy, wanted) : await createKey(ports, policy, wanted);
  if (!done.ok) throw new Fault('admin-refused', `nothing was changed: ${done.detail}`);
  if (done.value === null)
    return { text: `a key of ${agency} for ${scopes.join(', ')}`, json: { agency, scopes } };
  const { id, token, expiresAt } = done.value;
  return {
    text: `key ${id} of ${agency}, until ${new Date(expiresAt).toISOString()}\nkey, shown once: ${token}`,
    json: { id, agency, scopes, expiresAt, token },
  };
}
