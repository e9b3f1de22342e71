import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { blockKindOf, labelOf } from '../../traffic/decide/index.ts';
import { eventOf } from '../../traffic/normalise/index.ts';
import { warmSipDoor } from '../../traffic/pipeline/index.ts';
import { openRecordedEngine } from '../recorded-engine.ts';
import { createCallJudge } from './call-judge.ts';
import type { CallPathConfig } from './config/read-call-path.ts';
import type { ConfiguredPeers } from './configured-peers.ts';
import type { CallPathParts } from './open-call-path.ts';

const DEFAULT_CALLS = 20_000;
const WITHIN_MS = 3_000;

/**
 * Lets made-up calls through a whole call path of its own, with an engine and a journal that are thrown away: what judges the
 * first real call is then compiled. A warm-up that fails costs a slow first second and nothing else.
 */
export async function warmUp(
  { listen, site }: CallPathConfig,
  peers: ConfiguredPeers,
  { engine, log }: CallPathParts,
): Promise<void> {
  const calls = site?.warm_up_calls ?? DEFAULT_CALLS;
  const first = peers.all[0];
  if (listen.sip === undefined || calls === 0 || first === undefined) return;
  const dataDir = mkdtempSync(join(tmpdir(), 'jingtong-warm-up-'));
  try {
    const policy = engine.engine.policy();
    const spare = await openRecordedEngine({ dataDir, what: 'warm-up', policy, maxNumbers: 50_000 });
    const judge = createCallJudge({
      engine: spare,
      judgeEvent(event) {
        const { verdict, repeated, written } = spare.judge(event);
        return { judged: { event, verdict, truth: null }, repeated, journalled: written };
      },
      eventOf: (question, peer, verification) =>
        eventOf(question, peer, verification, spare.engine.normaliser, spare.engine.utcOffsetMin),
      configured: () => ({ ...first.path, verify: null }),
      words: { blockKindOf, labelOf },
      metrics: { answered: nothing, unscreened: nothing, unrecorded: nothing },
    });
    try {
      await warmSipDoor(first.sip.answerer, { calls, withinMs: WITHIN_MS, judge });
    } finally {
      await spare.close();
    }
  } catch (error) {
    log.warn(
      `the warm-up of the call path failed: ${error instanceof Error ? error.message : String(error)}`,
    );
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}

const nothing = (): void => undefined;
