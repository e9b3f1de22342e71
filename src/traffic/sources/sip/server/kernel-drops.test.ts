import { describe, expect, it } from 'vitest';
import { dropsIn, kernelDrops } from './kernel-drops.ts';

const TABLE = `   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops
  101: 0100007F:13C4 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 11111 2 0000000000000000 42
  102: 0100007F:13C5 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 22222 2 0000000000000000 7
  103: 00000000:13C4 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 33333 2 0000000000000000 1
`;

describe('drops of full receive buffers', () => {
  it('are summed over the sockets of a port', () => {
    expect(dropsIn(TABLE, [5060])).toBe(43);
    expect(dropsIn(TABLE, [5060, 5061])).toBe(50);
    expect(dropsIn('', [5060])).toBe(0);
  });
  it('are none where the system does not tell', () => expect(kernelDrops([])).toBe(0));
});
