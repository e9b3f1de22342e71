import type { BilingualText, Language } from '../../domain/text.ts';
import { padToWidth } from '../../lib/display-width.ts';
import { printable } from '../../lib/printable.ts';
import type {
  CallView,
  CarrierView,
  InspectedMessage,
  Inspection,
  NumberView,
  PassportView,
  ReadingView,
  SipView,
} from './inspection.ts';
import { headerName, problemText } from './problem-words.ts';

const text = (zh: string, en: string): BilingualText => ({ zh, en });
const W = {
  request: text('请求', 'request'),
  response: text('响应', 'response'),
  bytes: text('字节', 'bytes'),
  untrusted: text('对不受信任的对端', 'untrusted peer'),
  trusted: text('对受信任的对端', 'trusted peer'),
  callee: text('被叫', 'callee'),
  dialled: text('拨打的号码', 'dialled'),
  identities: text('声称的主叫', 'said to call'),
  redirections: text('转移（最近的在前）', 'passed on by (most recent first)'),
  privacy: text('要求保密', 'privacy'),
  statements: text('签名声明（未验证）', 'signed statements (not verified)'),
  problems: text('问题', 'problems'),
  date: text('Date', 'Date'),
  nobody: text('无', 'nobody'),
  asserted: text('网络担保', 'vouched for by the network'),
  shows: text('来电显示', 'the display shows'),
  private: text('保密', 'private'),
  conflicts: text('矛盾', 'conflicts'),
  inDoubt: text('主叫存疑', 'who calls is in doubt'),
  refuse: text('可拒绝', 'may be refused'),
  odd: text('异常', 'odd'),
  unreadable: text('无法读取', 'cannot be read'),
  notShown: text('条未显示（用 --limit）', 'not shown (see --limit)'),
  notes: text('说明', 'notes'),
  times: text('次', 'times'),
  line: text('行', 'line'),
  packet: text('包', 'packet'),
  path: text('转移链', 'path'),
} as const;

/**
 * What was read, for a person at a terminal; with `showsFields` also every field of call records.
 * What came over the wire is shown without characters that steer the terminal.
 */
export function inspectionText(inspection: Inspection, language: Language, showsFields = false): string {
  const say = (word: keyof typeof W): string => W[word][language];
  const size = inspection.bytes === null ? '' : `, ${inspection.bytes} ${say('bytes')}`;
  const lines = [`${inspection.file}: ${inspection.format}${size}`];
  for (const message of inspection.messages) lines.push('', ...messageLines(message, say, language));
  for (const passport of inspection.passports) lines.push('', ...passportLines(passport));
  if (inspection.calls.length > 0)
    lines.push('', ...inspection.calls.flatMap((call) => callLines(call, say)));
  if (showsFields) for (const record of inspection.records) lines.push('', ...recordLines(record));
  if (inspection.notShown > 0) lines.push('', `${inspection.notShown} ${say('notShown')}`);
  const counts = Object.entries(inspection.counts).map(([name, count]) => `${name} ${count}`);
  if (counts.length > 0) lines.push('', counts.join(', '));
  if (inspection.notes.length > 0)
    lines.push('', `${say('notes')}:`, ...inspection.notes.map(({ word, detail }) => `  ${word}: ${detail}`));
  return `${lines.map((line) => printable(line).trimEnd()).join('\n')}\n`;
}

type Say = (word: keyof typeof W) => string;

function messageLines(message: InspectedMessage, say: Say, language: Language): string[] {
  const place = message.at === null ? '' : `@${message.at} `;
  const head = message.carrier === null ? [] : [carrierLine(message.carrier, say)];
  if (message.sip === null)
    return [...head, `${place}${say('unreadable')}: ${message.refused?.reason} (${message.refused?.detail})`];
  return [...head, ...sipLines(message.sip, `${place}${message.length} ${say('bytes')}`, say, language)];
}

function carrierLine(carrier: CarrierView, say: Say): string {
  const what =
    carrier.kind === 'hep' ? `HEP ${carrier.version ?? '?'}` : `${say('packet')} ${carrier.packet ?? '?'}`;
  const notes = carrier.notes.length === 0 ? '' : `  [${carrier.notes.join(' ')}]`;
  return `${what}  ${carrier.time ?? '?'}  ${carrier.source} > ${carrier.destination}${notes}`;
}

function sipLines(sip: SipView, place: string, say: Say, language: Language): string[] {
  const start =
    sip.kind === 'request' ? `${sip.method} ${sip.callee.address}` : `${sip.status} ${sip.phrase ?? ''}`;
  const lines = [`${start}  (SIP ${say(sip.kind)}, ${place}, Call-ID ${sip.callId})`];
  const labels: (readonly [label: string, value: string])[] = sip.readings.map((reading) => [
    say(reading.peer),
    readingText(reading, say),
  ]);
  labels.push([say('callee'), `${numberText(sip.callee.number)}  ${at(sip.callee.at)}${sip.callee.address}`]);
  if (sip.dialled !== null && sip.dialled.number.canonical !== sip.callee.number.canonical)
    labels.push([
      say('dialled'),
      `${numberText(sip.dialled.number)}  ${at(sip.dialled.at)}${sip.dialled.address}`,
    ]);
  if (sip.privacy.length > 0) labels.push([say('privacy'), sip.privacy.join(' ')]);
  if (sip.date !== null) labels.push([say('date'), sip.date]);
  const width = 24;
  lines.push(...labels.map(([label, value]) => `  ${padToWidth(label, width)}${value}`));
  lines.push(...identityLines(sip, say), ...redirectionLines(sip, say));
  if (sip.passports.length > 0)
    lines.push(
      `  ${say('statements')}:`,
      ...sip.passports.flatMap(passportLines).map((line) => `    ${line}`),
    );
  if (sip.problems.length > 0) lines.push(`  ${say('problems')}:`, ...problemLines(sip, say, language));
  return lines;
}

