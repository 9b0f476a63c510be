import type { UMAP } from 'umap-js';
import { SmearError } from '../../models/domain/errors.js';
import { principalComponents } from './principal-components.js';
import { TimeSlices } from '../scheduling/time-slices.js';
import { seededRandom } from '../../models/domain/seeded-random.js';
import { mostAlike, type UnitRows } from './unit-rows.js';

/**
 * How a map was made: UMAP of all cells; UMAP of some, with each of the others beside those that it is most like;
 * or, for a handful, the two directions in which they differ most.
 */
export type MapMethod = 'umap' | 'umap-sample' | 'principal';

/** Cells on a plane: like ones lie near each other; the axes mean nothing. */
export interface CellMap {
  /** x and y of each row, 0 to 1. */
  readonly places: Float32Array;
  readonly method: MapMethod;
  /** How many rows UMAP itself has placed. */
  readonly placedByUmap: number;
}

export interface CellMapOptions {
  /** The same seed and rows give the same map. */
  readonly seed?: number;
  readonly signal?: AbortSignal;
  /** From 0 to 1. */
  readonly onProgress?: (part: number) => void;
  /** Up to so many rows UMAP places all of them. */
  readonly umapUpTo?: number;
  /** Above that it places so many, drawn at random. */
  readonly sample?: number;
  /** How long the work goes on before others have their turn, 12 ms by default. */
  readonly sliceMs?: number;
}

/** UMAP's own default: the neighbours that a cell is kept near to. */
const NEIGHBOURS = 15;
const EPOCHS = 200;
/** Numbers that stand for a whole row when thousands are placed: what the other axes add cannot be seen. */
const PLACING_AXES = 12;
/** The side of the map over that of what lies on it: a point on the edge would be cut in half. */
const WITH_MARGIN = 1.06;
/** Cells of the sample between which another one is placed. */
const PLACED_BETWEEN = 3;
/** What each stage takes of the whole, roughly: neighbours, layout, placing the others. */
const NEIGHBOURS_DONE = 0.15;
const LAYOUT_DONE = 0.8;

/**
 * A map of the rows (UMAP: McInnes, Healy and Melville 2018, arXiv:1802.03426, by `umap-js`).
 * Works in short slices; abort rejects with the signal's reason.
 */
export async function mapCells(rows: UnitRows, options: CellMapOptions = {}): Promise<CellMap> {
  const { seed = 1, umapUpTo = 3000, sample = 2000 } = options;
  const turn = await startSlices(options);
  if (rows.count <= NEIGHBOURS + 1) {
    return { places: fitted(principalComponents(rows, 2)), method: 'principal', placedByUmap: 0 };
  }
  const random = seededRandom(seed);
  if (rows.count <= umapUpTo) {
    return { places: fitted(await layOut(rows, random, turn)), method: 'umap', placedByUmap: rows.count };
  }
  const chosen = drawRows(rows.count, sample, random);
  const places = await layOut(pick(rows, chosen), random, turn);
  return {
    places: fitted(await placeAll(rows, chosen, places, turn)),
    method: 'umap-sample',
    placedByUmap: chosen.length,
  };
}

async function layOut(rows: UnitRows, random: () => number, turn: Turn): Promise<Float32Array> {
  const UMAP = await loadUmap();
  const indices: number[][] = [];
  const distances: number[][] = [];
  for (let row = 0; row < rows.count; row++) {
    const near = mostAlike(rows, rows, row, NEIGHBOURS - 1, (other) => other !== row);
    indices.push([row, ...near.map((other) => other.row)]);
    // Between vectors of length one, which orders them as the cosine does.
    distances.push([0, ...near.map(({ likeness }) => Math.sqrt(Math.max(0, 2 - 2 * likeness)))]);
    await turn((NEIGHBOURS_DONE * row) / rows.count);
  }
  const umap = new UMAP({ nNeighbors: NEIGHBOURS, nEpochs: EPOCHS, random });
  umap.setPrecomputedKNN(indices, distances);
  const vectors = Array.from({ length: rows.count }, (_, row) => [...rowOf(rows, row)]);
  const epochs = umap.initializeFit(vectors);
  for (let epoch = 0; epoch < epochs; epoch++) {
    umap.step();
    await turn(NEIGHBOURS_DONE + ((LAYOUT_DONE - NEIGHBOURS_DONE) * epoch) / epochs);
  }
  return Float32Array.from(umap.getEmbedding().flat());
}

