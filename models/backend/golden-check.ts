import type { Backend } from './backend.js';
import { normaliseTile, openDetectorStages } from '../detector/detector.js';
import type { DetectorStages, Pyramid } from '../detector/detector-stages.js';
import { openEncoderStages } from '../encoder/instance-encoder.js';
import type { RgbaTile } from '../domain/tile.js';
import type { Trial } from './elect-backend.js';
import { openAutoencoderStages } from '../embedding/autoencoder.js';
import type { Pack } from '../pack/pack.js';
import type { PyramidLevel } from '../pack/pack-manifest.js';
import { requireTensor, type Weights } from '../pack/safetensors.js';

/** How far one stage is from PyTorch: largest difference over the largest reference value. */
export interface StageError {
  readonly stage: string;
  readonly error: number;
}

export type GoldenSize = 64 | 256;

const LEVELS: readonly PyramidLevel[] = ['p2', 'p3', 'p4', 'p5'];
const MEASURED_SIZE = 256;
const MEASURED_RUNS = 3;
/** `X.sample` holds one of so many rows (the last axis whole) of what would be too large as `X`. */
const SAMPLED_ROWS = 61;

/** Judges backends by the pack's check values: rightness on the smallest tile, speed on a usual one. */
export function createTrial(pack: Pack): Trial {
  let golden: Weights | undefined;
  return {
    async prepare(signal) {
      golden ??= await pack.check({ signal });
    },
    async verify(backend) {
      golden ??= await pack.check();
      const stages = await checkGolden(pack, backend, [64], golden);
      return Math.max(...stages.map(({ error }) => error));
    },
    async measure(backend) {
      const network = openDetectorStages(pack, backend);
      try {
        let best = Infinity;
        for (let run = 0; run < MEASURED_RUNS; run++) best = Math.min(best, await timeOnce(network));
        return best;
      } finally {
        network.dispose();
      }
    },
  };
}

/**
 * Every stage on the active backend against the pack's golden values, each fed PyTorch's own input where the pack
 * holds it whole, else what the stage before has made. Fetches the golden values unless they are given; leaves no tensor behind. Rejects as `Pack.golden` and `Backend.run` do.
 */
export async function checkGolden(
  pack: Pack,
  backend: Backend,
  sizes: readonly GoldenSize[] = [64, 256],
  golden?: Weights,
): Promise<StageError[]> {
  const reference = golden ?? (await pack.golden());
  return backend.run(async () => [
    ...(await checkDetector(pack, backend, reference, sizes)),
    ...(await checkEncoder(pack, backend, reference, sizes)),
    ...(await checkAutoencoder(pack, backend, reference)),
  ]);
}

async function checkDetector(
  pack: Pack,
  backend: Backend,
  golden: Weights,
  sizes: readonly GoldenSize[],
): Promise<StageError[]> {
  const network = openDetectorStages(pack, backend);
  try {
    const stages: StageError[] = [];
    for (const size of sizes) stages.push(...(await checkTile(network, pack, golden, size)));
    return stages;
  } finally {
    network.dispose();
  }
}

async function checkTile(
  network: DetectorStages,
  pack: Pack,
  golden: Weights,
  size: GoldenSize,
): Promise<StageError[]> {
  const name = `tile${size}`;
  const own = await network.pyramid(
    normaliseTile(goldenTile(golden, size), size, pack.manifest.normalisation),
    size,
  );
  try {
    const stages: StageError[] = [];
    const stage = (title: string, error: number) => {
      stages.push({ stage: `${title} ${size}`, error });
    };
    for (const level of LEVELS) {
      const part = `${name}.${level}`;
      if (!golden.has(part) && !golden.has(sampleName(part))) continue;
      stage(`pyramid ${level}`, errorOf(await network.read(own, level), golden, part));
    }
    const isGiven = LEVELS.every((level) => golden.has(`${name}.${level}`));
    const given = isGiven ? givenPyramid(network, golden, name) : undefined;
    try {
      await checkHeads(network, given ?? own, pack, golden, name, stage);
    } finally {
      given?.dispose();
    }
    return stages;
  } finally {
    own.dispose();
  }
}

