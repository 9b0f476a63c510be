import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startBackend, type Backend } from '../../models/backend/backend.js';
import { openDetectorStages, normaliseTile } from '../../models/detector/detector.js';
import { layerShapes } from '../../models/encoder/encoder-stages.js';
import { openEncoderStages } from '../../models/encoder/instance-encoder.js';
import { openAutoencoderStages } from '../../models/embedding/autoencoder.js';
import { openPack, type Pack } from '../../models/pack/pack.js';
import type { PackManifest } from '../../models/pack/pack-manifest.js';

type Shape = readonly number[];
type Tensors = Record<string, { readonly shape: Shape; readonly values: Float32Array }>;

/** Channels everywhere, and numbers that describe a cell. */
const WIDTH = 4;
const ANCHOR_SHAPES = 2;
const CELLS_A_TILE = 3;

/** The layout of the shipped pack with a hundredth of its size: no side longer than `WIDTH`, one tile for a small slide. */
const MANIFEST: Omit<PackManifest, 'files'> = {
  format: 1,
  name: 'tiny',
  version: '1.0.0',
  licence: 'MIT',
  notice: 'Knows nothing: for tests.',
  data: [],
  micronsPerPixel: 1,
  tileSizes: [64, 128],
  normalisation: { mean: [0.5, 0.5, 0.5], std: [0.25, 0.25, 0.25] },
  classes: [
    { name: 'Round', code: 'R', color: [0, 114, 178] },
    { name: 'Lobed', code: 'L', color: [213, 94, 0] },
  ],
  detector: {
    channels: WIDTH,
    anchors: (['p3', 'p4', 'p5'] as const).map((level, index) => ({
      level,
      stride: 8 << index,
      sizes: [12 << index],
    })),
    ratios: [0.8, 1.25],
    proposals: { perLevel: 20, nms: 0.5, keep: 8 },
    boxes: { nms: 0.3, keep: CELLS_A_TILE, coder: [10, 10, 5, 5] },
    mask: { size: 28, cell: 1, nucleus: 2 },
  },
  features: { levels: ['p2', 'p3', 'p4', 'p5'], channels: WIDTH, size: 2 },
  secondLook: {
    micronsPerPixel: 0.5,
    widthPx: 32,
    channels: WIDTH,
    size: 2,
    normalisation: { mean: [0.5, 0.5, 0.5], std: [0.25, 0.25, 0.25] },
    outside: 237,
    blocks: [1, 2, 2, 2].map((stride) => [WIDTH, WIDTH, WIDTH, stride]),
  },
  autoencoder: {
    embedding: WIDTH,
    groups: [2, 2, 2, 2, 2],
    featureGroups: [2, 2],
    order: 'conv-norm-relu',
    epsilon: 0.05,
    imageSize: 8,
    imageLayers: [
      { kind: 'resize', stride: 4, activation: null },
      { kind: 'conv', name: 'image.0', kernel: 3, stride: 1, padding: 1, activation: 'sigmoid' },
    ],
  },
  reconstruction: { mean: 0.3, std: 0.1 },
};

/**
 * Writes a pack into the folder (ending in `/`) whose weights are so few that a slide is analysed in no time: by chance,
 * always the same, and every box that is proposed is a cell. Its check values are those of tfjs in plain JavaScript.
 */
export async function writeTinyPack(folder: string): Promise<void> {
  const files = new Map<string, Uint8Array<ArrayBuffer>>([
    ['detector.safetensors', safetensors(detectorWeights())],
    ['encoder.safetensors', safetensors(encoderWeights())],
    ['autoencoder.safetensors', safetensors(autoencoderWeights())],
    ['forest.json', json(forest())],
  ]);
  const read = async (path: string): Promise<Uint8Array<ArrayBuffer>> =>
    path === 'manifest.json' ? manifestOf(files) : (files.get(path) ?? new Uint8Array());
  const backend = await startBackend('cpu');
  try {
    files.set('check.safetensors', safetensors(await checkValues(await openPack({ read }), backend)));
  } finally {
    backend.dispose();
  }
  files.set('manifest.json', manifestOf(files));
  for (const [path, bytes] of files) await writeFile(join(folder, path), bytes);
}

function manifestOf(files: ReadonlyMap<string, Uint8Array>): Uint8Array<ArrayBuffer> {
  const listed = [...files].map(([path, bytes]) => ({
    path,
    size: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
  }));
  return json({ ...MANIFEST, files: listed });
}

