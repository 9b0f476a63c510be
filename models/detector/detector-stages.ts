import type { FeatureBatch } from '../layers/feature-batch.js';
import type { PyramidLevel } from '../pack/pack-manifest.js';

/** Feature maps p2 … p5 of one tile, as what computes them keeps them. The holder disposes. */
export interface Pyramid {
  dispose(): void;
}

/** What the box head says of each proposal, row by row. */
export interface BoxReadings {
  /** `[background, cell]` for each box. */
  readonly logits: Float32Array;
  /** Four deltas of the cell class for each box. */
  readonly deltas: Float32Array;
}

/**
 * Mask R-CNN's network (He et al., 2017), stage by stage, on whatever computes it; what lies between the stages is plain
 * TypeScript in the neighbouring files. Boxes are flat `[x1, y1, x2, y2, …]` in tile pixels. A pyramid is handed back only
 * to the network that made it.
 */
export interface DetectorStages {
  /** Feature maps of a normalised `size × size × 3` input. The caller disposes. */
  pyramid(input: Float32Array, size: number): Pyramid | Promise<Pyramid>;
  /** A pyramid of given values, row-major `H × W × channels` per level of a square input. The caller disposes. */
  pyramidFrom(levels: Readonly<Record<PyramidLevel, Float32Array>>): Pyramid;
  /**
   * The proposal network's rows, level after level, one for each location: the objectness of every anchor shape,
   * then four deltas for each.
   */
  proposals(pyramid: Pyramid): Promise<Float32Array>;
  /** Class logits and deltas of each box. */
  classify(pyramid: Pyramid, boxes: Float32Array): Promise<BoxReadings>;
  /** The same from pooled features, `count × 7 × 7 × channels`. */
  classifyPooled(pooled: Float32Array, count: number): Promise<BoxReadings>;
  /** Probabilities of cell and nucleus, `count × size × size × 2`, on a grid over each box. */
  masks(pyramid: Pyramid, boxes: Float32Array): Promise<Float32Array>;
  /** The same before the sigmoid, from pooled features, `count × 14 × 14 × channels`. */
  maskLogitsPooled(pooled: Float32Array, count: number): Promise<Float32Array>;
  /** One level pooled over each box, `boxes × size × size × channels`. */
  pool(pyramid: Pyramid, level: PyramidLevel, boxes: Float32Array, size: number): Promise<Float32Array>;
  /** Values of one feature map, row-major. */
  read(pyramid: Pyramid, level: PyramidLevel): Promise<Float32Array>;
  /** Values of RoI features, `boxes × size × size × channels`. */
  pooledFeatures(pyramid: Pyramid, boxes: Float32Array): Promise<Float32Array>;
  /** RoI features of the boxes: all levels pooled and joined. The caller disposes. */
  features(pyramid: Pyramid, boxes: Float32Array): FeatureBatch | Promise<FeatureBatch>;
  /** Frees the weights; may be called twice. */
  dispose(): void;
}

/** Two logits, then four deltas for the background and four for the cell. */
const BOX_READINGS = 10;

/** The box head's rows, of which those from `count` on are padding. */
export function splitReadings(rows: Float32Array, count: number): BoxReadings {
  const logits = new Float32Array(count * 2);
  const deltas = new Float32Array(count * 4);
  for (let box = 0; box < count; box++) {
    const row = rows.subarray(box * BOX_READINGS, (box + 1) * BOX_READINGS);
    logits.set(row.subarray(0, 2), box * 2);
    deltas.set(row.subarray(6, 10), box * 4);
  }
  return { logits, deltas };
}
