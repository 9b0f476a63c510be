import type { ImageMime } from './image-decoder.js';
import { decodeInNode } from './node-decoder.js';

/** What the process is asked, and how it answers. */
export interface DecodeQuestion {
  readonly id: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly mime: ImageMime;
}

export type DecodeAnswer =
  | {
      readonly id: number;
      readonly width: number;
      readonly height: number;
      readonly data: Uint8ClampedArray<ArrayBuffer>;
    }
  | { readonly id: number; readonly failed: string };

process.on('message', ({ id, bytes, mime }: DecodeQuestion) => {
  decodeInNode(bytes, mime).then(
    ({ width, height, data }) => process.send?.({ id, width, height, data } satisfies DecodeAnswer),
    (error: unknown) => {
      const failed = error instanceof Error ? error.message : String(error);
      process.send?.({ id, failed } satisfies DecodeAnswer);
    },
  );
});
// Ctrl+C reaches every process of a terminal; whoever started this one decides when it ends.
process.on('SIGINT', () => undefined);
// Whoever started it is gone.
process.on('disconnect', () => process.exit(0));
