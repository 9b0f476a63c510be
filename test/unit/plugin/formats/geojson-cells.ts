import { seededRandom } from '../../../../models/domain/seeded-random.js';
import { polygonBounds, type Polygon } from '../../../../models/domain/rings/polygon.js';
import type { Cell, CellClass, CellReview } from '../../../../models/domain/cell.js';
import { UNKNOWN } from '../../../../models/domain/class-name.js';

export const CLASSES: readonly CellClass[] = [
  { name: 'Neutrophil', code: 'N', color: [0, 114, 178] },
  { name: 'Neutrophil: Band', code: 'NB', color: [0, 90, 150] },
  { name: 'Lymphocyte', code: 'L', color: [0, 158, 115] },
  { name: 'Erythroblast', code: 'NRBC', color: [240, 228, 66] },
];

/** Of a file that holds drawn cells: room for a million of them. */
export const HEADER = {
  version: '0',
  pack: 'drawn',
  packHash: '0',
  micronsPerPixel: 0.1,
  backend: 'none',
  threshold: 0.5,
  width: 400_000,
  height: 400_000,
};

/** A wavy ring as the models' outlines are. */
export function wavyRing(
  x: number,
  y: number,
  radius: number,
  corners: number,
  random: () => number,
): Polygon {
  const ring = new Float64Array(2 * corners);
  for (let i = 0; i < corners; i++) {
    const angle = (i / corners) * 2 * Math.PI;
    const distance = radius * (0.85 + 0.3 * random());
    ring[2 * i] = x + Math.cos(angle) * distance;
    ring[2 * i + 1] = y + Math.sin(angle) * distance;
  }
  return ring;
}

const REVIEWS: readonly (CellReview | undefined)[] = [
  undefined,
  { suggested: CLASSES[2] as CellClass, confirmed: true, at: '2026-03-01T08:15:00.000Z', by: 'Dr. Weber' },
  { confirmed: true, outlined: true, at: '2026-03-01T08:16:00+01:00' },
  { suggested: UNKNOWN, confirmed: false, at: '2026-03-01T08:17:00.000Z' },
];

/** Drawn cells on a grid, each with two lobes, all that the models say and, now and then, a review. */
export function* drawnCells(count: number, corners = 48, seed = 1): Generator<Cell, void, void> {
  const random = seededRandom(seed);
  const columns = Math.ceil(Math.sqrt(count));
  for (let i = 0; i < count; i++) {
    const x = 150 + (i % columns) * 300 + random() * 50;
    const y = 150 + Math.floor(i / columns) * 300 + random() * 50;
    const outline = wavyRing(x, y, 60, corners, random);
    const review = REVIEWS[i % REVIEWS.length];
    yield {
      id: `00000000-0000-4000-8000-${i.toString(16).padStart(12, '0')}`,
      box: polygonBounds(outline),
      outline,
      nuclei: [wavyRing(x - 22, y, 18, corners / 2, random), wavyRing(x + 22, y, 12, corners / 2, random)],
      score: random(),
      label: CLASSES[i % CLASSES.length] as CellClass,
      probabilities: Float32Array.from(CLASSES, random),
      embedding: Float32Array.from({ length: 50 }, () => 2 * random() - 1),
      reconstructionError: random() / 10,
      novelty: random(),
      ...(review ? { review } : {}),
    };
  }
}
