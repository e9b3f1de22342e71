import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Fault } from '../../domain/fault.ts';
import type { Policy } from '../../domain/policy.ts';
import { replaceFile } from './replace-file.ts';

/** Every policy a journal was judged under, kept beside it so that replay and explain work years later. */
export interface PolicyArchive {
  /** Keeps the policy; does nothing when it is there already. On the disk when it returns. */
  keep(policy: Policy): void;
  /** The policy of a digest. Throws the `policy-missing` or `policy-damaged` fault. */
  load(digest: string): Policy;
}

export function openPolicyArchive(dataDir: string): PolicyArchive {
  const dir = join(dataDir, 'policies');
  const pathOf = (digest: string): string => {
    if (!/^[0-9a-f]{8,128}$/.test(digest))
      throw new Fault('policy-missing', `"${digest}" is not a policy digest`);
    return join(dir, `${digest}.json`);
  };
  return {
    keep(policy) {
      const path = pathOf(policy.stamp.digest);
      if (existsSync(path)) return;
      mkdirSync(dir, { recursive: true, mode: 0o700 });
      const text = JSON.stringify(policy);
      replaceFile(path, `${JSON.stringify({ sha256: sha256(text) })}\n${text}\n`);
    },
    load(digest) {
      const path = pathOf(digest);
      if (!existsSync(path))
        throw new Fault(
          'policy-missing',
          `the policy ${digest.slice(0, 12)} is not in ${dir}: put its file back from a copy of the data folder`,
        );
      const [seal = '', text = ''] = readFileSync(path, 'utf8').split('\n');
      try {
        const policy = JSON.parse(text) as Policy;
        const whole = (JSON.parse(seal) as { sha256: string }).sha256 === sha256(text);
        if (whole && policy.stamp.digest === digest) return policy;
      } catch {
        // Not JSON: damaged, said below.
      }
      throw new Fault('policy-damaged', `${path} was changed since it was written: put it back from a copy`);
    },
  };
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
