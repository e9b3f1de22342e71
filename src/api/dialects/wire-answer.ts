import { responseHead } from './http/response-text.ts';

/** An answer ready for the wire, but for the headers of its connection. */
export interface WireAnswer {
  readonly head: string;
  readonly body: string;
}

/** `headers` are name, value, name, value. */
export const wireAnswer = (status: number, headers: readonly string[], body: string): WireAnswer => ({
  head: responseHead(status, headers),
  body,
});
