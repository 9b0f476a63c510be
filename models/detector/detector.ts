import type { Polygon } from '../domain/rings/polygon.js';
import { SmearError } from '../domain/errors.js';
import type { Box } from '../domain/geometry.js';
import type { RgbaTile } from '../domain/tile.js';
import type { Backend } from '../backend/backend.js';
import type { FeatureBatch } from '../layers/feature-batch.js';
import type { Pack } from '../pack/pack.js';
import type { PackManifest } from '../pack/pack-manifest.js';
import { createAnchors } from './anchors.js';
import { clipBoxes, decodeBoxes, pickBoxes } from './box-codec.js';
import { outlineEllipse, outlineMask, outlineParts } from './mask-outline.js';
import type { DetectorStages, Pyramid } from './detector-stages.js';
import { MaskRcnn } from './mask-rcnn.js';
import { ranked, suppressOverlaps } from './nms.js';

/** One nucleated cell. Frame: tile pixels. */
export interface Detection {
  readonly box: Box;
  readonly outline: Polygon;
  /** The separate parts of the nucleus in the outline, the largest first; none where none is seen. */
  readonly nuclei: readonly Polygon[];
  /** Detection probability, 0 to 1. */
  readonly score: number;
}

export interface DetectedCells {
  /** Best first. */
  readonly detections: readonly Detection[];
  /** RoI features of the detections, in their order; absent where the pack looks a second time. The receiver disposes. */
  readonly features?: FeatureBatch;
}

export interface DetectOptions {
  /** Lowest detection probability, down to 0.01. */
  readonly threshold: number;
  readonly signal?: AbortSignal;
}

export interface Detector {
  /**
   * The nucleated cells of a tile at the pack's resolution, no larger than the pack's largest tile.
   * The caller disposes the features. Abort rejects with the signal's reason, between stages.
   * Rejects with `invalid-argument`, `backend-lost` or `disposed`.
   */
  detect(tile: RgbaTile, options: DetectOptions): Promise<DetectedCells>;
  /** Frees the weights; may be called twice. */
  dispose(): void;
}

interface Extent {
  readonly width: number;
  readonly height: number;
}

/** The pack's detector network on what computes it. Throws `pack-incompatible`. */
export function openDetectorStages({ manifest, detector }: Pack, { networks }: Backend): DetectorStages {
  return networks?.detector(manifest, detector) ?? new MaskRcnn(manifest, detector);
}

/** The pack's detector on a backend. Throws `pack-incompatible`. */
export function createDetector(pack: Pack, backend: Backend): Detector {
  const network = openDetectorStages(pack, backend);
  return {
    detect: (tile, options) => backend.run(() => detect(network, pack.manifest, tile, options)),
    dispose: () => network.dispose(),
  };
}

async function detect(
  network: DetectorStages,
  manifest: PackManifest,
  tile: RgbaTile,
  { threshold, signal }: DetectOptions,
): Promise<DetectedCells> {
  signal?.throwIfAborted();
  const size = inputSize(manifest, tile);
  const pyramid = await network.pyramid(normaliseTile(tile, size, manifest.normalisation), size);
  try {
    const readings = await network.proposals(pyramid);
    signal?.throwIfAborted();
    const proposals = selectProposals(readings, manifest, size, tile);
    const found = await findBoxes(network, pyramid, proposals, manifest, tile, threshold);
    signal?.throwIfAborted();
    const masks = found.scores.length > 0 ? await network.masks(pyramid, found.boxes) : new Float32Array();
    signal?.throwIfAborted();
    return {
      detections: found.scores.map((score, index) => describe(found.boxes, masks, manifest, index, score)),
      ...(manifest.secondLook ? {} : { features: await network.features(pyramid, found.boxes) }),
    };
  } finally {
    pyramid.dispose();
  }
}

/** Side of the smallest network input that holds the tile. */
function inputSize(manifest: PackManifest, tile: Extent): number {
  const longest = Math.max(tile.width, tile.height);
  const size = [...manifest.tileSizes].sort((a, b) => a - b).find((side) => side >= longest);
  if (size !== undefined && tile.width > 0 && tile.height > 0) return size;
  throw new SmearError(
    'invalid-argument',
    `A tile of ${tile.width}×${tile.height} pixels does not fit the model, which takes up to ${Math.max(...manifest.tileSizes)}. Cut it into smaller tiles.`,
  );
}

/** `size × size × 3` network input; right of and below the tile lie zeros. */
export function normaliseTile(
  tile: RgbaTile,
  size: number,
  { mean, std }: PackManifest['normalisation'],
): Float32Array {
  const input = new Float32Array(size * size * 3);
  for (let channel = 0; channel < 3; channel++) {
    const scale = 1 / 255 / (std[channel] as number);
    const shift = (mean[channel] as number) / (std[channel] as number);
    for (let row = 0; row < tile.height; row++) {
      let from = row * tile.width * 4 + channel;
      let to = row * size * 3 + channel;
      for (let column = 0; column < tile.width; column++, from += 4, to += 3) {
        input[to] = (tile.data[from] as number) * scale - shift;
      }
    }
  }
  return input;
}

