import { z } from 'zod';
import { TRUNK_KINDS } from '../../../domain/trunk.ts';
import { addressRange } from './address-range.ts';
import { socketPlace } from './socket-place.ts';

/** Limits of one configuration, far above any real one. */
export const CONFIG_LIMITS = { peers: 2_000, addresses: 256, numbersInline: 10_000 } as const;

const place = z.string().transform((text, context) => {
  const read = socketPlace(text);
  if (read !== null) return read;
  context.addIssue('write an address and a port, such as 127.0.0.1:5060 or [::1]:5060');
  return z.NEVER;
});
const range = z.string().transform((text, context) => {
  const read = addressRange(text);
  if (read !== null) return read;
  context.addIssue('write an address or a range, such as 192.0.2.7, 192.0.2.0/24 or 2001:db8::/48');
  return z.NEVER;
});
const file = z.string().min(1).max(1_000);
const numbers = z.array(z.string().min(1).max(64)).max(CONFIG_LIMITS.numbersInline);
const word = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._-]{0,63}$/, 'write a short name of a-z, 0-9, ".", "_" and "-"');
const milliseconds = z.int().min(1).max(60_000);

const code = z.int().min(0).max(999);
const blockKinds = <Value extends z.ZodType>(value: Value) => ({
  analytics: value.optional(),
  list: value.optional(),
  law: value.optional(),
  subscriber: value.optional(),
});
const outcomes = <Value extends z.ZodType>(value: Value) => ({
  allow: value.optional(),
  label: value.optional(),
  divert: value.optional(),
  block: value.optional(),
  unscreened: value.optional(),
});

/** Doors that switches ask at. All optional: only what is named is opened. */
export const LISTEN = z.strictObject({
  sip: z
    .strictObject({
      udp: place.optional(),
      tcp: place.optional(),
      tls: z
        .strictObject({ at: place, certificate_file: file, key_file: file, client_ca_file: file.optional() })
        .optional(),
    })
    .optional(),
  http: z.strictObject({ at: place }).optional(),
  radius: z.strictObject({ authentication: place.optional(), accounting: place.optional() }).optional(),
  hep: z
    .strictObject({
      udp: place.optional(),
      tcp: place.optional(),
      key_file: file.optional(),
      /** Peers that ask at a door: their captured calls are not counted a second time. */
      skip_peers: z.array(word).max(CONFIG_LIMITS.peers).optional(),
    })
    .optional(),
});

/** The network we guard. */
export const NETWORK = z.strictObject({
  /** Numbers and, with `*` at the end, leading digits. */
  own_numbers: numbers.optional(),
  own_numbers_file: file.optional(),
});

