import { randomUUID } from 'node:crypto';
import { Command } from 'commander';
import { appoint, appointmentProblem } from '../../access/people/index.ts';
import { Fault } from '../../domain/fault.ts';
import type { Role } from '../../domain/role.ts';
import {
  type AdminDesk,
  type AdminGiven,
  adminCommand,
  atDesk,
  moment,
  newPassword,
  operator,
  personOf,
  role,
} from './admin-desk.ts';

interface NewPerson extends AdminGiven {
  readonly name: string;
  readonly agency: string;
  readonly passwordStdin?: boolean;
}
interface NewRole extends AdminGiven {
  readonly reason: string;
  readonly until?: number;
}

export const personCommand = (): Command =>
  new Command('person')
    .description('people who may sign in')
    .addCommand(
      adminCommand(
        'add <login>',
        'add a person to their agency; a role is given apart',
        '  $ jingtong admin person add zhangwei --name 张伟 --agency police.cq.yuzhong',
      )
        .requiredOption('--name <name>', 'name')
        .requiredOption('--agency <code>', 'home agency')
        .option('--password-stdin', 'read the password from stdin; otherwise one is made and shown once')
        .action((login: string, given: NewPerson) =>
          atDesk(given, (desk) => addPerson(desk, login.toLowerCase(), given)),
        ),
    )
    .addCommand(
      adminCommand(
        'disable <login>',
        'end all sessions and let nobody in',
        '  $ jingtong admin person disable zhangwei --dry-run',
      ).action((login: string, given: AdminGiven) =>
        atDesk(given, async (desk) => {
          const person = await personOf(desk, login);
          if (!desk.isTrial) {
            await desk.directory.setPersonState(person.id, 'disabled');
            await desk.signIn.revokeSessions({ person: person.id }, 'person disabled', desk.now);
          }
          return { text: `${login}: disabled`, json: { login, state: 'disabled' } };
        }),
      ),
    );

async function addPerson(desk: AdminDesk, login: string, { name, agency, passwordStdin }: NewPerson) {
  const { directory, signIn, now, isTrial } = desk;
  if (!/^[a-z0-9][a-z0-9._-]{1,63}$/.test(login))
    throw new Fault('admin-refused', `"${login}" is no login: 2 to 64 of letters, digits, ".", "_" and "-"`);
  if ((await directory.agency(agency)) === null)
    throw new Fault('admin-unknown', `there is no agency ${agency}`);
  if ((await directory.personByLogin(login)) !== null)
    throw new Fault('admin-refused', `the login "${login}" is taken`);
  const { hash, shown } = await newPassword(passwordStdin === true, [login, name, agency]);
  const id = randomUUID();
  if (!isTrial) {
    await directory.addPerson({ id, login, name, homeAgency: agency });
    await signIn.setPassword(id, hash, now);
  }
  const isShown = shown !== null && !isTrial;
  return {
    text: `${login} at ${agency}; give a role with "jingtong admin role grant"${isShown ? `\npassword, shown once: ${shown}` : ''}`,
    json: { person: isTrial ? null : id, login, agency, ...(isShown ? { password: shown } : {}) },
  };
}

