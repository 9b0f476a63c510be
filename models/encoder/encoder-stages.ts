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

/** The crops as the network takes them, `count × side × side × 3`. Throws `invalid-argument` where bytes are missing. */
export function normaliseCrops(
  { count, rgb }: CellCrops,
  side: number,
  { mean, std }: SecondLookManifest['normalisation'],
): Float32Array {
  const wanted = count * side * side * 3;
  if (rgb.length !== wanted) {
    throw new SmearError(
      'invalid-argument',
      `${count} crops of ${side} × ${side} pixels need ${wanted} bytes; there are ${rgb.length}.`,
    );
  }
  const values = new Float32Array(wanted);
  for (let channel = 0; channel < 3; channel++) {
    const table = Float32Array.from(
      { length: 256 },
      (_, byte) => (byte / 255 - (mean[channel] as number)) / (std[channel] as number),
    );
    for (let at = channel; at < wanted; at += 3) values[at] = table[rgb[at] as number] as number;
  }
  return values;
}
