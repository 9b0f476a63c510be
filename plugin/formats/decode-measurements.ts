import type { Cell, CellClass } from '../../models/domain/cell.js';
import type { Box } from '../../models/domain/geometry.js';

/** The measurements of one feature, by name; numbers alone, since NaN and infinities say nothing. */
export interface Measurements {
  readonly isEmpty: boolean;
  get(name: string): number | undefined;
}

/** QuPath's map from name to number, or its older list of `{ name, value }`; anything else holds none. */
export function readMeasurements(value: unknown): Measurements {
  if (Array.isArray(value)) return fromList(value);
  if (typeof value !== 'object' || value === null) return { isEmpty: true, get: () => undefined };
  const named = value as Readonly<Record<string, unknown>>;
  return {
    isEmpty: Object.keys(named).length === 0,
    get: (name) => (Object.hasOwn(named, name) ? finite(named[name]) : undefined),
  };
}

function fromList(list: readonly unknown[]): Measurements {
  const named = new Map<string, unknown>();
  for (const entry of list) {
    if (typeof entry !== 'object' || entry === null) continue;
    const { name, value } = entry as { name?: unknown; value?: unknown };
    if (typeof name === 'string') named.set(name, value);
  }
  return { isEmpty: named.size === 0, get: (name) => finite(named.get(name)) };
}

function finite(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** What the models said of a cell, as far as a file holds it. */
export type ModelFindings = Pick<
  Cell,
  'score' | 'probabilities' | 'embedding' | 'reconstructionError' | 'novelty'
> & { readonly box?: Box };

const EMBEDDING_KEYS = Array.from({ length: 50 }, (_, i) => `Embedding ${String(i).padStart(2, '0')}`);

/** Reads what the models said in the order of the pack's classes; what is not there is as for a drawn cell. */
export function findingsReader(classes: readonly CellClass[]): (measurements: Measurements) => ModelFindings {
  const probabilityKeys = classes.map(({ name }) => `Probability: ${name}`);
  return (measurements) => {
    const novelty = measurements.get('Novelty');
    const box = readBox(measurements);
    const embedding =
      measurements.get('Embedding 00') === undefined
        ? []
        : EMBEDDING_KEYS.map((key) => measurements.get(key));
    const probabilities = probabilityKeys.map((key) => measurements.get(key));
    return {
      score: Math.max(0, Math.min(1, measurements.get('Detection probability') ?? 1)),
      probabilities: probabilities.every((value) => value === undefined)
        ? new Float32Array(0)
        : Float32Array.from(probabilities, (value) => value ?? 0),
      // Half an embedding is none.
      embedding: embedding.every((value) => value !== undefined)
        ? Float32Array.from(embedding)
        : new Float32Array(0),
      reconstructionError: measurements.get('Reconstruction error') ?? Number.NaN,
      ...(novelty === undefined ? {} : { novelty }),
      ...(box ? { box } : {}),
    };
  };
}

function readBox(measurements: Measurements): Box | undefined {
  const [x, y] = [measurements.get('Box: X px'), measurements.get('Box: Y px')];
  const [width, height] = [measurements.get('Box: Width px'), measurements.get('Box: Height px')];
  if (x === undefined || y === undefined || width === undefined || height === undefined) return undefined;
  return width > 0 && height > 0 ? { minX: x, minY: y, maxX: x + width, maxY: y + height } : undefined;
}
