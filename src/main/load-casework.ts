import { type CaseworkPolicy, parseCasework } from '../casework/lifecycle/source/index.ts';
import { Fault } from '../domain/fault.ts';
import { type PolicyFolders, readCaseworkFiles } from '../platform/shared/index.ts';
import { policyFolders } from './load-policy.ts';

/** Country whose calendar counts working time. */
const COUNTRY = 'CN';

/** Reads lifecycles, clocks and calendars. A mistake in them is a `Fault` that lists every place and remedy. */
export async function loadCasework(folders: PolicyFolders = policyFolders()): Promise<CaseworkPolicy> {
  const parsed = parseCasework(await readCaseworkFiles(folders), COUNTRY);
  if (parsed.ok) return parsed.value;
  throw new Fault('casework-policy-refused', `the casework policy is wrong:\n${parsed.detail}`);
}
