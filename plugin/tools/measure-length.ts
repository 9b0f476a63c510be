import type { ToolContext } from './tool.js';

/** A length on the slide; `microns` is absent where no resolution is known. */
export interface MeasuredLength {
  readonly pixels: number;
  readonly microns?: number;
}

/** A ruler on the slide until the reader ends it; the last length measured, if any. */
export async function measureLength({
  session,
  surface,
  signal,
}: ToolContext): Promise<MeasuredLength | undefined> {
  const lengthOf = (pixels: number): MeasuredLength => {
    const { resolution } = session;
    return resolution ? { pixels, microns: pixels * resolution.micronsPerPixel } : { pixels };
  };
  const write = (length: number): string => {
    const { pixels, microns } = lengthOf(length);
    return microns === undefined ? surface.words.length(pixels, 'px') : surface.words.length(microns, 'µm');
  };
  const length = await surface.measure({ signal, write });
  return length === undefined ? undefined : lengthOf(length);
}
