import type { Figure } from '../../api/index.ts';
import type { Treatment } from '../../domain/treatment.ts';
import type { CallJudgeMetrics } from './call-judge.ts';

/** What the judge of the call path counts, by peer; names come from the configuration, never from a call. */
export class JudgeFigures implements CallJudgeMetrics {
  readonly #answered = new Map<string, number>();
  readonly #unscreened = new Map<string, number>();
  readonly #unrecorded = new Map<string, number>();

  answered(peer: string, treatment: Treatment): void {
    add(this.#answered, `${peer} ${treatment}`);
  }

  unscreened(peer: string, why: string): void {
    add(this.#unscreened, `${peer} ${why}`);
  }

  unrecorded(peer: string): void {
    add(this.#unrecorded, peer);
  }

  all(): Figure[] {
    const pairs = (
      name: string,
      help: string,
      counts: ReadonlyMap<string, number>,
      second: string,
    ): Figure[] =>
      [...counts].map(([key, value]) => {
        const [peer = '', word = ''] = key.split(' ');
        return { name: `jingtong_call_path_${name}_total`, help, labels: { peer, [second]: word }, value };
      });
    return [
      ...pairs('answers', 'Calls judged, by what their switch was told', this.#answered, 'treatment'),
      ...pairs('unscreened', 'Calls let pass unjudged', this.#unscreened, 'why'),
      ...[...this.#unrecorded].map(([peer, value]) => ({
        name: 'jingtong_call_path_unrecorded_total',
        help: 'Calls judged while the journal took nothing: told, not kept, not counted',
        labels: { peer },
        value,
      })),
    ];
  }
}

const add = (counts: Map<string, number>, key: string): void => {
  counts.set(key, (counts.get(key) ?? 0) + 1);
};