function identityLines(sip: SipView, say: Say): string[] {
  if (sip.identities.length === 0) return [`  ${say('identities')}: ${say('nobody')}`];
  return [
    `  ${say('identities')}:`,
    ...sip.identities.map(({ header, address, at: place, display, isPrivate, number }) => {
      const name = display === null ? '' : `"${display}" `;
      const hidden = isPrivate ? `  [${say('private')}]` : '';
      return `    ${padToWidth(headerName(header), 22)}${padToWidth(numberText(number), 18)}  ${at(place)}${name}<${address}>${hidden}`;
    }),
  ];
}

function redirectionLines(sip: SipView, say: Say): string[] {
  if (sip.redirections.length === 0) return [];
  return [
    `  ${say('redirections')}:`,
    ...sip.redirections.map(({ header, address, at: place, reason, count, isPrivate, number }) => {
      const times = count === 1 ? '' : ` ${count} ${say('times')}`;
      const hidden = isPrivate ? `  [${say('private')}]` : '';
      return `    ${padToWidth(headerName(header), 22)}${padToWidth(numberText(number), 18)}  ${at(place)}${reason}${times} <${address}>${hidden}`;
    }),
  ];
}

function problemLines(sip: SipView, say: Say, language: Language): string[] {
  const effects = { 'another-caller': say('inDoubt'), refuse: say('refuse'), odd: say('odd') };
  return sip.problems.map(
    ({ word, effect, at: place }) =>
      `    ${padToWidth(effects[effect], 24)}${at(place)}${problemText(word)[language]} (${word})`,
  );
}

function readingText(reading: ReadingView, say: Say): string {
  const from = reading.callerFrom === 'none' ? '' : ` (${headerName(reading.callerFrom)})`;
  const parts = [
    `${numberText(reading.caller)}${from}`,
    reading.isAsserted ? say('asserted') : '',
    reading.presented === null ? '' : `${say('shows')} ${numberText(reading.presented)}`,
    reading.isPrivate ? say('private') : '',
    reading.redirectionTrust === 'none' ? '' : `${say('path')} ${reading.redirectionTrust}`,
    reading.conflicts.length === 0 ? '' : `${say('conflicts')}: ${reading.conflicts.join(' ')}`,
  ];
  return parts.filter((part) => part !== '').join('; ');
}

function numberText({ kind, canonical, confidence }: NumberView): string {
  const doubt = confidence === 'ambiguous' ? '?' : '';
  return kind === 'e164' || kind === 'withheld' || canonical === ''
    ? `${canonical || kind}${doubt}`
    : `${canonical} [${kind}]`;
}

function passportLines(passport: PassportView): string[] {
  const parameters = [
    `ppt=${passport.ppt ?? '-'}`,
    `alg=${passport.alg ?? '-'}`,
    `info=${passport.info ?? '-'}`,
  ].join(' ');
  const lines = [`${at(passport.at)}${parameters}`];
  if (passport.problem !== null) lines.push(`  ${passport.problem.reason}: ${passport.problem.detail}`);
  if (passport.claims !== null) lines.push(`  ${JSON.stringify(passport.claims)}`);
  return lines;
}

function callLines(call: CallView, say: Say): string[] {
  const problems = call.problems.length === 0 ? '' : `  [${call.problems.join(' ')}]`;
  const path = call.redirections.map(({ by, reason }) => `${numberText(by)} (${reason})`).join(' < ');
  return [
    `${say('line')} ${padToWidth(String(call.line), 7)} ${call.at}  ${padToWidth(numberText(call.caller), 22)} > ${padToWidth(numberText(call.callee), 22)} ${call.outcome}${problems}`,
    ...(path === '' ? [] : [`    ${say('redirections')}: ${path}`]),
  ];
}

function recordLines({
  name,
  offset,
  length,
  becomes,
  reason,
  fields,
}: Inspection['records'][number]): string[] {
  const why = reason === null ? '' : ` (${reason})`;
  return [
    `@${offset} ${length}  ${name}: ${becomes}${why}`,
    ...fields.map((field) => {
      const meaning = field.meaning === null ? '' : `  ${field.meaning}`;
      return `  ${padToWidth(`@${field.offset}`, 9)}${padToWidth(field.path, 8)}${padToWidth(field.name ?? '', 28)}  ${field.raw}${meaning}`;
    }),
  ];
}

function at(place: number | null): string {
  return place === null ? '' : `@${place} `;
}