export const PEER = z.strictObject({
  name: word,
  /** Where its questions come from; none for a trunk that another peer names or a peer known by its certificate. */
  addresses: z.array(range).max(CONFIG_LIMITS.addresses).default([]),
  trunk: z.enum(TRUNK_KINDS),
  country: z
    .string()
    .regex(/^[A-Z]{2}$/, 'write a country as two capital letters, such as CN')
    .optional(),
  trusts: z.array(z.enum(['identity', 'redirection'])).optional(),
  allowed_callers: numbers.optional(),
  allowed_callers_file: file.optional(),
  /** Everything is judged and recorded, every call is let pass: for the first weeks. */
  observe: z.boolean().optional(),
  time_limit_ms: milliseconds.optional(),
  waits_for_journal: z.boolean().optional(),
  /** Where `divert` sends a call: a number or a SIP URI. */
  divert_to: z.string().min(1).max(256).optional(),
  sip: z
    .strictObject({
      /** A profile of `policy/call-control` by name, or a file of one's own (`./ours.yaml`). */
      profile: z.string().min(1).max(200).optional(),
      /** Names of which one must stand in the client certificate (TLS). */
      certificate_names: z.array(z.string().min(1).max(253)).max(16).optional(),
      max_connections: z.int().min(1).max(10_000).optional(),
    })
    .optional(),
  http: z
    .strictObject({
      token_file: file.optional(),
      status: z.strictObject(outcomes(z.int().min(200).max(599))).optional(),
      words: z.strictObject(outcomes(z.string().regex(/^[\x21-\x7e]{1,32}$/, 'write one word'))).optional(),
      hangup_cause: z
        .strictObject(
          blockKinds(z.string().regex(/^[A-Z_0-9]{1,40}$/, 'write a cause such as CALL_REJECTED')),
        )
        .optional(),
      divert_context: z.string().min(1).max(64).optional(),
      continue_hook: z.url({ protocol: /^https?$/ }).optional(),
    })
    .optional(),
  radius: z
    .strictObject({
      secret_file: file,
      filter_id: z
        .strictObject(outcomes(z.string().min(1).max(253)))
        .omit({ block: true })
        .optional(),
      reply_message: z.strictObject(blockKinds(z.string().min(1).max(253))).optional(),
      /** Cisco `h323-return-code`. */
      return_code: z.strictObject({ accept: code.optional(), reject: code.optional() }).optional(),
    })
    .optional(),
  /** Trunks by the name that the switch gives them in its question (HTTP `trunk`, RADIUS NAS-Port-Id), each a peer of its own. */
  trunks: z.record(z.string().min(1).max(128), word).optional(),
  /** Checks who signed for the caller; `trust_file` holds the certificates of the authorities believed. */
  stir: z
    .strictObject({
      profile: z.string().min(1).max(200).optional(),
      trust_file: file,
      calls: z.enum(['end', 'continue']).optional(),
    })
    .optional(),
});

/** What answers say of the installation. */
export const SITE = z.strictObject({
  /** Where a blocked caller can complain: told in the Reason of a 603 (ATIS-1000099). */
  redress_url: z.url({ protocol: /^https$/ }).optional(),
  /** `LN` local network, `TN` transit network, `RLN` remote local network. */
  location: z.enum(['LN', 'TN', 'RLN']).optional(),
  /** Signed jCard told in a 608 (RFC 8688 §3.2.1). */
  jcard_url: z.url({ protocol: /^https$/ }).optional(),
  /** What somebody unknown gets over SIP. */
  unknown_peers: z.enum(['ignore', 'refuse']).optional(),
  /** Further behind than this the doors let calls pass unscreened until they have caught up. (Default: 150, HTTP 100) */
  overload_ms: milliseconds.optional(),
  /**
   * Made-up calls that the SIP door answers to itself before it opens, so that the first real one is not the slowest.
   * (Default: 20000)
   */
  warm_up_calls: z.int().min(0).max(1_000_000).optional(),
  /** Shared by servers that stand for one another: a call that one sent on is known by all. */
  marker_key_file: file.optional(),
  /** Certificates of signers are kept here over restarts. */
  certificate_cache_dir: file.optional(),
  /** Ports from which certificates may be fetched. (Default: 443) */
  certificate_ports: z.array(z.int().min(1).max(65_535)).min(1).max(16).optional(),
  /** Nothing is fetched: only certificates in the cache folder count. */
  certificates_offline: z.boolean().optional(),
  /** Certificates taken back before their end. */
  revoked_certificates: z
    .array(
      z.strictObject({
        serial: z.string().regex(/^[0-9A-Fa-f:]{1,80}$/),
        issuer: z.string().max(500).optional(),
      }),
    )
    .max(10_000)
    .optional(),
});

export const CALL_PATH = z.strictObject({
  listen: LISTEN,
  site: SITE.optional(),
  network: NETWORK.optional(),
  peers: z.array(PEER).min(1).max(CONFIG_LIMITS.peers),
});

export type CallPathFile = z.output<typeof CALL_PATH>;
export type PeerFile = z.output<typeof PEER>;
export type SiteFile = z.output<typeof SITE>;
export type ListenFile = z.output<typeof LISTEN>;
