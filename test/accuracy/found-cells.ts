import { polygonArea } from '../../models/domain/rings/polygon.js';
import type { Box } from '../../models/domain/geometry.js';
import { coarseClass } from './cell-classes.js';

export interface FoundCell {
  /** Image pixels. */
  readonly box: Box;
  readonly score: number;
  /** As the product says it: coarse, with a finer name behind a colon, or `Unknown`. */
  readonly className: string;
  /** Of each class, coarse or fine, that the product gives a probability. */
  readonly probabilities: ReadonlyMap<string, number>;
  readonly reconstructionError: number;
  readonly novelty?: number;
  readonly embedding: readonly number[];
  /** Flat ring in image pixels. */
  readonly outline: readonly number[];
  /** One flat ring for each part; empty where the product gives none. */
  readonly nuclei: readonly (readonly number[])[];
}

export interface FoundImage {
  readonly cells: readonly FoundCell[];
  readonly micronsPerPixel?: number;
  readonly resolutionSource?: string;
  readonly pack: string;
  readonly packHash: string;
}

type Ring = readonly (readonly [number, number])[];
type Geometry =
  | { readonly type: 'Polygon'; readonly coordinates: readonly Ring[] }
  | { readonly type: 'MultiPolygon'; readonly coordinates: readonly (readonly Ring[])[] };

interface CellFile {
  readonly smearlens: Omit<FoundImage, 'cells'>;
  readonly features: readonly {
    readonly geometry: Geometry;
    readonly nucleusGeometry?: Geometry;
    readonly properties: {
      readonly classification: { readonly name: string };
      readonly measurements: Readonly<Record<string, number>>;
    };
  }[];
}

/** The outer ring of each part. */
function rings(geometry: Geometry): number[][] {
  const polygons = geometry.type === 'MultiPolygon' ? geometry.coordinates : [geometry.coordinates];
  return polygons.map(([outer = []]) => outer.slice(0, -1).flat());
}

function parseCell({ geometry, nucleusGeometry, properties }: CellFile['features'][number]): FoundCell {
  const { classification, measurements } = properties;
  const measure = (key: string): number => {
    const value = measurements[key];
    if (value === undefined) throw new Error(`A cell lacks the measurement “${key}”.`);
    return value;
  };
  const minX = measure('Box: X px');
  const minY = measure('Box: Y px');
  const keys = Object.keys(measurements);
  const novelty = measurements['Novelty'];
  const outlines = rings(geometry).sort(
    (a, b) => polygonArea(Float64Array.from(b)) - polygonArea(Float64Array.from(a)),
  );
  return {
    box: { minX, minY, maxX: minX + measure('Box: Width px'), maxY: minY + measure('Box: Height px') },
    score: measure('Detection probability'),
    className: classification.name,
    probabilities: new Map(
      keys
        .filter((key) => key.startsWith('Probability: '))
        .map((key) => [key.slice('Probability: '.length), measure(key)]),
    ),
    reconstructionError: measure('Reconstruction error'),
    ...(novelty === undefined ? {} : { novelty }),
    embedding: keys
      .filter((key) => key.startsWith('Embedding '))
      .sort()
      .map(measure),
    outline: outlines[0] ?? [],
    nuclei: nucleusGeometry ? rings(nucleusGeometry) : [],
  };
}

/** Reads what `smearlens analyze --embedding` wrote for one image. */
export function parseCellFile(text: string): FoundImage {
  const { smearlens, features } = JSON.parse(text) as CellFile;
  return { ...smearlens, cells: features.map(parseCell) };
}

/** The probability of a coarse class: as given, else the sum over its finer ones. */
export function coarseProbabilities({ probabilities }: FoundCell): Map<string, number> {
  const sums = new Map<string, number>();
  for (const [name, value] of probabilities) {
    const coarse = coarseClass(name);
    if (!probabilities.has(coarse)) sums.set(coarse, (sums.get(coarse) ?? 0) + value);
    else if (name === coarse) sums.set(coarse, value);
  }
  return sums;
}

/** The likeliest coarse class, whether or not the product dared to say it, and its probability. */
export function likeliest(cell: FoundCell): { name: string; probability: number } | undefined {
  const [best] = [...coarseProbabilities(cell)].sort((a, b) => b[1] - a[1]);
  return best && { name: best[0], probability: best[1] };
}
