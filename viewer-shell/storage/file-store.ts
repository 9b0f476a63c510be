import type { ImageDecoder, SlideReader } from '../../plugin/node-entry.js';

export interface OpenOptions {
  readonly signal?: AbortSignal;
  /** Of a TIFF that holds several pictures, from 1. */
  readonly page?: number;
  /** Decodes its pictures; in this process where it is not given. */
  readonly decode?: ImageDecoder;
}

/** Files of one kind of place: a disk, a web server, an S3-compatible store. */
export interface FileStore {
  /** Bytes of the file; `undefined` where there is none. Rejects with `network` or `slide-forbidden`. */
  size(place: string, signal?: AbortSignal): Promise<number | undefined>;
  /** The bytes from `offset`, fewer than `length` only where the file ends; rejects as `openSlide` does. */
  read(place: string, offset: number, length: number, signal?: AbortSignal): Promise<Uint8Array<ArrayBuffer>>;
  /**
   * Writes the whole file or nothing: nobody ever reads half of it. Abort rejects with the signal's reason.
   * Rejects with `export-failed`.
   */
  write(place: string, pieces: Iterable<string | Uint8Array>, signal?: AbortSignal): Promise<void>;
  /** Succeeds where there is no such file. */
  remove(place: string): Promise<void>;
  /** The places of the files in a folder and below it, in no particular order. */
  list(folder: string): Promise<string[]>;
  /** The caller disposes of the reader. Rejects as `openSlide` does. */
  openSlide(place: string, options: OpenOptions): Promise<SlideReader>;
}
