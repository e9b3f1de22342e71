import type { Dialect } from './dialect.ts';
import { jsonAnswer } from './json-dialect.ts';
import { readCall } from './read-call.ts';
import { statusWriter } from './status-dialect.ts';

/**
 * For `rest_client`: the status decides (the return code variable of `rest_get` and `rest_post`), the body is the JSON object
 * of `/call/json` for `$json(...)`.
 */
export const OPENSIPS_DIALECT: Dialect = {
  name: 'opensips',
  path: '/call/opensips',
  read: readCall,
  writer: (answers) => statusWriter(answers, jsonAnswer, 'application/json'),
};
