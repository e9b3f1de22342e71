import { isUtf8 } from 'node:buffer';
import { parseStrictJson } from '../../lib/strict-json.ts';
import type { Refusal } from './dialect.ts';

const MAX_DEPTH = 8;

export type JsonBody =
  | { readonly ok: true; readonly value: Readonly<Record<string, unknown>> }
  | { readonly ok: false; readonly refusal: Refusal };

/** Reads a body that must be one JSON object with one reading. */
export function jsonBody(body: Buffer): JsonBody {
  if (!isUtf8(body))
    return refused('not-utf8', 'the body is not UTF-8 (RFC 8259 §8.1): encode names as UTF-8');
  const json = parseStrictJson(body.toString('utf8'), MAX_DEPTH);
  if (!json.ok) return refused(json.reason, TROUBLE[json.reason]);
  return isObject(json.value)
    ? { ok: true, value: json.value }
    : refused('not-an-object', 'the body is no JSON object: send {"caller":"...","callee":"..."}');
}

const TROUBLE = {
  'not-json': 'the body is no JSON: check quotes and commas, and that numbers are quoted',
  'duplicate-key': 'a name occurs twice in one object: send each once',
  'too-deep': 'the body is nested deeper than 8: send a flat object',
} as const;

const refused = (reason: string, detail: string): JsonBody => ({ ok: false, refusal: { reason, detail } });

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
