import type { CellCrops } from '../domain/findings.js';
import { SmearError } from '../domain/errors.js';
import type { FeatureBatch } from '../layers/feature-batch.js';
import type { SecondLookManifest } from '../pack/pack-manifest.js';

/** The instance encoder's network, on whatever computes it. */
export interface EncoderStages {
  /** Features `[count or more, side / 16, side / 16, channels]` of square crops. The caller disposes. */
  encode(crops: CellCrops, side: number): FeatureBatch | Promise<FeatureBatch>;
  /** The same as values, row-major and without padding. */
  read(crops: CellCrops, side: number): Promise<Float32Array>;
  /** Frees the weights; may be called twice. */
  dispose(): void;
}

type Shape = readonly [number, number, number, number];

/** Every layer's name with the shape of its weight: height, width, inputs, outputs; a depthwise one has one output an input. */
export function layerShapes({ blocks, channels }: SecondLookManifest): Map<string, Shape> {
  const shapes = new Map<string, Shape>([['stem', [3, 3, 3, blocks[0]?.[0] ?? 0]]]);
  blocks.forEach(([inputs, outputs, wide], index) => {
    shapes.set(`blocks.${index}.expand`, [1, 1, inputs, wide]);
    shapes.set(`blocks.${index}.depthwise`, [3, 3, wide, 1]);
    shapes.set(`blocks.${index}.project`, [1, 1, wide, outputs]);
  });
  return shapes.set('neck', [1, 1, blocks.at(-1)?.[1] ?? 0, channels]);
}

/**
 * The crops as the network takes them, `rows × side × side × 3`; rows from the crops' count on repeat the first. Throws
 * `invalid-argument` where bytes are missing.
 */
export function normaliseCrops(
  { count, rgb }: CellCrops,
  side: number,
  { mean, std }: SecondLookManifest['normalisation'],
  rows = count,
): Float32Array {
  const width = side * side * 3;
  const wanted = count * width;
  if (rgb.length !== wanted) {
    throw new SmearError(
      'invalid-argument',
      `${count} crops of ${side} × ${side} pixels need ${wanted} bytes; there are ${rgb.length}.`,
    );
  }
  const [scales, shifts] = [std.map((spread) => 1 / (255 * spread)), std.map((spread, at) => (mean[at] as number) / spread)]; // prettier-ignore
  const [red, green, blue] = scales as [number, number, number];
  const [lessRed, lessGreen, lessBlue] = shifts as [number, number, number];
  const values = new Float32Array(rows * width);
  // All channels in one pass: a pass for each takes three times as long.
  for (let at = 0; at < wanted; at += 3) {
    values[at] = (rgb[at] as number) * red - lessRed;
    values[at + 1] = (rgb[at + 1] as number) * green - lessGreen;
    values[at + 2] = (rgb[at + 2] as number) * blue - lessBlue;
  }
  for (let row = count; row < rows; row++) values.copyWithin(row * width, 0, width);
  return values;
}
