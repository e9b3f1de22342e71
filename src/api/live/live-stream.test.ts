import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type LiveDoor, openLiveDoor } from '../../../test/kit/live-door.ts';

let door: LiveDoor;
beforeEach(async () => {
  door = await openLiveDoor();
});
afterEach(() => door.close());

interface Seen {
  readonly id: string | null;
  readonly name: string;
  readonly data: { n: number; caller: string }[] & { dropped: number; callsPerSecond: number };
}

/** Reads events until `enough`, then leaves. */
async function watch(enough: (seen: Seen[]) => boolean, lastEventId?: string): Promise<Seen[]> {
  const leave = new AbortController();
  const response = await fetch(`${door.url}/v1/live`, {
    signal: leave.signal,
    headers: lastEventId === undefined ? {} : { 'Last-Event-ID': lastEventId },
  });
  expect(response.headers.get('content-type')).toContain('text/event-stream');
  expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
  const seen: Seen[] = [];
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of response.body!) {
    text += decoder.decode(chunk, { stream: true });
    const blocks = text.split('\n\n');
    text = blocks.pop()!;
    for (const block of blocks) {
      const name = /^event: (.*)$/m.exec(block)?.[1];
      if (name === undefined) continue;
      const id = /^id: (.*)$/m.exec(block)?.[1] ?? null;
      seen.push({ id, name, data: JSON.parse(/^data: (.*)$/m.exec(block)![1]!) });
    }
    if (enough(seen)) break;
  }
  leave.abort();
  return seen;
}
const numbers = (seen: Seen[]) =>
  seen.filter(({ name }) => name === 'verdicts').flatMap(({ data }) => data.map(({ n }) => n));

describe('the live stream', () => {
  it('begins with figures and what happened just before', async () => {
    for (let n = 0; n < 300; n += 1) door.call('13800000006');
    const seen = await watch((all) => numbers(all).length > 0);
    expect(seen[0]!.name).toBe('now');
    expect(numbers(seen)[0]).toBe(181);
    expect(numbers(seen).at(-1)).toBe(300);
    expect(JSON.stringify(seen)).not.toContain('13800000006');
  });

  it('resumes after the last event a viewer has seen', async () => {
    for (let n = 0; n < 10; n += 1) door.call('13800000006');
    const first = await watch((all) => numbers(all).length === 10);
    const { id } = first.findLast(({ name }) => name === 'verdicts')!;
    for (let n = 0; n < 150; n += 1) door.call('13800000006');
    const second = await watch((all) => numbers(all).length >= 150, id!);
    expect(numbers(second)).toEqual(Array.from({ length: 150 }, (_, place) => 11 + place));
  });

  it('takes an id of another run for what it is', async () => {
    door.call('13800000006');
    expect(numbers(await watch((all) => numbers(all).length > 0, 'deadbeef-999999'))).toEqual([1]);
    expect(numbers(await watch((all) => numbers(all).length > 0, '<script>'))).toEqual([1]);
  });

  it('counts what a viewer could not be sent', async () => {
    const watching = watch((all) => all.some(({ name, data }) => name === 'now' && data.dropped > 0));
    await new Promise((resolve) => setTimeout(resolve, 100));
    for (let n = 0; n < 6_000; n += 1) door.call('13800000000');
    const seen = await watching;
    const { dropped } = seen.findLast(({ name }) => name === 'now')!.data;
    expect(dropped + numbers(seen).length).toBe(6_000);
    const metrics = await (await fetch(`${door.url}/metrics`)).text();
    expect(metrics).toContain(`jingtong_live_dropped_total ${dropped}`);
  });

  it('answers HEAD without opening a stream', async () => {
    expect((await fetch(`${door.url}/v1/live`, { method: 'HEAD' })).status).not.toBe(200);
    expect(await (await fetch(`${door.url}/metrics`)).text()).toContain('jingtong_live_viewers 0');
  });
});
