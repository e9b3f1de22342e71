import { parse } from 'yaml';
import { z } from 'zod';
import { bad, ok, type Result } from '../../../domain/result.ts';
import { BLOCK_KINDS } from '../../../domain/treatment.ts';
import {
  type AnswerProfile,
  type BlockStatus,
  LABEL_PLACES,
  type LabelPlace,
  type ProfileStatus,
  TOLD,
} from './answer-profile.ts';
import { statusPhrase } from './status-phrase.ts';

const MAX_TEXT = 65_536;
const USUAL_PLACES: readonly LabelPlace[] = ['contact', 'p-asserted-identity'];
const phrase = z
  .string()
  .min(1)
  .max(80)
  .regex(/^[\x20-\x7e]+$/, 'write a phrase in plain ASCII');
const token = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9-]{0,63}$/, 'write a name of letters, digits and "-"');
const go = z.strictObject({ status: z.int().min(300).max(599), phrase: phrase.optional() });
const stop = z.strictObject({ status: z.int().min(400).max(699), phrase: phrase.optional() });
const blocked = z.strictObject({
  status: z.int().min(400).max(699),
  phrase: phrase.optional(),
  network_blocked: z.boolean().optional(),
  q850: z.int().min(1).max(127).optional(),
  otherwise: stop.optional(),
});

const PROFILE = z.strictObject({
  name: z.string().regex(/^[a-z0-9][a-z0-9._-]{0,63}$/),
  about: z.strictObject({ zh: z.string().min(1).max(400), en: z.string().min(1).max(400) }),
  allow: go,
  label: go,
  divert: go,
  block: z.strictObject({
    analytics: blocked,
    list: blocked,
    law: blocked,
    subscriber: blocked,
  }),
  label_places: z.array(z.enum(LABEL_PLACES)).optional(),
  marker: token.nullable().optional(),
  header: token.nullable().optional(),
  told: z.enum(TOLD).optional(),
  tells_verification: z.boolean().optional(),
});
type ProfileFile = z.output<typeof PROFILE>;

/**
 * Reads a call-control profile (YAML). Refused with every fault in `detail`: unknown keys, statuses out of range, the 603 of
 * ATIS-1000099 for anything but analytics, a 302 that would send calls back with nothing to know them by, a 608 without the
 * answer for callers that cannot take it.
 */
export function readAnswerProfile(text: string, place: string): Result<AnswerProfile, 'profile-refused'> {
  if (text.length > MAX_TEXT) return bad('profile-refused', `${place}: longer than ${MAX_TEXT} characters`);
  let value: unknown;
  try {
    value = parse(text, { schema: 'core', uniqueKeys: true, maxAliasCount: 0 });
  } catch (error) {
    return bad(
      'profile-refused',
      `${place}: no YAML: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  const read = PROFILE.safeParse(value);
  if (!read.success) {
    const faults = read.error.issues.map(
      ({ path, message }) => `${place}: ${path.join('.') || 'file'}: ${message}`,
    );
    return bad('profile-refused', faults.join('\n'));
  }
  const faults = conflicts(read.data);
  if (faults.length > 0)
    return bad('profile-refused', faults.map((fault) => `${place}: ${fault}`).join('\n'));
  return ok(profileOf(read.data));
}

function conflicts(file: ProfileFile): readonly string[] {
  const faults: string[] = [];
  for (const kind of BLOCK_KINDS) {
    const { network_blocked, status, otherwise } = file.block[kind];
    if (network_blocked === true && kind !== 'analytics')
      faults.push(
        `block.${kind}.network_blocked: ATIS-1000099 is for blocks by analytics alone; leave it out`,
      );
    if (network_blocked === true && status !== 603)
      faults.push(`block.${kind}.network_blocked: it is a form of 603; set status to 603`);
    if (status === 608 && otherwise === undefined)
      faults.push(
        `block.${kind}.otherwise: RFC 8688 §3.4 lets a 608 go only to callers that announce sip.608; say what others get`,
      );
    if (otherwise?.status === 608) faults.push(`block.${kind}.otherwise: must not be 608 again`);
  }
  if (isBack(file.allow.status) && file.marker === null)
    faults.push('marker: a profile that answers allow with a 3xx needs one, or calls go round for ever');
  return faults;
}

const isBack = (status: number): boolean => status >= 300 && status < 400;

function profileOf(file: ProfileFile): AnswerProfile {
  const { block } = file;
  return Object.freeze({
    name: file.name,
    about: file.about,
    allow: statusOf(file.allow),
    label: statusOf(file.label),
    divert: statusOf(file.divert),
    block: {
      analytics: blockOf(block.analytics),
      list: blockOf(block.list),
      law: blockOf(block.law),
      subscriber: blockOf(block.subscriber),
    },
    labelPlaces: file.label_places ?? USUAL_PLACES,
    marker: file.marker === undefined ? 'jingtong' : file.marker,
    header: file.header === undefined ? 'X-Jingtong' : file.header,
    told: file.told ?? 'measures',
    tellsVerification: file.tells_verification ?? true,
  });
}

const statusOf = ({
  status,
  phrase: own,
}: {
  status: number;
  phrase?: string | undefined;
}): ProfileStatus => ({
  status,
  phrase: own ?? statusPhrase(status),
});

const blockOf = (block: z.output<typeof blocked>): BlockStatus => ({
  ...statusOf(block),
  isNetworkBlocked: block.network_blocked ?? false,
  q850: block.q850 ?? null,
  otherwise: block.otherwise === undefined ? null : statusOf(block.otherwise),
});
