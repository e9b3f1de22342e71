/**
 * An operational fault: the world failed, not the code and not the caller's input. `retryable` tells the caller
 * whether doing the same again later can help. The message says what failed, where, and what to do.
 */
export class Fault extends Error {
  readonly code: string;
  readonly retryable: boolean;

  constructor(code: string, message: string, options: { retryable?: boolean; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'Fault';
    this.code = code;
    this.retryable = options.retryable ?? false;
  }
}