function detectorWeights(): Tensors {
  const square = (side: number, outputs = WIDTH): Shape => [side, side, WIDTH, outputs];
  const layers: Record<string, Shape> = { 'stem.0': [3, 3, 3, WIDTH], 'stem.1': square(3) };
  for (const stage of [1, 2, 3, 4]) {
    for (const block of [0, 1]) {
      layers[`stage${stage}.${block}.conv1`] = square(3);
      layers[`stage${stage}.${block}.conv2`] = square(3);
    }
    if (stage > 1) layers[`stage${stage}.0.project`] = square(1);
  }
  for (const level of [2, 3, 4, 5]) {
    layers[`fpn.lateral${level}`] = square(1);
    layers[`fpn.output${level}`] = square(3);
  }
  Object.assign(layers, {
    'rpn.conv': square(3),
    'rpn.objectness': square(1, ANCHOR_SHAPES),
    'rpn.deltas': square(1, ANCHOR_SHAPES * 4),
    'box.fc1': [7 * 7 * WIDTH, WIDTH],
    'box.fc2': [WIDTH, WIDTH],
    'box.score': [WIDTH, 2],
    'box.deltas': [WIDTH, 8],
    'mask.conv1': square(3),
    'mask.conv2': square(3),
    'mask.conv3': square(3),
    'mask.up': square(2),
    'mask.logits': square(1, 3),
  });
  const tensors = weightsOf(layers);
  tensors['box.score.bias'] = { shape: [2], values: Float32Array.of(-4, 4) };
  tensors['mask.logits.bias'] = { shape: [3], values: Float32Array.of(0, 4, 2) };
  return tensors;
}

function encoderWeights(): Tensors {
  const { secondLook } = MANIFEST;
  if (!secondLook) throw new Error('The tiny pack looks a second time.');
  const shapes = layerShapes(secondLook);
  return weightsOf(Object.fromEntries(shapes));
}

function autoencoderWeights(): Tensors {
  const layers: Record<string, Shape> = {};
  [1, 2, 1, 1, 1, 1].forEach((side, index) => {
    layers[`encoder.conv${index + 1}`] = [side, side, WIDTH, WIDTH];
  });
  [1, 2, 1].forEach((side, index) => {
    layers[`feature.up${index + 1}`] = [side, side, WIDTH, WIDTH];
  });
  layers['image.0'] = [3, 3, WIDTH, 3];
  const tensors = weightsOf(layers);
  const norms = [1, 2, 3, 4, 5].map((at) => `encoder.norm${at}`).concat('feature.norm1', 'feature.norm2');
  for (const name of norms) {
    tensors[`${name}.weight`] = { shape: [WIDTH], values: new Float32Array(WIDTH).fill(1) };
    tensors[`${name}.bias`] = { shape: [WIDTH], values: new Float32Array(WIDTH) };
  }
  return tensors;
}

function forest(): unknown {
  const tree = { feature: [0, -1, -1], threshold: [0, 0, 0], left: [1, 0, 0], right: [2, 0, 0] };
  return {
    format: 1,
    features: WIDTH,
    classes: MANIFEST.classes.map(({ name }) => name),
    trees: [{ ...tree, distribution: [9, 1, 1, 9] }],
  };
}

