import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ProcessGroup, startGroup } from './process-group.ts';

/** What a caller expects of its call. */
export interface SippCall {
  readonly number: string;
  /** Final status; 200: the call is answered and ended. */
  readonly status: number;
  /** A header of the final answer and the expression its value must match. */
  readonly header?: { readonly name: string; readonly matches: string };
  readonly caller?: string;
}

export interface SippCallerOptions {
  readonly folder: string;
  /** Where it calls: `127.0.0.1:PORT`. */
  readonly to: string;
  readonly transport: 'UDP' | 'TCP';
  readonly call: SippCall;
  /** Calls made, one after the other has begun. (Default: 1) */
  readonly calls?: number;
  readonly rate?: number;
}

export interface SippResult {
  readonly code: number | null;
  readonly said: string;
  /** Statistics of the whole run by column name (sipp's CSV). */
  readonly statistics: Readonly<Record<string, string>>;
}

let made = 0;

/** Runs sipp as a caller to its end. Code 0: every call went as expected. */
export async function sippCall(options: SippCallerOptions): Promise<SippResult> {
  made += 1;
  const name = `uac-${made}`;
  const scenario = join(options.folder, `${name}.xml`);
  const csv = join(options.folder, `${name}.csv`);
  writeFileSync(scenario, callerScenario(options.call));
  const { calls = 1, rate = 10, to, transport, call } = options;
  const group = startGroup(
    'sipp',
    [
      ...[to, '-sf', scenario, '-s', call.number, '-i', '127.0.0.1', '-t', transport === 'TCP' ? 't1' : 'u1'],
      ...['-m', String(calls), '-r', String(rate), '-timeout', '20', '-timeout_error', '-nostdin'],
      ...[
        '-trace_stat',
        '-stf',
        csv,
        '-fd',
        '1',
        '-trace_err',
        '-error_file',
        join(options.folder, `${name}.err`),
      ],
    ],
    options.folder,
  );
  const code = await group.ended;
  return { code, said: `${group.said()}${errors(options.folder, `${name}.err`)}`, statistics: lastRow(csv) };
}

/** sipp as the called side: answers every call, keeps what it was sent. */
export function sippCallee(folder: string, port: number): ProcessGroup & { readonly messages: () => string } {
  const group = startGroup(
    'sipp',
    [
      '-sn',
      'uas',
      '-i',
      '127.0.0.1',
      '-p',
      String(port),
      '-nostdin',
      '-trace_msg',
      '-message_file',
      join(folder, 'uas.msg'),
    ],
    folder,
  );
  return { ...group, messages: () => errors(folder, 'uas.msg') };
}

function errors(folder: string, file: string): string {
  return readdirSync(folder).includes(file) ? readFileSync(join(folder, file), 'utf8') : '';
}

function lastRow(file: string): Readonly<Record<string, string>> {
  const [head = '', ...rows] = readFileSync(file, 'utf8').trim().split('\n');
  const values = (rows.at(-1) ?? '').split(';');
  return Object.fromEntries(head.split(';').map((name, index) => [name, values[index] ?? '']));
}

function callerScenario({ status, header, caller = '+8613800000001' }: SippCall): string {
  const from = `"Sipp" <sip:${caller}@[local_ip]:[local_port]>;tag=[pid]SIPpTag00[call_number]`;
  const check =
    header === undefined
      ? ''
      : `<action><ereg regexp="${escaped(header.matches)}" search_in="hdr" header="${header.name}:" check_it="true" assign_to="1"/></action>`;
  const final = `<recv response="${status}" rtd="true"${status === 200 ? ' rrs="true"' : ''}>${check}</recv>`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<scenario name="caller">
  <send retrans="500"><![CDATA[
INVITE sip:[service]@[remote_ip]:[remote_port] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
From: ${from}
To: <sip:[service]@[remote_ip]:[remote_port]>
Call-ID: [call_id]
CSeq: 1 INVITE
Contact: <sip:${caller}@[local_ip]:[local_port];transport=[transport]>
Max-Forwards: 70
Content-Type: application/sdp
Content-Length: [len]

v=0
o=user1 1 1 IN IP[local_ip_type] [local_ip]
s=-
c=IN IP[media_ip_type] [media_ip]
t=0 0
m=audio [media_port] RTP/AVP 0
a=rtpmap:0 PCMU/8000
]]></send>
  <recv response="100" optional="true"/>
  <recv response="180" optional="true"/>
  ${final}
  <send><![CDATA[
ACK sip:[service]@[remote_ip]:[remote_port] SIP/2.0
${status === 200 ? 'Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]\n[routes]' : '[last_Via:]'}
From: ${from}
[last_To:]
Call-ID: [call_id]
CSeq: 1 ACK
Max-Forwards: 70
Content-Length: 0

]]></send>
  ${status === 200 ? bye(from) : ''}
  ${header === undefined ? '' : '<Reference variables="1"/>'}
</scenario>
`;
}

const bye = (from: string): string => `<send retrans="500"><![CDATA[
BYE sip:[service]@[remote_ip]:[remote_port] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
[routes]
From: ${from}
[last_To:]
Call-ID: [call_id]
CSeq: 2 BYE
Max-Forwards: 70
Content-Length: 0

]]></send>
  <recv response="200"/>`;

const escaped = (text: string): string =>
  text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
