import type { ByteLines } from '../../lib/byte-lines.ts';
import type { SimulatedCall } from '../simulated-call.ts';

/** Writes calls as the rows of one format. */
export interface RecordWriter {
  /** First line with its newline, empty when the format has none. */
  readonly header: string;
  /** Appends one row with its newline. */
  row(call: SimulatedCall, lines: ByteLines): void;
}

export const endOf = (call: SimulatedCall): number => call.at + call.ringMs + call.talkMs;

/** What a switch calls the side a call came in by. */
export const PEER_OF = {
  unknown: 'unknown',
  international: 'intl-gateway',
  interconnect: 'interconnect',
  subscriber: 'subscriber',
  private: 'voice-line',
} as const;
