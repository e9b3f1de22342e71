import { randomUUID } from 'node:crypto';
import { Command } from 'commander';
import { isAgencyId } from '../../domain/agency.ts';
import type { AgencyKind } from '../../domain/agency-kind.ts';
import { Fault } from '../../domain/fault.ts';
import type { CommandBuilder } from '../command-builder.ts';
import { accessKey } from './admin-database.ts';
import {
  type AdminDesk,
  type AdminGiven,
  adminCommand,
  atDesk,
  kindOption,
  newPassword,
  operator,
} from './admin-desk.ts';
import { keyCommand } from './admin-key.ts';
import { personCommand, roleCommand, secondCommand, sessionCommand } from './admin-people.ts';

/** `jingtong admin`: first set-up, agencies, people, roles, keys. Whoever may read the data folder may do this. */
export const adminCommandGroup: CommandBuilder = () =>
  new Command('admin')
    .description('set up casework: agencies, people, roles, secondments, keys')
    .addCommand(initCommand())
    .addCommand(agencyCommand())
    .addCommand(personCommand())
    .addCommand(roleCommand())
    .addCommand(secondCommand())
    .addCommand(keyCommand())
    .addCommand(sessionCommand());

interface NewAgency extends AdminGiven {
  readonly kind: AgencyKind;
  readonly name: string;
  readonly parent?: string;
}

const initCommand = (): Command =>
  adminCommand(
    'init',
    'make the first agency and its system administrator',
    `  $ jingtong admin init --agency centre.cq --kind centre --name 反诈中心 --login root1
  $ echo "$SECRET" | jingtong admin init --agency centre.cq --kind centre --name 反诈中心 --login root1 --password-stdin`,
  )
    .requiredOption('--agency <code>', 'code of the agency, for good: centre.cq')
    .addOption(kindOption())
    .requiredOption('--name <name>', 'its name')
    .requiredOption('--login <login>', 'login of the administrator')
    .option('--password-stdin', 'read the password from stdin; otherwise one is made and shown once')
    .action((given: NewAgency & { agency: string; login: string; passwordStdin?: boolean }) =>
      atDesk(given, (desk) => init(desk, given)),
    );

async function init(
  desk: AdminDesk,
  given: NewAgency & { agency: string; login: string; passwordStdin?: boolean },
) {
  const { directory, signIn, now, isTrial } = desk;
  if ((await directory.agencies()).length > 0)
    throw new Fault(
      'admin-done',
      'there are agencies already: use "admin agency add" and "admin person add"',
    );
  refuseCode(given.agency);
  const login = given.login.toLowerCase();
  const { hash, shown } = await newPassword(given.passwordStdin === true, [login, given.name, given.agency]);
  if (!isTrial) {
    accessKey(given.data);
    await directory.addAgency({ id: given.agency, kind: given.kind, name: given.name, parent: null });
    const id = randomUUID();
    await directory.addPerson({ id, login, name: login, homeAgency: given.agency });
    await signIn.setPassword(id, hash, now);
    await directory.appoint(
      {
        id: randomUUID(),
        person: id,
        agency: given.agency,
        role: 'system-administrator',
        from: now,
        until: null,
        isSecondment: false,
      },
      { by: operator(), reason: 'first set-up' },
    );
  }
  const password = shown === null || isTrial ? '' : `\npassword, shown once: ${shown}`;
  return {
    text: `${given.agency} and its system administrator "${login}"; the second factor is set up at the first sign-in${password}`,
    json: { agency: given.agency, login, ...(shown === null || isTrial ? {} : { password: shown }) },
  };
}

const agencyCommand = (): Command =>
  new Command('agency')
    .description('member agencies (成员单位)')
    .addCommand(
      adminCommand(
        'add <code>',
        'add an agency; code, kind and place in the tree are for good',
        `  $ jingtong admin agency add police.cq --kind police --name 市公安局
  $ jingtong admin agency add police.cq.yuzhong --kind police --name 渝中分局 --parent police.cq --dry-run`,
      )
        .addOption(kindOption())
        .requiredOption('--name <name>', 'its name')
        .option('--parent <code>', 'the agency above it, of the same kind')
        .action((code: string, given: NewAgency) => atDesk(given, (desk) => addAgency(desk, code, given))),
    )
    .addCommand(
      adminCommand('list', 'all agencies as a tree', '  $ jingtong admin agency list --json').action(
        (given: AdminGiven) =>
          atDesk(given, async ({ directory }) => {
            const agencies = await directory.agencies();
            const line = (one: (typeof agencies)[number]): string =>
              `${'  '.repeat(one.path.length - 1)}${one.id}  ${one.kind}  ${one.name}${one.state === 'active' ? '' : '  (suspended)'}`;
            return { text: agencies.map(line).join('\n'), json: { agencies } };
          }),
      ),
    )
    .addCommand(stateCommand('suspend', 'suspended', 'nobody of it, or under it, sees or does anything'))
    .addCommand(stateCommand('resume', 'active', 'ends a suspension'));

async function addAgency({ directory, isTrial }: AdminDesk, id: string, { kind, name, parent }: NewAgency) {
  refuseCode(id);
  if ((await directory.agency(id)) !== null) throw new Fault('admin-refused', `${id} is there already`);
  const above = parent === undefined ? null : await directory.agency(parent);
  if (parent !== undefined && above === null)
    throw new Fault('admin-unknown', `there is no agency ${parent}`);
  if (above !== null && above.kind !== kind)
    throw new Fault(
      'admin-refused',
      `${parent} is of kind ${above.kind}: a tree is of one kind, so leave --parent away`,
    );
  const path = [...(above?.path ?? []), id];
  if (!isTrial) await directory.addAgency({ id, kind, name, parent: parent ?? null });
  return {
    text: `${path.join(' → ')} (${kind})`,
    json: { agency: { id, kind, name, parent: parent ?? null, path } },
  };
}

const stateCommand = (name: string, state: 'active' | 'suspended', about: string): Command =>
  adminCommand(`${name} <code>`, about, `  $ jingtong admin agency ${name} carrier.x`).action(
    (id: string, given: AdminGiven) =>
      atDesk(given, async ({ directory, isTrial }) => {
        const agency = await directory.agency(id);
        if (agency === null) throw new Fault('admin-unknown', `there is no agency ${id}`);
        if (!isTrial) await directory.setAgencyState(id, state);
        return { text: `${id}: ${state}`, json: { agency: id, state } };
      }),
  );

function refuseCode(code: string): void {
  if (!isAgencyId(code))
    throw new Fault(
      'admin-refused',
      `"${code}" is no code: lower-case letters, digits, "." and "-", such as police.cq.yuzhong`,
    );
}
