import type { Figure } from '../../../api/index.ts';
import type { SipServerFigures } from '../../../traffic/sources/index.ts';

/** The SIP door's counts for `/metrics`. */
export function sipFigures(figures: SipServerFigures): Figure[] {
  const found: Figure[] = [];
  const add = (name: string, help: string, labels: Figure['labels'], value: number): void => {
    found.push({ name: `jingtong_sip_${name}`, help, labels, value });
  };
  for (const { peer, requests, retransmitted, answers, unscreened } of figures.peers) {
    for (const [method, count] of Object.entries(requests))
      add('requests_total', 'Requests, retransmissions left out', { peer, method }, count);
    add('retransmitted_total', 'Requests that came again', { peer }, retransmitted);
    for (const { treatment, status, count } of answers)
      add(
        'answers_total',
        'Final answers',
        { peer, treatment: treatment ?? 'none', status: `${status}` },
        count,
      );
    for (const [reason, count] of Object.entries(unscreened))
      add('unscreened_total', 'Calls let pass unjudged', { peer, reason }, count);
  }
  for (const [reason, count] of Object.entries(figures.drops))
    add('drops_total', 'What was not answered, by reason', { reason }, count);
  add('resent_total', 'Answers sent again for want of an ACK', {}, figures.resent);
  add('unacknowledged_total', 'INVITEs whose ACK never came', {}, figures.unacknowledged);
  add('tryings_total', 'Provisional answers', {}, figures.tryings);
  add('late_judgements_total', 'Judgements after the call was answered', {}, figures.lateJudgements);
  add('transactions', 'Transactions remembered', {}, figures.transactions.open);
  add('pending', 'Calls being judged', {}, figures.pending);
  for (const [transport, count] of Object.entries(figures.connections))
    add('connections', 'Open connections', { transport }, count);
  add('shedding', '1 while calls pass unjudged for want of time', {}, Number(figures.load.isShedding));
  add('wait_ms', 'How long a message waits to be read', {}, Math.round(figures.load.waitMs));
  return found;
}
