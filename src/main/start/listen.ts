import type { AddressInfo } from 'node:net';
import { Fault } from '../../domain/fault.ts';

interface Listener {
  listen(options: { host: string; port: number }): Promise<string>;
  readonly server: { address(): AddressInfo | string | null };
}

/** Listens and returns the port. Throws a fault that says what to do when the port or address cannot be had. */
export async function listen(api: Listener, host: string, port: number): Promise<number> {
  try {
    await api.listen({ host, port });
  } catch (cause) {
    throw refusal(cause as NodeJS.ErrnoException, host, port);
  }
  const address = api.server.address();
  return typeof address === 'object' && address !== null ? address.port : port;
}

function refusal(error: NodeJS.ErrnoException, host: string, port: number): unknown {
  switch (error.code) {
    case 'EADDRINUSE':
      return new Fault(
        'port-busy',
        `port ${port} on ${host} is used by another program. Stop that program, or choose another port: ` +
          `jingtong start --port ${port < 65_535 ? port + 1 : 8081}`,
        { retryable: true },
      );
    case 'EACCES':
      return new Fault(
        'port-refused',
        `this user may not listen on port ${port}: choose one above 1023 with --port`,
      );
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new Fault(
        'no-such-address',
        `this machine has no address ${host}: give one of its own with --host`,
      );
    default:
      return error;
  }
}
