import type { ExitCode } from '../exit-code.ts';
import { EXIT } from '../exit-code.ts';
import type { Service } from './service.ts';
import type { Logger } from './service-log.ts';

/** A clean stop that takes longer than this is cut short: whoever stops us would do it with SIGKILL soon after. */
const STOP_MS = 5_000;
const LINGER_MS = 250;

/**
 * Runs the service until SIGINT or SIGTERM, then stops it in order. A second signal, or a stop that hangs, ends the
 * process at once; the journal stands that as it stands a kill. SIGHUP reads the policy again.
 */
export function runUntilSignal(service: Service, log: Logger): Promise<ExitCode> {
  return new Promise((resolve) => {
    let stopping = false;
    const reload = () => void service.policy.reload();
    const stop = (signal: NodeJS.Signals) => {
      if (stopping) {
        log.warn(`second ${signal}: ending at once`);
        process.exit(EXIT.failed);
      }
      stopping = true;
      log.info(`${signal}: stopping`);
      const hung = setTimeout(() => {
        log.error(`not stopped within ${STOP_MS / 1000} s: ending at once`);
        process.exit(EXIT.failed);
      }, STOP_MS);
      service.stop().then(
        () => finish(hung, EXIT.done, 'stopped'),
        (error) => {
          log.error({ err: error }, 'stopping failed');
          finish(hung, EXIT.failed, 'stopped with errors');
        },
      );
    };
    const finish = (hung: NodeJS.Timeout, code: ExitCode, words: string) => {
      clearTimeout(hung);
      process.off('SIGINT', stop).off('SIGTERM', stop).off('SIGHUP', reload);
      log.info(words);
      resolve(code);
      // Everything is written and closed: a forgotten timer or socket must not keep the process.
      setTimeout(() => process.exit(code), LINGER_MS).unref();
    };
    process.on('SIGINT', stop).on('SIGTERM', stop).on('SIGHUP', reload);
  });
}
