import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ProcessGroup, startGroup } from './process-group.ts';

/** How a call of these scenarios goes; the last digits of the called number tell the callee. */
export const CALL_KINDS = {
  answered: '+8613900000002',
  busy: '+8613900000486',
  cancelled: '+8613900000487',
} as const;
export type CallKind = keyof typeof CALL_KINDS;

/** Milliseconds a call rings and talks. */
export const RING_MS = 300;
export const TALK_MS = 400;

export interface DialogCallerOptions {
  readonly folder: string;
  /** Where it calls: `127.0.0.1:PORT`. */
  readonly to: string;
  readonly kind: CallKind;
  readonly caller: string;
  readonly calls: number;
  readonly rate: number;
}

let made = 0;

/** Makes whole calls through a proxy that stays in the dialog. Code 0: every call went as its kind says. */
export async function sippDialogs(
  options: DialogCallerOptions,
): Promise<{ code: number | null; said: string }> {
  const { folder, to, kind, caller, calls, rate } = options;
  made += 1;
  const scenario = join(folder, `dialogs-${made}.xml`);
  writeFileSync(scenario, callerScenario(kind, caller));
  const group = startGroup(
    'sipp',
    [
      ...[to, '-sf', scenario, '-s', CALL_KINDS[kind], '-i', '127.0.0.1', '-t', 'u1', '-nostdin'],
      ...['-m', String(calls), '-r', String(rate), '-timeout', '30', '-timeout_error'],
    ],
    folder,
  );
  return { code: await group.ended, said: group.said() };
}

/** The called side of all kinds of calls. */
export function sippDialogCallee(folder: string, port: number): ProcessGroup {
  const scenario = join(folder, `callee-${port}.xml`);
  writeFileSync(scenario, CALLEE);
  return startGroup('sipp', ['-sf', scenario, '-i', '127.0.0.1', '-p', String(port), '-nostdin'], folder);
}

const request = (line: string, from: string, to: string, cseq: string, more = ''): string => `<![CDATA[
${line}
${to === '' ? 'Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]' : more}
From: ${from}
${to === '' ? 'To: <sip:[service]@[remote_ip]:[remote_port]>' : to}
Call-ID: [call_id]
CSeq: ${cseq}
Contact: <sip:caller@[local_ip]:[local_port];transport=[transport]>
Max-Forwards: 70
Content-Length: 0

]]>`;

const FRESH_VIA = 'Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]\n[routes]';

function callerScenario(kind: CallKind, caller: string): string {
  const from = `<sip:${caller}@[local_ip]:[local_port]>;tag=[pid]t[call_number]`;
  const here = 'sip:[service]@[remote_ip]:[remote_port]';
  const invite = request(`INVITE ${here} SIP/2.0`, from, '', '1 INVITE');
  const refusedAck = request(`ACK ${here} SIP/2.0`, from, '[last_To:]', '1 ACK', '[last_Via:]');
  const steps = {
    answered: `
  <recv response="200" rrs="true"/>
  <send>${request('ACK [next_url] SIP/2.0', from, '[last_To:]', '1 ACK', FRESH_VIA)}</send>
  <pause milliseconds="${TALK_MS}"/>
  <send retrans="500">${request('BYE [next_url] SIP/2.0', from, '[last_To:]', '2 BYE', FRESH_VIA)}</send>
  <recv response="200"/>`,
    busy: `
  <recv response="486"/>
  <send>${refusedAck}</send>`,
    cancelled: `
  <pause milliseconds="${RING_MS}"/>
  <send retrans="500">${request(`CANCEL ${here} SIP/2.0`, from, `To: <${here}>`, '1 CANCEL', '[last_Via:]')}</send>
  <recv response="200"/>
  <recv response="487"/>
  <send>${refusedAck}</send>`,
  }[kind];
  return `<?xml version="1.0" encoding="UTF-8"?>
<scenario name="caller">
  <send retrans="500">${invite}</send>
  <recv response="100" optional="true"/>
  <recv response="180"/>
  ${steps}
</scenario>
`;
}

const answer = (line: string, cseq = '[last_CSeq:]', more = ''): string => `<![CDATA[
SIP/2.0 ${line}
[last_Via:]
[last_Record-Route:]
[last_From:]
[last_To:];tag=[pid]c[call_number]
[last_Call-ID:]
${cseq}
${more}Contact: <sip:callee@[local_ip]:[local_port];transport=[transport]>
Content-Length: 0

]]>`;

const plain = (line: string): string => answer(line).replace(';tag=[pid]c[call_number]', '');

const toNumber = (digits: string, variable: number): string =>
  `<ereg regexp="${digits}@" search_in="hdr" header="To:" check_it="false" assign_to="${variable}"/>`;

const CALLEE = `<?xml version="1.0" encoding="UTF-8"?>
<scenario name="callee">
  <recv request="INVITE"><action>${toNumber('0486', 1)}${toNumber('0487', 2)}</action></recv>
  <send>${answer('180 Ringing')}</send>
  <nop next="1" test="1"/>
  <nop next="2" test="2"/>
  <pause milliseconds="${RING_MS}"/>
  <send retrans="500">${answer('200 OK')}</send>
  <recv request="ACK"/>
  <recv request="BYE"/>
  <send next="3">${plain('200 OK')}</send>
  <label id="1"/>
  <pause milliseconds="${RING_MS}"/>
  <send retrans="500">${answer('486 Busy Here', '[last_CSeq:]', 'Reason: Q.850;cause=17\n')}</send>
  <recv request="ACK" next="3"/>
  <label id="2"/>
  <recv request="CANCEL"/>
  <send>${plain('200 OK')}</send>
  <send retrans="500">${answer('487 Request Terminated', 'CSeq: 1 INVITE')}</send>
  <recv request="ACK"/>
  <label id="3"/>
</scenario>
`;
