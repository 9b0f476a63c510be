/** Random access to the bytes of one file, wherever it lies. */
export interface ByteSource {
  /** A name a person knows it by. */
  readonly name: string;
  /** Bytes in the file. */
  readonly size: number;
  /**
   * The bytes from `offset`, fewer than `length` only where the file ends.
   * Abort rejects with the signal's reason; rejects with `network` and the `slide-…` codes.
   */
  read(offset: number, length: number, signal?: AbortSignal): Promise<Uint8Array<ArrayBuffer>>;
  close(): void;
}

/** Bytes of a dropped file or of any Blob; nothing is held in memory. */
export function blobBytes(blob: Blob, name: string): ByteSource {
  return {
    name,
    size: blob.size,
    async read(offset, length, signal) {
      signal?.throwIfAborted();
      // Node ends at once where it is to slice at what is no number; a damaged file may say so.
      const inside = (place: number): number =>
        place >= 0 ? Math.min(Math.trunc(place), blob.size) : blob.size;
      const part = blob.slice(inside(offset), inside(offset + length));
      const bytes = new Uint8Array(await part.arrayBuffer());
      signal?.throwIfAborted();
      return bytes;
    },
    close() {},
  };
}
