/** Bytes of one source in order, decompressed. */
export interface ByteReader {
  /** Copies the next bytes to `into` from `offset` on, at most to its end; 0 when there are no more. Throws a `Fault`. */
  read(into: Uint8Array, offset: number): Promise<number>;
  /** Bytes of the source itself read so far (compressed bytes where it is compressed). */
  readonly bytesRead: number;
  /** Size of the source, `null` when it cannot be known (a pipe). */
  readonly totalBytes: number | null;
  close(): Promise<void>;
}