/**
 * The regions that the network proposes, best first, as flat boxes cut to the tile. `readings` are the proposal
 * network's rows (see `MaskRcnn.proposals`). The order of steps is torchvision's, since its weights rest on it.
 */
export function selectProposals(
  readings: Float32Array,
  manifest: PackManifest,
  size: number,
  extent: Extent,
): Float32Array {
  const { anchors, ratios, proposals } = manifest.detector;
  const boxes: Float32Array[] = [];
  const scores: Float32Array[] = [];
  let start = 0;
  for (const { stride, sizes } of anchors) {
    const shapes = sizes.length * ratios.length;
    const rows = Math.floor(size / stride) ** 2;
    const level = readings.subarray(start, (start += rows * shapes * 5));
    const objectness = new Float32Array(rows * shapes);
    for (let anchor = 0; anchor < objectness.length; anchor++) {
      const row = Math.floor(anchor / shapes);
      objectness[anchor] = level[row * shapes * 5 + (anchor % shapes)] as number;
    }
    const best = ranked(objectness, proposals.perLevel);
    const deltas = new Float32Array(best.length * 4);
    best.forEach((anchor, index) => {
      const row = Math.floor(anchor / shapes) * shapes * 5 + shapes;
      const at = row + (anchor % shapes) * 4;
      deltas.set(level.subarray(at, at + 4), index * 4);
    });
    const references = pickBoxes(createAnchors({ stride, sizes, ratios }, size), best);
    const decoded = decodeBoxes(references, deltas, [1, 1, 1, 1]);
    clipBoxes(decoded, extent.width, extent.height);
    const ranking = Float32Array.from(best, (anchor) => objectness[anchor] as number);
    const kept = suppressOverlaps(decoded, ranking, { iou: proposals.nms, minSide: 1e-3 });
    boxes.push(pickBoxes(decoded, kept));
    scores.push(Float32Array.from(kept, (place) => ranking[place] as number));
  }
  return pickBoxes(joined(boxes), ranked(joined(scores), proposals.keep));
}

async function findBoxes(
  network: DetectorStages,
  pyramid: Pyramid,
  proposals: Float32Array,
  manifest: PackManifest,
  extent: Extent,
  threshold: number,
): Promise<{ boxes: Float32Array; scores: number[] }> {
  if (proposals.length === 0) return { boxes: new Float32Array(), scores: [] };
  const { logits, deltas } = await network.classify(pyramid, proposals);
  return selectBoxes(proposals, logits, deltas, manifest, extent, threshold);
}

/** The cells' boxes, best first, cut to the tile, with their probabilities. */
export function selectBoxes(
  proposals: Float32Array,
  logits: Float32Array,
  deltas: Float32Array,
  manifest: PackManifest,
  extent: Extent,
  threshold: number,
): { boxes: Float32Array; scores: number[] } {
  const { coder, nms, keep } = manifest.detector.boxes;
  const boxes = decodeBoxes(proposals, deltas, coder);
  clipBoxes(boxes, extent.width, extent.height);
  const scores = new Float32Array(logits.length / 2);
  for (let box = 0; box < scores.length; box++) {
    scores[box] = 1 / (1 + Math.exp((logits[box * 2] as number) - (logits[box * 2 + 1] as number)));
  }
  const kept = suppressOverlaps(boxes, scores, { iou: nms, minSide: 1e-2, above: threshold, keep });
  return { boxes: pickBoxes(boxes, kept), scores: kept.map((place) => scores[place] as number) };
}

function describe(
  boxes: Float32Array,
  masks: Float32Array,
  manifest: PackManifest,
  index: number,
  score: number,
): Detection {
  const [minX = 0, minY = 0, maxX = 0, maxY = 0] = boxes.subarray(index * 4, index * 4 + 4);
  const box = { minX, minY, maxX, maxY };
  const { size } = manifest.detector.mask;
  const cell = new Float32Array(size * size);
  const nucleus = new Float32Array(size * size);
  for (let at = 0; at < cell.length; at++) {
    const from = (index * cell.length + at) * 2;
    cell[at] = masks[from] as number;
    // A nucleus lies in its cell.
    nucleus[at] = Math.min(masks[from] as number, masks[from + 1] as number);
  }
  const outline = outlineMask({ size, values: cell }, box) ?? outlineEllipse(box);
  return { box, outline, nuclei: outlineParts({ size, values: nucleus }, box, outline), score };
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let start = 0;
  for (const part of parts) {
    whole.set(part, start);
    start += part.length;
  }
  return whole;
}
