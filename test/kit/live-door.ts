import type { AddressInfo } from 'node:net';
import { createApi } from '../../src/api/index.ts';
import { type FakeDesk, fakeDesk } from './fake-desk.ts';

export interface LiveDoor {
  readonly url: string;
  readonly desk: FakeDesk;
  /** Judges one more call of the given caller. */
  call(caller: string, more?: Partial<Parameters<FakeDesk['judge']>[0]>): void;
  close(): Promise<void>;
}

/** The HTTP door with a desk in memory on a free port of 127.0.0.1. */
export async function openLiveDoor(options: { token?: string; port?: number } = {}): Promise<LiveDoor> {
  const desk = fakeDesk();
  const api = await createApi({
    desk,
    clock: { now: () => Date.now() },
    audit: async () => undefined,
    version: '0.1.0',
    token: options.token ?? null,
    hostNames: [],
  });
  await api.listen({ host: '127.0.0.1', port: options.port ?? 0 });
  const { port } = api.server.address() as AddressInfo;
  let sent = 0;
  return {
    url: `http://127.0.0.1:${port}`,
    desk,
    call(caller, more = {}) {
      sent += 1;
      desk.judge({
        eventId: `live-${sent}`,
        source: 'town',
        caller,
        callee: '13900000077',
        country: null,
        trunk: 'international',
        at: Date.now(),
        receivedAt: Date.now(),
        utcOffsetMin: 480,
        outcome: 'answered',
        ringMs: 4_000,
        talkMs: 20_000,
        imei: null,
        cell: null,
        ...more,
      });
    },
    close: () => api.close(),
  };
}