export const roleCommand = (): Command =>
  new Command('role')
    .description('appointments (任职): one role at the home agency')
    .addCommand(
      adminCommand(
        'grant',
        'appoint somebody at their own agency',
        `  $ jingtong admin role grant zhangwei case-officer --reason "任命 2026-11-25"
  $ jingtong admin role grant zhangwei analyst --until 2027-06-30 --reason 专项行动 --dry-run`,
      )
        .argument('<login>', 'login')
        .argument('<role>', 'role', role)
        .requiredOption('--reason <text>', 'who decided it, and on what paper')
        .option('--until <day>', 'last day (Default: open)', moment)
        .action((login: string, given: Role, options: NewRole) =>
          atDesk(options, (desk) => give(desk, login, null, given, options)),
        ),
    )
    .addCommand(
      adminCommand(
        'revoke <appointment>',
        'end an appointment or secondment now, with its sessions; it stays in the record',
        '  $ jingtong admin role revoke 0b6e… --dry-run',
      ).action((id: string, given: AdminGiven) =>
        atDesk(given, async ({ directory, now, isTrial }) => {
          const found = await directory.appointment(id);
          if (found === null || found.revokedAt !== null)
            throw new Fault('admin-unknown', `there is no appointment ${id} in force; see "admin role list"`);
          if (!isTrial) await directory.revokeAppointment(id, now);
          return { text: `revoked: ${found.role} at ${found.agency}`, json: { revoked: found } };
        }),
      ),
    )
    .addCommand(
      adminCommand(
        'list <login>',
        'appointments of a person, ended ones too',
        '  $ jingtong admin role list zhangwei',
      ).action((login: string, given: AdminGiven) =>
        atDesk(given, async (desk) => {
          const appointments = await desk.directory.appointments((await personOf(desk, login)).id);
          const day = (at: number | null): string =>
            at === null ? 'open' : new Date(at).toISOString().slice(0, 10);
          const line = (one: (typeof appointments)[number]): string =>
            `${one.id}  ${one.role}  ${one.agency}  ${day(one.from)} to ${day(one.until)}${one.isSecondment ? '  seconded' : ''}${one.revokedAt === null ? '' : '  revoked'}`;
          return { text: appointments.map(line).join('\n'), json: { appointments } };
        }),
      ),
    );

export const secondCommand = (): Command =>
  adminCommand(
    'second <login>',
    'send somebody to another agency for a time (派驻): they act under its scope, their home agency stays recorded',
    '  $ jingtong admin second lina --to centre.cq --role handler --until 2027-06-30 --reason 合署办公',
  )
    .requiredOption('--to <code>', 'the host')
    .requiredOption('--role <role>', 'role at the host', role)
    .requiredOption('--until <day>', 'last day, at most a year on', moment)
    .requiredOption('--reason <text>', 'who decided it, and on what paper')
    .action((login: string, given: NewRole & { to: string; role: Role }) =>
      atDesk(given, (desk) => give(desk, login, given.to, given.role, given)),
    );

async function give(
  desk: AdminDesk,
  login: string,
  host: string | null,
  wanted: Role,
  { until, reason }: NewRole,
) {
  const person = await personOf(desk, login);
  const agency = host ?? person.homeAgency;
  if (host === person.homeAgency)
    throw new Fault('admin-refused', `${host} is their own agency: use "admin role grant"`);
  const asked = { person: person.id, agency, role: wanted, from: desk.now, until: until ?? null };
  const done = desk.isTrial
    ? await appointmentProblem(desk.directory, desk.policy, asked)
    : await appoint(desk.directory, desk.policy, asked, { by: operator(), reason });
  if (!done.ok) throw new Fault('admin-refused', `nothing was changed: ${done.detail}`);
  const id = typeof done.value === 'string' ? done.value : null;
  return {
    text: `${login}: ${wanted} at ${agency}${host === null ? '' : `, seconded by ${person.homeAgency}`}${id === null ? '' : ` (${id})`}`,
    json: { appointment: id, login, role: wanted, agency, homeAgency: person.homeAgency, until: asked.until },
  };
}

export const sessionCommand = (): Command =>
  new Command('session').description('who is signed in').addCommand(
    adminCommand(
      'revoke <login>',
      'sign somebody out everywhere',
      '  $ jingtong admin session revoke zhangwei',
    ).action((login: string, given: AdminGiven) =>
      atDesk(given, async (desk) => {
        const { id } = await personOf(desk, login);
        const ended = desk.isTrial
          ? 0
          : await desk.signIn.revokeSessions({ person: id }, 'revoked by the operator', desk.now);
        return { text: `${login}: ${ended} sessions ended`, json: { login, ended } };
      }),
    ),
  );
