import { Writable } from 'node:stream';
import { type Logger, pino } from 'pino';
import { maskDigitsInText } from '../../domain/mask-number.ts';

export type { Logger };

export interface LogOptions {
  readonly level: string;
  readonly json: boolean;
  readonly output: NodeJS.WritableStream;
}

/**
 * The service's log: JSON lines, or short lines for a person at a terminal. Whatever looks like a telephone number or the
 * password of a URL is hidden in messages, whoever wrote them.
 */
export function serviceLog({ level, json, output }: LogOptions): Logger {
  const destination = json ? output : prettyLines(output);
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: (error) => errorText(error) },
      hooks: {
        logMethod(args, method) {
          const hidden = args.map((arg) => (typeof arg === 'string' ? hideSecrets(arg) : arg));
          method.apply(this, hidden as Parameters<typeof method>);
        },
      },
    },
    destination,
  );
}

/** Hides numbers and the passwords of URLs in a text for the log. */
export function hideSecrets(text: string): string {
  return maskDigitsInText(text.replace(/(\w+:\/\/[^\s:/@]*):[^\s@]*@/g, '$1:****@'));
}

function errorText(error: unknown): { message: string; code?: string; stack?: string } {
  if (!(error instanceof Error)) return { message: hideSecrets(String(error)) };
  const { code } = error as { code?: unknown };
  return {
    message: hideSecrets(error.message),
    ...(typeof code === 'string' && { code }),
    ...(error.stack !== undefined && { stack: hideSecrets(error.stack) }),
  };
}

const PLAIN_FIELDS = new Set(['level', 'time', 'msg', 'err']);

function prettyLines(output: NodeJS.WritableStream): Writable {
  return new Writable({
    write(chunk: Buffer, _encoding, done) {
      for (const line of chunk.toString().split('\n')) if (line !== '') output.write(`${prettyLine(line)}\n`);
      done();
    },
  });
}

function prettyLine(line: string): string {
  const entry = JSON.parse(line) as Record<string, unknown> & { err?: { message?: string } };
  const time = new Date(String(entry.time)).toTimeString().slice(0, 8);
  const level = String(entry.level).toUpperCase().padEnd(5);
  const more = Object.entries(entry)
    .filter(([key]) => !PLAIN_FIELDS.has(key))
    .map(([key, value]) => `${key}=${typeof value === 'object' ? JSON.stringify(value) : value}`);
  const because = entry.err?.message === undefined ? [] : [`(${entry.err.message})`];
  return [time, level, entry.msg, ...because, ...more].join(' ');
}
