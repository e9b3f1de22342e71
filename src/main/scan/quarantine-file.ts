import { closeSync, openSync, writeSync } from 'node:fs';
import { Fault } from '../../domain/fault.ts';
import { csvCell } from '../../report/index.ts';
import type { QuarantinedRecord } from '../../traffic/pipeline/index.ts';

const BLOCK = 65_536;

/**
 * Unreadable rows as CSV: file, line (byte offset in a binary file), column, reason, detail and the row itself, safe to open in a spreadsheet. Created
 * with the first record, replacing an older one; without a record there is no file.
 */
export class QuarantineFile {
  readonly #path: string;
  #descriptor: number | null = null;
  #waiting = '';

  constructor(path: string) {
    this.#path = path;
  }

  add(record: QuarantinedRecord): void {
    if (this.#descriptor === null) {
      this.#descriptor = this.#attempt(() => openSync(this.#path, 'w', 0o600));
      this.#waiting = 'file,line,offset,column,reason,detail,row\r\n';
    }
    const { file, line, offset, column, reason, detail, raw } = record;
    this.#waiting += `${[file, line ?? '', offset ?? '', column ?? '', reason, detail, raw].map(csvCell).join(',')}\r\n`;
    if (this.#waiting.length >= BLOCK) this.#flush();
  }

  close(): void {
    if (this.#descriptor === null) return;
    this.#flush();
    closeSync(this.#descriptor);
    this.#descriptor = null;
  }

  #flush(): void {
    const descriptor = this.#descriptor;
    if (descriptor === null) return;
    let rest = Buffer.from(this.#waiting);
    this.#waiting = '';
    while (rest.length > 0) rest = rest.subarray(this.#attempt(() => writeSync(descriptor, rest)));
  }

  #attempt<Value>(write: () => Value): Value {
    try {
      return write();
    } catch (error) {
      throw new Fault(
        'quarantine-not-writable',
        `cannot write unreadable rows to ${this.#path}: ${(error as Error).message}; name another file with --quarantine`,
      );
    }
  }
}
