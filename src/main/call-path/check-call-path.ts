import { EXIT, type ExitCode } from '../exit-code.ts';
import { readCallPath } from './config/read-call-path.ts';
import { writePlace } from './config/socket-place.ts';
import type { ConfiguredPeer } from './configured-peers.ts';
import { sipPlaces } from './doors/sip-places.ts';
import { loadApart } from './load-apart.ts';

/** What `jingtong call-path check --json` prints. */
export interface CallPathCheck {
  readonly sound: boolean;
  /** `file:line:column: what and what to do`, or which named file is wrong; empty when sound. */
  readonly problems: readonly string[];
  /** Numbers that are left out. */
  readonly warnings: readonly string[];
  readonly doors: readonly string[];
  readonly peers: readonly {
    readonly name: string;
    readonly trunk: string;
    readonly observe: boolean;
    readonly profile: string;
    readonly allowedCallers: number | null;
  }[];
}

/** Reads a configuration with every file it names and opens nothing. */
export async function checkCallPath(file: string, json: boolean): Promise<{ text: string; code: ExitCode }> {
  const check = await checkFile(file);
  const code = !check.sound ? EXIT.failed : check.warnings.length > 0 ? EXIT.doneWithQuarantine : EXIT.done;
  return { text: json ? `${JSON.stringify(check)}\n` : inWords(file, check), code };
}

async function checkFile(file: string): Promise<CallPathCheck> {
  const wrong = (detail: string): CallPathCheck => ({
    sound: false,
    problems: detail.split('\n'),
    warnings: [],
    doors: [],
    peers: [],
  });
  const config = readCallPath(file);
  if (!config.ok) return wrong(config.detail);
  const loaded = await loadApart(config.value);
  if (!loaded.ok) return wrong(loaded.detail);
  const { listen, folder } = config.value;
  const doors: string[] = [];
  try {
    if (listen.sip)
      for (const { transport, host, port } of sipPlaces(listen.sip, folder))
        doors.push(`sip/${transport.toLowerCase()} ${writePlace({ host, port })}`);
  } catch (error) {
    return wrong(error instanceof Error ? error.message : String(error));
  }
  if (listen.http) doors.push(`http ${writePlace(listen.http.at)}`);
  for (const [what, place] of Object.entries(listen.radius ?? {}))
    if (place) doors.push(`radius/${what} ${writePlace(place)}`);
  if (listen.hep?.udp) doors.push(`hep/udp ${writePlace(listen.hep.udp)}`);
  if (listen.hep?.tcp) doors.push(`hep/tcp ${writePlace(listen.hep.tcp)}`);
  const { peers, warnings } = loaded.value;
  return { sound: true, problems: [], warnings, doors, peers: peers.all.map(peerOf) };
}

const peerOf = ({ path, sip }: ConfiguredPeer): CallPathCheck['peers'][number] => ({
  name: path.peer.name,
  trunk: path.peer.trunk,
  observe: path.observe,
  profile: sip.answerer.profile.name,
  allowedCallers: path.peer.allowedCallers?.size ?? null,
});

function inWords(file: string, { sound, problems, warnings, doors, peers }: CallPathCheck): string {
  if (!sound) return `${problems.join('\n')}\n`;
  const lines = [
    `${file} is sound.`,
    ...doors.map((door) => `  door  ${door}`),
    ...peers.map(
      ({ name, trunk, observe, profile, allowedCallers }) =>
        `  peer  ${name}: ${trunk}, profile ${profile}` +
        `${allowedCallers === null ? '' : `, ${allowedCallers} allowed callers`}${observe ? ', observed only' : ''}`,
    ),
    ...warnings.map((warning) => `  left out  ${warning}`),
  ];
  return `${lines.join('\n')}\n`;
}
