import type { Dialect } from './dialect.ts';
import { FREESWITCH_DIALECT } from './freeswitch-dialect.ts';
import { JAMBONZ_DIALECT } from './jambonz-dialect.ts';
import { JSON_DIALECT } from './json-dialect.ts';
import { KAMAILIO_DIALECT } from './kamailio-dialect.ts';
import { OPENSIPS_DIALECT } from './opensips-dialect.ts';
import { STATUS_DIALECT } from './status-dialect.ts';
import { VERIFICATION_DIALECT } from './verification-dialect.ts';
import { WORD_DIALECT } from './word-dialect.ts';

/** Every dialect the switch door speaks, each at its own path. */
export const DIALECTS: readonly Dialect[] = [
  STATUS_DIALECT,
  WORD_DIALECT,
  JSON_DIALECT,
  KAMAILIO_DIALECT,
  OPENSIPS_DIALECT,
  FREESWITCH_DIALECT,
  JAMBONZ_DIALECT,
  VERIFICATION_DIALECT,
];
