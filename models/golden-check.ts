import type { Backend } from './backend.js';
import { normaliseTile } from './detector/detector.js';
import { MaskRcnn, type Pyramid } from './detector/mask-rcnn.js';
import type { RgbaTile } from './domain/tile.js';
import type { Trial } from './elect-backend.js';
import { AutoencoderNetwork } from './embedding/autoencoder.js';
import type { Pack } from './pack.js';
import type { PyramidLevel } from './pack-manifest.js';
import { requireTensor, type Weights } from './safetensors.js';

/** How far one stage is from PyTorch: largest difference over the largest reference value. */
export interface StageError {
  readonly stage: string;
  readonly error: number;
}

export type GoldenSize = 64 | 256;

const LEVELS: readonly PyramidLevel[] = ['p2', 'p3', 'p4', 'p5'];
const MEASURED_SIZE = 256;
const MEASURED_RUNS = 3;

/** Judges backends by the pack's golden values: rightness on the smallest tile, speed on a usual one. */
export function createTrial(pack: Pack): Trial {
  let golden: Weights | undefined;
  return {
    async prepare(signal) {
      golden ??= await pack.golden({ signal });
    },
    async verify(backend) {
      golden ??= await pack.golden();
      const stages = await checkGolden(pack, backend, [64], golden);
      return Math.max(...stages.map(({ error }) => error));
    },
    async measure() {
      const network = new MaskRcnn(pack.manifest, pack.detector);
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
 * holds it. Fetches the golden values unless they are given; leaves no tensor behind. Rejects as `Pack.golden` and `Backend.run` do.
 */
export async function checkGolden(
  pack: Pack,
  backend: Backend,
  sizes: readonly GoldenSize[] = [64, 256],
  golden?: Weights,
): Promise<StageError[]> {
  const reference = golden ?? (await pack.golden());
  return backend.run(async () => [
    ...(await checkDetector(pack, reference, sizes)),
    ...(await checkAutoencoder(pack, reference)),
  ]);
}

async function checkDetector(
  pack: Pack,
  golden: Weights,
  sizes: readonly GoldenSize[],
): Promise<StageError[]> {
  const network = new MaskRcnn(pack.manifest, pack.detector);
  try {
    const stages: StageError[] = [];
    for (const size of sizes) stages.push(...(await checkTile(network, pack, golden, size)));
    return stages;
  } finally {
    network.dispose();
  }
}

async function checkTile(
  network: MaskRcnn,
  pack: Pack,
  golden: Weights,
  size: GoldenSize,
): Promise<StageError[]> {
  const name = `tile${size}`;
  const own = network.pyramid(
    normaliseTile(goldenTile(golden, size), size, pack.manifest.normalisation),
    size,
  );
  try {
    const stages: StageError[] = [];
    const stage = (title: string, values: Float32Array, reference: Float32Array) => {
      stages.push({ stage: `${title} ${size}`, error: relativeError(values, reference) });
    };
    const known = LEVELS.filter((level) => golden.has(`${name}.${level}`));
    for (const level of known) {
      stage(`pyramid ${level}`, await network.read(own, level), valuesOf(golden, `${name}.${level}`));
    }
    const given = known.length === LEVELS.length ? givenPyramid(network, golden, name) : undefined;
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

type Note = (title: string, values: Float32Array, reference: Float32Array) => void;

async function checkHeads(
  network: MaskRcnn,
  pyramid: Pyramid,
  { manifest }: Pack,
  golden: Weights,
  name: string,
  stage: Note,
): Promise<void> {
  const take = (part: string) => valuesOf(golden, `${name}.${part}`);
  const readings = await network.proposals(pyramid);
  let start = 0;
  for (const level of ['3', '4', '5']) {
    const reference = interleave(
      take(`objectness${level}`),
      take(`deltas${level}`),
      manifest.detector.ratios.length * 2,
    );
    stage(`proposals p${level}`, readings.subarray(start, (start += reference.length)), reference);
  }
  const boxes = take('boxes');
  const count = boxes.length / 4;
  stage('box pooling', await network.pool(pyramid, 'p3', boxes, 7), take('box.input'));
  stage('mask pooling', await network.pool(pyramid, 'p2', boxes, 14), take('mask.input'));
  stage('features', await network.pooledFeatures(pyramid, boxes), take('feature'));
  const read = await network.classifyPooled(take('box.input'), count);
  stage('box score', read.logits, take('box.score'));
  stage('box deltas', read.deltas, pickColumns(take('box.deltas'), 8, [4, 5, 6, 7]));
  const { cell, nucleus } = manifest.detector.mask;
  const logits = await network.maskLogitsPooled(take('mask.input'), count);
  stage('mask', logits, pickColumns(take('mask.logits'), 3, [cell, nucleus]));
}

async function checkAutoencoder(pack: Pack, golden: Weights): Promise<StageError[]> {
  const network = new AutoencoderNetwork(pack.manifest, pack.autoencoder);
  const take = (part: string) => valuesOf(golden, `ae.${part}`);
  try {
    return [
      {
        stage: 'encoder',
        error: relativeError(await network.encodeScaled(take('input')), take('embedding')),
      },
      {
        stage: 'feature decoder',
        error: relativeError(await network.rebuildFeatures(take('embedding')), take('feature')),
      },
      {
        stage: 'image decoder',
        error: relativeError(await network.drawFeatures(take('feature')), take('image')),
      },
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

function givenPyramid(network: MaskRcnn, golden: Weights, name: string): Pyramid {
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

async function timeOnce(network: MaskRcnn): Promise<number> {
  const start = performance.now();
  const pyramid = network.pyramid(new Float32Array(MEASURED_SIZE * MEASURED_SIZE * 3), MEASURED_SIZE);
  try {
    await network.proposals(pyramid);
    return performance.now() - start;
  } finally {
    pyramid.dispose();
  }
}
