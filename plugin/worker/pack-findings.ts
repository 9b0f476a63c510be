import type { CellReadings, GroupedRings, PackedRings, TileFindings } from '../../models/domain/findings.js';
import type { Polygon } from '../../models/domain/rings/polygon.js';
import type { Detection } from '../../models/detector/detector.js';
import type { Embedded } from '../../models/embedding/autoencoder.js';

/** Where the cells of one tile lie, laid out to cross threads as a few buffers. */
export function packOutlines(detections: readonly Detection[]): TileFindings {
  return {
    count: detections.length,
    boxes: Float32Array.from(detections.flatMap(({ box }) => [box.minX, box.minY, box.maxX, box.maxY])),
    scores: Float32Array.from(detections, ({ score }) => score),
    outlines: packRings(detections.map(({ outline }) => outline)),
    nuclei: groupRings(detections.map(({ nuclei }) => nuclei)),
  };
}

/** What the models make of cells, laid out likewise. */
export function packReadings(
  { embeddings, errors }: Embedded,
  probabilities: Float32Array,
  { novelties, doubts }: Pick<CellReadings, 'novelties' | 'doubts'> = {},
): CellReadings {
  return {
    probabilities: Float32Array.from(probabilities),
    ...(novelties ? { novelties } : {}),
    ...(doubts ? { doubts } : {}),
    embeddings: Float32Array.from(embeddings),
    errors: Float32Array.from(errors),
  };
}

function groupRings(perCell: readonly (readonly Polygon[])[]): GroupedRings {
  let count = 0;
  const groups = Uint32Array.from(perCell, (rings) => (count += rings.length));
  return { ...packRings(perCell.flat()), groups };
}

function packRings(rings: readonly Polygon[]): PackedRings {
  const ends = new Uint32Array(rings.length);
  let length = 0;
  rings.forEach((ring, index) => {
    length += ring.length;
    ends[index] = length;
  });
  const coordinates = new Float32Array(length);
  rings.forEach((ring, index) => coordinates.set(ring, (ends[index] as number) - ring.length));
  return { coordinates, ends };
}
