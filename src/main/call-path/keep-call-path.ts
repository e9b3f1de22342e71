import type { Figure } from '../../api/index.ts';
import { namedFiles } from './config/named-files.ts';
import { type CallPathConfig, readCallPath } from './config/read-call-path.ts';
import type { CallPath } from './open-call-path.ts';
import type { CallPathLog } from './open-doors.ts';
import { watchFiles } from './watch-files.ts';

/** Keeps the open call path equal to its file, as far as that is sound. */
export interface CallPathKeeper {
  /** Why the newest file is not in force; `null`: it is. */
  refused(): string | null;
  figures(): readonly Figure[];
  /** Reads the file again now; reloads run one after the other. */
  reload(): Promise<void>;
  stop(): void;
}

/** Watches the file and every list, secret and profile it names. */
export function keepCallPath(
  file: string,
  first: CallPathConfig,
  path: CallPath,
  log: CallPathLog,
): CallPathKeeper {
  let config = first;
  let refused: string | null = null;
  let reading: Promise<void> = Promise.resolve();
  const refuse = (detail: string): void => {
    refused = detail;
    log.error(`the changed call path is refused, the old one stays: ${detail}`);
  };
  const readOnce = async (): Promise<void> => {
    try {
      const read = readCallPath(file);
      if (!read.ok) return refuse(read.detail);
      const replaced = await path.replace(read.value);
      if (!replaced.ok) return refuse(replaced.detail);
      config = read.value;
      refused = null;
      log.info('call path in force');
      for (const waits of replaced.value) log.warn(`call path: ${waits}; start again to open the doors so`);
    } catch (error) {
      refuse(error instanceof Error ? error.message : String(error));
    }
  };
  const reload = (): Promise<void> => {
    reading = reading.then(readOnce);
    return reading;
  };
  const stop = watchFiles(
    () => [file, ...namedFiles(config)],
    () => void reload(),
  );
  return {
    refused: () => refused,
    figures: () => [
      {
        name: 'jingtong_call_path_refused',
        help: '1 while a newer call-path file is refused',
        labels: {},
        value: Number(refused !== null),
      },
    ],
    reload,
    stop,
  };
}
