import { randomBytes } from 'node:crypto';
import { bad, type Result } from '../../domain/result.ts';
import { ReturnMarker } from '../../traffic/act/index.ts';
import { createEngine } from '../engine.ts';
import type { CallPathConfig } from './config/read-call-path.ts';
import { type LoadedCallPath, loadCallPath } from './load-call-path.ts';

/** Reads a configuration outside a service, to check it or to walk a switch through it: no certificate is fetched. */
export async function loadApart(
  config: CallPathConfig,
): Promise<Result<LoadedCallPath, 'call-path-refused'>> {
  const engine = await createEngine({ maxNumbers: 1_000 });
  return loadCallPath(config, {
    normaliser: engine.normaliser,
    home: engine.policy().home,
    at: Date.now(),
    marker: new ReturnMarker(randomBytes(32)),
    certificates: { get: (url) => bad('unreachable', url) },
  });
}
