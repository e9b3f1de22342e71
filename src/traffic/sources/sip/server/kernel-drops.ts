import { readFileSync } from 'node:fs';

const TABLES = ['/proc/net/udp', '/proc/net/udp6'];

/**
 * Datagrams that the system threw away because the receive buffers of these UDP ports were full, since their sockets were opened.
 * 0 where the system does not tell (only Linux does).
 */
export function kernelDrops(ports: readonly number[]): number {
  let drops = 0;
  for (const table of TABLES) {
    try {
      drops += dropsIn(readFileSync(table, 'latin1'), ports);
    } catch {
      // Not Linux, or no IPv6.
    }
  }
  return drops;
}

/** Local address and port are the second column, drops the last (Linux `Documentation/networking/proc_net_tcp`). */
export function dropsIn(table: string, ports: readonly number[]): number {
  let drops = 0;
  for (const line of table.split('\n').slice(1)) {
    const columns = line.trim().split(/\s+/);
    const port = Number.parseInt(columns[1]?.split(':')[1] ?? '', 16);
    const count = Number(columns.at(-1));
    if (ports.includes(port) && Number.isFinite(count)) drops += count;
  }
  return drops;
}
