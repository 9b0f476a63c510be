import type { Polygon } from '../../models/domain/geometry.js';
import type { Detection } from '../../models/detector/detector.js';
import type { Embedded } from '../../models/embedding/autoencoder.js';
import type { PackedRings, TileFindings } from './analyst.js';

/** What the models say of one tile, laid out to cross threads as a few buffers. */
export function packFindings(
  detections: readonly Detection[],
  { embeddings, errors }: Embedded,
  probabilities: Float32Array,
): TileFindings {
  return {
    count: detections.length,
    boxes: Float32Array.from(detections.flatMap(({ box }) => [box.minX, box.minY, box.maxX, box.maxY])),
    scores: Float32Array.from(detections, ({ score }) => score),
    outlines: packRings(detections.map(({ outline }) => outline)),
    nuclei: packRings(detections.map(({ nucleus }) => nucleus)),
    probabilities: Float32Array.from(probabilities),
    embeddings: Float32Array.from(embeddings),
    errors: Float32Array.from(errors),
  };
}

function packRings(rings: readonly (Polygon | undefined)[]): PackedRings {
  const ends = new Uint32Array(rings.length);
  let length = 0;
  rings.forEach((ring, index) => {
    length += ring?.length ?? 0;
    ends[index] = length;
  });
  const coordinates = new Float32Array(length);
  rings.forEach((ring, index) => {
    if (ring) coordinates.set(ring, (ends[index] as number) - ring.length);
  });
  return { coordinates, ends };
}