/** The package is CommonJS: Node finds its names, bundlers hand over everything as the default. */
async function loadUmap(): Promise<typeof UMAP> {
  const loaded = (await import('umap-js')) as { UMAP?: typeof UMAP; default?: { UMAP: typeof UMAP } };
  const found = loaded.UMAP ?? loaded.default?.UMAP;
  if (!found)
    throw new SmearError('worker-failed', 'The program module for the cell map is damaged. Reload the page.');
  return found;
}

/** Every row beside the chosen ones that it is most like, nearer to the more alike. */
async function placeAll(
  rows: UnitRows,
  chosen: readonly number[],
  places: Float32Array,
  turn: Turn,
): Promise<Float32Array> {
  const axes = Math.min(PLACING_AXES, rows.width);
  const short: UnitRows = { data: principalComponents(rows, axes), width: axes, count: rows.count };
  const mapped = pick(short, chosen);
  const all = new Float32Array(rows.count * 2);
  for (let row = 0; row < rows.count; row++) {
    let [x, y, weights] = [0, 0, 0];
    for (const near of nearestRows(mapped, short, row)) {
      const weight = 1 / (near.squaredDistance + 1e-6);
      x += (places[near.row * 2] as number) * weight;
      y += (places[near.row * 2 + 1] as number) * weight;
      weights += weight;
    }
    all[row * 2] = x / weights;
    all[row * 2 + 1] = y / weights;
    await turn(LAYOUT_DONE + ((1 - LAYOUT_DONE) * row) / rows.count);
  }
  return all;
}

/** The nearest few by distance: principal components have no common length to compare directions by. */
function nearestRows(
  rows: UnitRows,
  queries: UnitRows,
  query: number,
): { row: number; squaredDistance: number }[] {
  const { data, width, count } = rows;
  const best: { row: number; squaredDistance: number }[] = [];
  let most = Infinity;
  for (let row = 0; row < count; row++) {
    let squaredDistance = 0;
    for (let i = 0; i < width && squaredDistance < most; i++) {
      const apart = (data[row * width + i] as number) - (queries.data[query * width + i] as number);
      squaredDistance += apart * apart;
    }
    if (squaredDistance >= most) continue;
    let place = best.length;
    while (place > 0 && (best[place - 1] as { squaredDistance: number }).squaredDistance > squaredDistance)
      place--;
    best.splice(place, 0, { row, squaredDistance });
    if (best.length > PLACED_BETWEEN) best.pop();
    if (best.length === PLACED_BETWEEN) most = (best.at(-1) as { squaredDistance: number }).squaredDistance;
  }
  return best;
}

/** So many different rows out of all, in rising order (a Fisher-Yates shuffle that stops early). */
function drawRows(count: number, wanted: number, random: () => number): number[] {
  const all = Uint32Array.from({ length: count }, (_, row) => row);
  const drawn = Math.min(wanted, count);
  for (let i = 0; i < drawn; i++) {
    const other = i + Math.floor(random() * (count - i));
    [all[i], all[other]] = [all[other] as number, all[i] as number];
  }
  return [...all.subarray(0, drawn)].sort((one, other) => one - other);
}

function pick(rows: UnitRows, chosen: readonly number[]): UnitRows {
  const data = new Float32Array(chosen.length * rows.width);
  chosen.forEach((row, i) => data.set(rowOf(rows, row), i * rows.width));
  return { data, width: rows.width, count: chosen.length };
}

function rowOf({ data, width }: UnitRows, row: number): Float32Array {
  return data.subarray(row * width, (row + 1) * width);
}

/** Brought into the unit square, both axes alike, in its middle. */
function fitted(places: Float32Array): Float32Array {
  let [minX, minY, maxX, maxY] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i < places.length; i += 2) {
    const [x, y] = [places[i] as number, places[i + 1] as number];
    if (x < minX) minX = x;
    if (x > maxX) maxX = x;
    if (y < minY) minY = y;
    if (y > maxY) maxY = y;
  }
  const side = (Math.max(maxX - minX, maxY - minY) || 1) * WITH_MARGIN;
  return places.map((value, i) => 0.5 + (value - (i % 2 === 0 ? minX + maxX : minY + maxY) / 2) / side);
}

/** Called after each step with how far the work is, 0 to 1; pauses when the slice is used up, ends on abort. */
type Turn = (part: number) => Promise<void>;

async function startSlices({ signal, onProgress, sliceMs = 12 }: CellMapOptions): Promise<Turn> {
  const slices = new TimeSlices(sliceMs);
  onProgress?.(0);
  await slices.pause(signal);
  return async (part) => {
    if (!slices.due) return;
    onProgress?.(part);
    await slices.pause(signal);
  };
}