/** What a backend must reproduce of each stage before it is trusted; see `golden-check.ts`. */
async function checkValues(pack: Pack, backend: Backend): Promise<Tensors> {
  const side = 64;
  const rgb = Float32Array.from({ length: side * side * 3 }, (_, at) => (at * 7919) % 256);
  const check: Tensors = { tile64: { shape: [side, side, 3], values: rgb } };
  const note = (name: string, channels: number, values: Float32Array): void => {
    check[name] = { shape: [values.length / channels, channels], values };
  };
  const tile = { width: side, height: side, data: new Uint8ClampedArray(side * side * 4).fill(255) };
  rgb.forEach((value, at) => {
    tile.data[Math.floor(at / 3) * 4 + (at % 3)] = value;
  });
  const detector = openDetectorStages(pack, backend);
  const pyramid = await detector.pyramid(normaliseTile(tile, side, pack.manifest.normalisation), side);
  const readings = await detector.proposals(pyramid);
  let start = 0;
  for (const level of [3, 4, 5]) {
    const rows = (side >> level) ** 2;
    const ofLevel = readings.subarray(start, (start += rows * ANCHOR_SHAPES * 5));
    note(`tile64.objectness${level}`, ANCHOR_SHAPES, columns(ofLevel, ANCHOR_SHAPES * 5, 0, ANCHOR_SHAPES));
    note(
      `tile64.deltas${level}`,
      ANCHOR_SHAPES * 4,
      columns(ofLevel, ANCHOR_SHAPES * 5, ANCHOR_SHAPES, ANCHOR_SHAPES * 5),
    );
  }
  const boxes = Float32Array.of(4, 6, 30, 28, 20, 22, 60, 50);
  const count = boxes.length / 4;
  note('tile64.boxes', 4, boxes);
  const forBoxes = await detector.pool(pyramid, 'p3', boxes, 7);
  const forMasks = await detector.pool(pyramid, 'p2', boxes, 14);
  note('tile64.box.input', WIDTH, forBoxes);
  note('tile64.mask.input', WIDTH, forMasks);
  note('tile64.feature', WIDTH * 4, await detector.pooledFeatures(pyramid, boxes));
  const { logits, deltas } = await detector.classifyPooled(forBoxes, count);
  note('tile64.box.score', 2, logits);
  note('tile64.box.deltas', 8, padded(deltas, 4, 4));
  note('tile64.mask.logits', 3, padded(await detector.maskLogitsPooled(forMasks, count), 2, 1));
  pyramid.dispose();
  detector.dispose();

  const { secondLook } = pack.manifest;
  if (!secondLook || !pack.encoder) throw new Error('The tiny pack looks a second time.');
  const encoder = openEncoderStages(secondLook, pack.encoder, backend);
  note('encoder.crop64', 3, rgb);
  note('encoder.feature64', WIDTH, await encoder.read({ count: 1, rgb: Uint8Array.from(rgb) }, side));
  encoder.dispose();

  const autoencoder = openAutoencoderStages(pack, backend);
  const input = Float32Array.from({ length: 2 * 2 * WIDTH }, (_, at) => Math.sin(at));
  const embedding = await autoencoder.encodeScaled(input);
  const feature = await autoencoder.rebuildFeatures(embedding);
  note('ae.input', WIDTH, input);
  note('ae.embedding', WIDTH, embedding);
  note('ae.feature', WIDTH, feature);
  note('ae.image', 3, await autoencoder.drawFeatures(feature));
  autoencoder.dispose();
  return check;
}

/** Columns `from` to `to` of rows that are `width` wide. */
function columns(values: Float32Array, width: number, from: number, to: number): Float32Array {
  return values.filter((_, at) => at % width >= from && at % width < to);
}

/** The same rows with so many zeros before each. */
function padded(values: Float32Array, width: number, before: number): Float32Array {
  const rows = values.length / width;
  const wider = new Float32Array(rows * (width + before));
  for (let row = 0; row < rows; row++)
    wider.set(values.subarray(row * width, (row + 1) * width), row * (width + before) + before);
  return wider;
}

/** A weight and a bias for each layer, by a chance that is always the same; transposed ones are square, so fit too. */
function weightsOf(layers: Readonly<Record<string, Shape>>): Tensors {
  let seed = 1;
  const chance = (): number => {
    seed = (seed * 48271) % 2147483647;
    return seed / 2147483647 - 0.5;
  };
  const tensors: Tensors = {};
  for (const [name, shape] of Object.entries(layers)) {
    const size = shape.reduce((a, b) => a * b);
    const outputs = name.endsWith('.depthwise') ? (shape[2] ?? 1) : (shape.at(-1) ?? 1);
    const scale = 2 / Math.sqrt(size / outputs);
    tensors[`${name}.weight`] = {
      shape,
      values: Float32Array.from({ length: size }, () => chance() * scale),
    };
    tensors[`${name}.bias`] = {
      shape: [outputs],
      values: Float32Array.from({ length: outputs }, () => chance() * 0.1),
    };
  }
  return tensors;
}

/** Format: https://github.com/huggingface/safetensors#format */
function safetensors(tensors: Tensors): Uint8Array<ArrayBuffer> {
  let length = 0;
  const header = Object.fromEntries(
    Object.entries(tensors).map(([name, { shape, values }]) => [
      name,
      { dtype: 'F32', shape, data_offsets: [length, (length += values.byteLength)] },
    ]),
  );
  const head = json(header);
  const file = new Uint8Array(8 + head.length + length);
  new DataView(file.buffer).setBigUint64(0, BigInt(head.length), true);
  file.set(head, 8);
  let at = 8 + head.length;
  for (const { values } of Object.values(tensors)) {
    file.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), at);
    at += values.byteLength;
  }
  return file;
}

function json(value: unknown): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(new TextEncoder().encode(JSON.stringify(value)));
}