type Note = (title: string, error: number) => void;

async function checkHeads(
  network: DetectorStages,
  pyramid: Pyramid,
  { manifest }: Pack,
  golden: Weights,
  name: string,
  stage: Note,
): Promise<void> {
  const take = (part: string) => valuesOf(golden, `${name}.${part}`);
  const readings = await network.proposals(pyramid);
  let start = 0;
  const { anchors, ratios } = manifest.detector;
  for (const { level, sizes } of anchors) {
    const reference = interleave(
      take(level.replace('p', 'objectness')),
      take(level.replace('p', 'deltas')),
      ratios.length * sizes.length,
    );
    stage(
      `proposals ${level}`,
      relativeError(readings.subarray(start, (start += reference.length)), reference),
    );
  }
  const boxes = take('boxes');
  const count = boxes.length / 4;
  const forBoxes = await network.pool(pyramid, 'p3', boxes, 7);
  stage('box pooling', errorOf(forBoxes, golden, `${name}.box.input`));
  const forMasks = await network.pool(pyramid, 'p2', boxes, 14);
  stage('mask pooling', errorOf(forMasks, golden, `${name}.mask.input`));
  stage('features', errorOf(await network.pooledFeatures(pyramid, boxes), golden, `${name}.feature`));
  const read = await network.classifyPooled(golden.get(`${name}.box.input`)?.data ?? forBoxes, count);
  stage('box score', relativeError(read.logits, take('box.score')));
  stage('box deltas', relativeError(read.deltas, pickColumns(take('box.deltas'), 8, [4, 5, 6, 7])));
  const { cell, nucleus } = manifest.detector.mask;
  const logits = await network.maskLogitsPooled(golden.get(`${name}.mask.input`)?.data ?? forMasks, count);
  stage('mask', errorOf(logits, golden, `${name}.mask.logits`, [cell, nucleus]));
}

/** The instance encoder is fully convolutional, so a crop of 64 pixels checks it as well as a whole one. */
async function checkEncoder(
  { manifest, encoder }: Pack,
  backend: Backend,
  golden: Weights,
  sizes: readonly GoldenSize[],
): Promise<StageError[]> {
  if (!manifest.secondLook || !encoder) return [];
  const network = openEncoderStages(manifest.secondLook, encoder, backend);
  try {
    const stages: StageError[] = [];
    const sides = sizes.includes(256) ? [64, manifest.secondLook.widthPx] : [64];
    for (const side of sides) {
      if (!golden.has(`encoder.crop${side}`)) continue;
      const rgb = Uint8Array.from(valuesOf(golden, `encoder.crop${side}`));
      const values = await network.read({ count: rgb.length / (side * side * 3), rgb }, side);
      stages.push({
        stage: `instance encoder ${side}`,
        error: errorOf(values, golden, `encoder.feature${side}`),
      });
    }
    return stages;
  } finally {
    network.dispose();
  }
}

async function checkAutoencoder(pack: Pack, backend: Backend, golden: Weights): Promise<StageError[]> {
  const network = openAutoencoderStages(pack, backend);
  const take = (part: string) => valuesOf(golden, `ae.${part}`);
  try {
    const embedding = await network.encodeScaled(take('input'));
    const rebuilt = await network.rebuildFeatures(take('embedding'));
    const image = await network.drawFeatures(golden.get('ae.feature')?.data ?? rebuilt);
    return [
      { stage: 'encoder', error: relativeError(embedding, take('embedding')) },
      { stage: 'feature decoder', error: errorOf(rebuilt, golden, 'ae.feature') },
      { stage: 'image decoder', error: errorOf(image, golden, 'ae.image') },
    ];
  } finally {
    network.dispose();
  }
}

