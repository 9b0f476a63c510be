import type { Cell, CellClass } from '../../models/domain/cell.js';
import type { Box } from '../../models/domain/geometry.js';

/** The measurements of one feature, by name; numbers alone, since NaN and infinities say nothing. */
export interface Measurements {
  readonly isEmpty: boolean;
  get(name: string): number | undefined;
}

/** QuPath's map from name to number, or its older list of `{ name, value }`; anything else holds none. */
export function readMeasurements(value: unknown): Measurements {
  if (Array.isArray(value)) return new NamedMeasurements(fromList(value));
  return new NamedMeasurements(typeof value === 'object' && value !== null ? value : {});
}

class NamedMeasurements implements Measurements {
  readonly #named: Readonly<Record<string, unknown>>;

  constructor(named: object) {
    this.#named = named as Readonly<Record<string, unknown>>;
  }

  get isEmpty(): boolean {
    // What JSON gives has no inherited names, and a list of fifty would be made for each cell.
    for (const name in this.#named) if (Object.hasOwn(this.#named, name)) return false;
    return true;
  }

  get(name: string): number | undefined {
    return Object.hasOwn(this.#named, name) ? finite(this.#named[name]) : undefined;
  }
}

function fromList(list: readonly unknown[]): object {
  const named = Object.create(null) as Record<string, unknown>;
  for (const entry of list) {
    if (typeof entry !== 'object' || entry === null) continue;
    const { name, value } = entry as { name?: unknown; value?: unknown };
    if (typeof name === 'string') named[name] = value;
  }
  return named;
}

function finite(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** What the models said of a cell, as far as a file holds it. */
export type ModelFindings = Pick<
  Cell,
  'score' | 'probabilities' | 'embedding' | 'reconstructionError' | 'novelty' | 'doubt'
> & { readonly box?: Box };

const EMBEDDING_KEYS = Array.from({ length: 50 }, (_, i) => `Embedding ${String(i).padStart(2, '0')}`);

/** Reads what the models said in the order of the pack's classes; what is not there is as for a drawn cell. */
export function findingsReader(classes: readonly CellClass[]): (measurements: Measurements) => ModelFindings {
  const probabilityKeys = classes.map(({ name }) => `Probability: ${name}`);
  return (measurements) => {
    const novelty = measurements.get('Novelty');
    const doubt = measurements.get('Doubt');
    const box = readBox(measurements);
    return {
      score: Math.max(0, Math.min(1, measurements.get('Detection probability') ?? 1)),
      probabilities: readAny(measurements, probabilityKeys),
      embedding: readAll(measurements, EMBEDDING_KEYS),
      reconstructionError: measurements.get('Reconstruction error') ?? Number.NaN,
      ...(novelty === undefined ? {} : { novelty }),
      ...(doubt === undefined ? {} : { doubt }),
      ...(box ? { box } : {}),
    };
  };
}

/** The numbers of these names, 0 for one that lacks; empty where all lack. */
function readAny(measurements: Measurements, keys: readonly string[]): Float32Array {
  let found: Float32Array | undefined;
  for (let i = 0; i < keys.length; i++) {
    const value = measurements.get(keys[i] as string);
    if (value !== undefined) (found ??= new Float32Array(keys.length))[i] = value;
  }
  return found ?? new Float32Array(0);
}

/** The numbers of these names; empty where one lacks: half an embedding is none. */
function readAll(measurements: Measurements, keys: readonly string[]): Float32Array {
  let found: Float32Array | undefined;
  for (let i = 0; i < keys.length; i++) {
    const value = measurements.get(keys[i] as string);
    if (value === undefined) return new Float32Array(0);
    (found ??= new Float32Array(keys.length))[i] = value;
  }
  return found ?? new Float32Array(0);
}

function readBox(measurements: Measurements): Box | undefined {
  const [x, y] = [measurements.get('Box: X px'), measurements.get('Box: Y px')];
  const [width, height] = [measurements.get('Box: Width px'), measurements.get('Box: Height px')];
  if (x === undefined || y === undefined || width === undefined || height === undefined) return undefined;
  return width > 0 && height > 0 ? { minX: x, minY: y, maxX: x + width, maxY: y + height } : undefined;
}
