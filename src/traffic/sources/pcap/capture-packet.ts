/** One packet of a capture file as it stands in the reader's buffer. Reused: valid until the next packet is asked for. */
export class CapturePacket {
  bytes: Uint8Array = new Uint8Array(0);
  start = 0;
  /** End of what was captured. */
  end = 0;
  /** Length the packet had on the wire; more than `end - start` when the capture cut it (snap length). */
  wireLength = 0;
  /** LINKTYPE number (tcpdump.org/linktypes.html). */
  linkType = 0;
  /** Epoch milliseconds with their fraction; NaN when the file tells none (simple packet blocks). */
  at = Number.NaN;
  /** Place in the file, from 1, as other programs number packets. */
  number = 0;
}