/** The golden tile of this size as the detector takes tiles. */
export function goldenTile(golden: Weights, size: GoldenSize): RgbaTile {
  const rgb = valuesOf(golden, `tile${size}`);
  const data = new Uint8ClampedArray(size * size * 4).fill(255);
  for (let pixel = 0; pixel < size * size; pixel++) {
    for (let channel = 0; channel < 3; channel++)
      data[pixel * 4 + channel] = rgb[pixel * 3 + channel] as number;
  }
  return { width: size, height: size, data };
}

/**
 * How far these values are from the golden ones of this name, of which a sample may be all that there is. `columns`
 * are those of the reference that the values hold.
 */
function errorOf(values: Float32Array, golden: Weights, name: string, columns?: readonly number[]): number {
  const sample = golden.get(sampleName(name));
  const { data, shape } = sample ?? requireTensor(golden, name);
  const width = shape.at(-1) ?? 1;
  const reference = columns ? pickColumns(data, width, columns) : data;
  return relativeError(sample ? sampleRows(values, columns?.length ?? width) : values, reference);
}

function sampleName(name: string): string {
  return `${name}.sample`;
}

function sampleRows(values: Float32Array, width: number): Float32Array {
  const rows = Math.ceil(values.length / width / SAMPLED_ROWS);
  const sample = new Float32Array(rows * width);
  for (let row = 0; row < rows; row++) {
    const from = row * SAMPLED_ROWS * width;
    sample.set(values.subarray(from, from + width), row * width);
  }
  return sample;
}

/** Largest difference over the largest reference value; infinite where the lengths differ or a value is no number. */
export function relativeError(values: Float32Array, reference: Float32Array): number {
  if (values.length !== reference.length) return Infinity;
  let largest = 0;
  let difference = 0;
  for (let at = 0; at < values.length; at++) {
    const away = Math.abs((values[at] as number) - (reference[at] as number));
    if (!(away <= difference)) difference = away;
    largest = Math.max(largest, Math.abs(reference[at] as number));
  }
  return Number.isNaN(difference) ? Infinity : difference / largest;
}

function givenPyramid(network: DetectorStages, golden: Weights, name: string): Pyramid {
  const take = (level: PyramidLevel) => valuesOf(golden, `${name}.${level}`);
  return network.pyramidFrom({ p2: take('p2'), p3: take('p3'), p4: take('p4'), p5: take('p5') });
}

/** Row for row: the objectness of all shapes, then their deltas. */
function interleave(objectness: Float32Array, deltas: Float32Array, shapes: number): Float32Array {
  const rows = objectness.length / shapes;
  const joined = new Float32Array(rows * shapes * 5);
  for (let row = 0; row < rows; row++) {
    joined.set(objectness.subarray(row * shapes, (row + 1) * shapes), row * shapes * 5);
    joined.set(deltas.subarray(row * shapes * 4, (row + 1) * shapes * 4), row * shapes * 5 + shapes);
  }
  return joined;
}

function pickColumns(values: Float32Array, width: number, columns: readonly number[]): Float32Array {
  const rows = values.length / width;
  const picked = new Float32Array(rows * columns.length);
  for (let row = 0; row < rows; row++) {
    columns.forEach((column, index) => {
      picked[row * columns.length + index] = values[row * width + column] as number;
    });
  }
  return picked;
}

function valuesOf(golden: Weights, name: string): Float32Array {
  return requireTensor(golden, name).data;
}

async function timeOnce(network: DetectorStages): Promise<number> {
  const start = performance.now();
  const pyramid = await network.pyramid(new Float32Array(MEASURED_SIZE * MEASURED_SIZE * 3), MEASURED_SIZE);
  try {
    await network.proposals(pyramid);
    return performance.now() - start;
  } finally {
    pyramid.dispose();
  }
}
