import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Fault } from '../../domain/fault.ts';
import type { AccessPolicy } from './access-policy.ts';
import { parseAccessPolicy } from './parse-access-policy.ts';

/**
 * Reads the access policy of a policy folder (`<folder>/access/*.yaml`) and the site's refusals
 * (`<site>/local.d/access.yaml`, when there). Throws the `access-policy` fault: nobody may do anything without one.
 */
export function loadAccessPolicy(folder: string, site: string = folder): AccessPolicy {
  const text = (path: string): string => {
    try {
      return readFileSync(path, 'utf8');
    } catch (cause) {
      throw new Fault('access-policy', `cannot read ${path}; check that it exists and may be read`, {
        cause,
      });
    }
  };
  const shipped = (name: string): string => text(join(folder, 'access', `${name}.yaml`));
  const local = join(site, 'local.d', 'access.yaml');
  const parsed = parseAccessPolicy({
    actions: shipped('actions'),
    roles: shipped('roles'),
    purposes: shipped('purposes'),
    masks: shipped('masks'),
    reasons: shipped('reasons'),
    ...(existsSync(local) ? { local: text(local) } : {}),
  });
  if (!parsed.ok) throw new Fault('access-policy', parsed.detail);
  return parsed.value;
}
