import { readFile } from 'node:fs/promises';
import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import {
  exportsOf,
  readSeries,
  readSession,
  sampleCells,
  sampleSeries,
  sampleSession,
} from './json-readers.js';
import {
  ADAPTED,
  FOREST,
  COUNTING,
  EVENTS,
  FOREIGN_TEXTS,
  KIND_LIST,
  RANGES,
  readEvents,
  readLaboratory,
  readLesson,
  readDescription,
  readShardBytes,
  sampleShard,
  TILE_DESCRIPTIONS,
} from './text-readers.js';
import { mutateJson } from './mutate-json.js';
import { openForest } from '../../models/classifier/random-forest.js';
import { readHeads } from '../../models/classifier/heads-file.js';
import { seededRandom } from '../../models/domain/seeded-random.js';
import { SmearError } from '../../models/domain/errors.js';
import { parseManifest } from '../../models/pack/pack-manifest.js';
import { readSafetensors } from '../../models/pack/safetensors.js';
import { encodeGeoJson } from '../../plugin/formats/geojson.js';
import { readGeoJson } from '../../plugin/formats/read-geojson.js';
import { decodeInNode } from '../../plugin/slide/node-decoder.js';
import { openSlide } from '../../plugin/slide/open-slide.js';
import { xmlElements } from '../../plugin/slide/xml-elements.js';
import { CLASSES, drawnCells } from '../unit/plugin/formats/geojson-cells.js';
import { bytesOf, ONE_OF_EACH } from '../unit/plugin/slide/one-of-each.js';
import { writeTiff, type TiffPage } from '../unit/plugin/slide/slide-tiff-writer.js';

type Bytes = Uint8Array<ArrayBuffer>;

/** One reader with the files that are changed for it. */
export interface Target {
  readonly name: string;
  readonly samples: readonly Bytes[];
  /** Reads it; throws or rejects with a `SmearError` where it is refused. */
  readonly read: (bytes: Bytes) => unknown;
  /** The samples are JSON: most are changed part by part, so that they stay JSON. */
  readonly isJson?: boolean;
}

/** What a run found; `failures` is empty where every input was read or refused. */
export interface FuzzReport {
  readonly inputs: number;
  readonly read: number;
  readonly refused: number;
  readonly slowestMs: number;
  readonly peakMb: number;
  readonly failures: readonly { readonly target: string; readonly input: number; readonly what: string }[];
}

/** Longest time that one input may take, and most memory that the run may hold. */
const MOST_MS = 5000;
const MOST_MB = 2048;

/**
 * Changes samples at random from the seed and gives them to all readers in turn; the same seed gives the same run. `only`
 * reads one input of that run alone, to look at it again.
 */
export async function fuzz(
  seed: number,
  inputs: number,
  targets: readonly Target[],
  { only }: { readonly only?: number } = {},
): Promise<FuzzReport> {
  const random = seededRandom(seed);
  const failures: { target: string; input: number; what: string }[] = [];
  let [read, slowestMs, peakMb] = [0, 0, 0];
  for (let input = 0; input < inputs; input++) {
    const target = targets[input % targets.length] as Target;
    const sample = target.samples[Math.floor(random() * target.samples.length)] as Bytes;
    const asTree = target.isJson === true && random() < 0.8;
    const bytes = asTree ? mutateTree(sample, random) : mutate(sample, random);
    if (only !== undefined && input !== only) continue;
    const start = performance.now();
    try {
      await target.read(bytes);
      read++;
    } catch (error) {
      if (!(error instanceof SmearError)) failures.push({ target: target.name, input, what: String(error) });
    }
    const tookMs = performance.now() - start;
    slowestMs = Math.max(slowestMs, tookMs);
    if (tookMs > MOST_MS)
      failures.push({ target: target.name, input, what: `took ${Math.round(tookMs)} ms` });
    if (input % 64 !== 0) continue;
    peakMb = Math.max(peakMb, process.memoryUsage().rss / 1e6);
    if (peakMb > MOST_MB)
      failures.push({ target: target.name, input, what: `held ${Math.round(peakMb)} MB` });
  }
  return { inputs, read, refused: inputs - read - failures.length, slowestMs, peakMb, failures };
}

function mutateTree(sample: Bytes, random: () => number): Bytes {
  const changed = mutateJson(JSON.parse(new TextDecoder().decode(sample)), random);
  return Uint8Array.from(new TextEncoder().encode(JSON.stringify(changed) ?? 'null'));
}

/** Numbers at which readers go wrong. */
const EDGES = [
  0,
  1,
  2,
  127,
  128,
  255,
  256,
  32767,
  32768,
  65535,
  65536,
  2 ** 24,
  2 ** 31 - 1,
  2 ** 31,
  2 ** 32 - 1,
];

/** One to three changes: bits, edge numbers of 1 to 8 bytes, cuts, repeats, parts moved. */
function mutate(sample: Bytes, random: () => number): Bytes {
  let bytes = sample.slice();
  const below = (most: number): number => Math.floor(random() * most);
  for (let changes = 1 + below(3); changes > 0; changes--) {
    if (bytes.length < 2) return bytes;
    // Headers are where structure is: half of the changes go there.
    const at = below(random() < 0.5 ? Math.min(bytes.length, 400) : bytes.length);
    const kind = below(7);
    if (kind === 0) bytes[at] = (bytes[at] as number) ^ (1 << below(8));
    else if (kind === 1) bytes[at] = below(256);
    else if (kind === 2)
      writeEdge(bytes, at, EDGES[below(EDGES.length)] as number, 2 ** below(4), random() < 0.5);
    else if (kind === 3) bytes = bytes.slice(0, at + 1);
    else if (kind === 4) bytes.copyWithin(at, below(bytes.length), below(bytes.length));
    else if (kind === 5) bytes.fill(below(256), at, at + below(32));
    else bytes = joined(bytes.subarray(0, at), bytes.subarray(Math.max(0, at - below(64))));
  }
  return bytes;
}

function writeEdge(bytes: Bytes, at: number, value: number, size: number, little: boolean): void {
  for (let i = 0; i < size && at + i < bytes.length; i++) {
    const place = little ? i : size - 1 - i;
    bytes[at + i] = Math.floor(value / 2 ** (8 * Math.min(place, 6))) & 255;
  }
}

function joined(a: Uint8Array, b: Uint8Array): Bytes {
  const whole = new Uint8Array(a.length + b.length);
  whole.set(a);
  whole.set(b, a.length);
  return whole;
}

/** All readers with made samples. */
export async function makeTargets(): Promise<Target[]> {
  const base = new URL('../../models/packs/base/', import.meta.url);
  const text = (value: string): Bytes => Uint8Array.from(new TextEncoder().encode(value));
  const json = (bytes: Bytes): unknown => {
    try {
      return JSON.parse(new TextDecoder().decode(bytes));
    } catch {
      return undefined;
    }
  };
  const manifest = Uint8Array.from(await readFile(new URL('manifest.json', base)));
  const heads = Uint8Array.from(await readFile(new URL('heads.json', base)));
  const header = {
    version: '1',
    pack: 'p',
    packHash: 'h',
    backend: 'cpu',
    threshold: 0.5,
    width: 9999,
    height: 9999,
  };
  const cells = text([...encodeGeoJson(drawnCells(4), { header, classes: CLASSES })].join(''));
  const slides = (await tiffs()).map((file) => Uint8Array.from(file));
  const flat = [...ONE_OF_EACH.entries()]
    .filter(([format]) => format !== 'tiff')
    .map(([, base64]) => bytesOf(base64));
  return [
    { name: 'TIFF', samples: slides, read: readSlide },
    { name: 'TIFF', samples: slides, read: readSlide },
    { name: 'plain picture', samples: flat, read: readSlide },
    { name: 'GeoJSON', samples: [cells], read: readCells, isJson: true },
    { name: 'XML', samples: [text(OME)], read: (bytes) => [...xmlElements(new TextDecoder().decode(bytes))] },
    { name: 'manifest', samples: [manifest], read: (bytes) => parseManifest(bytes), isJson: true },
    { name: 'weights', samples: [weights()], read: (bytes) => readSafetensors(bytes, 'weights') },
    {
      name: 'forest',
      isJson: true,
      samples: [text(JSON.stringify(FOREST))],
      read: (bytes) => openForest(json(bytes)).classify(new Float32Array(4), 2),
    },
    { name: 'heads', samples: [heads], isJson: true, read: (bytes) => readHeads(json(bytes), 50) },
    {
      name: 'exports of GeoJSON',
      isJson: true,
      samples: [text(sampleCells())],
      read: (bytes) => exportsOf(new TextDecoder().decode(bytes)),
    },
    {
      name: 'DICOM series',
      isJson: true,
      samples: [text(JSON.stringify(sampleSeries()))],
      read: (bytes) => readSeries(json(bytes)),
    },
    {
      name: 'saved session',
      isJson: true,
      samples: [text(JSON.stringify(await sampleSession()))],
      read: (bytes) => readSession(json(bytes)),
    },
    { name: 'files of other programs', samples: FOREIGN_TEXTS.map(text), read: readCells },
    {
      name: 'files of a laboratory',
      isJson: true,
      samples: [KIND_LIST, RANGES, COUNTING].map(text),
      read: (bytes) => readLaboratory(JSON.stringify(json(bytes) ?? null)),
    },
    {
      name: 'adapted classifier',
      isJson: true,
      samples: [text(ADAPTED)],
      read: (bytes) => readLesson(new TextDecoder().decode(bytes)),
    },
    { name: 'events of a service', samples: [text(EVENTS)], read: readEvents },
    {
      name: 'description of tiles',
      isJson: true,
      samples: TILE_DESCRIPTIONS.map(text),
      read: (bytes) => readDescription(new TextDecoder().decode(bytes)),
    },
    { name: 'shard', samples: [text(sampleShard())], read: readShardBytes },
  ];
}

const OME =
  '<?xml version="1.0"?><!-- a --><OME xmlns="x"><Image ID="0"><Pixels SizeX="64" PhysicalSizeX="0.25" PhysicalSizeXUnit=\'&#181;m\'/></Image></OME>';
function weights(): Bytes {
  const text = new TextEncoder().encode(
    JSON.stringify({
      a: { dtype: 'F32', shape: [2, 3], data_offsets: [0, 24] },
      b: { dtype: 'F16', shape: [4], data_offsets: [24, 32] },
    }),
  );
  const file = new Uint8Array(8 + text.length + 32);
  new DataView(file.buffer).setBigUint64(0, BigInt(text.length), true);
  file.set(text, 8);
  return file;
}

async function tiffs(): Promise<Buffer[]> {
  const colourAt = (x: number, y: number) => [(x * 5) & 255, (y * 3) & 255, (x + y) & 255, 200];
  const page: TiffPage = {
    width: 80,
    height: 60,
    tileSize: 32,
    colourAt,
    description: OME,
    pixelsPerCm: 40_000,
  };
  const deflate = { compression: 8, encode: (data: Buffer) => deflateSync(data) };
  const half = { ...page, width: 40, height: 30, subfileType: 1 };
  const raw = sharp(Buffer.alloc(80 * 60 * 3, 150), { raw: { width: 80, height: 60, channels: 3 } });
  const made = (['lzw', 'jpeg', 'packbits', 'webp'] as const).map((compression) =>
    raw.clone().tiff({ compression, tile: true, tileWidth: 32, tileHeight: 32, pyramid: true }).toBuffer(),
  );
  return [
    writeTiff([page, half]),
    writeTiff([{ ...page, ...deflate, predictor: 2, subPages: [half] }], { bigEndian: true }),
    writeTiff([{ ...page, ...deflate, tileSize: undefined, rowsPerStrip: 7 }], { big: true }),
    writeTiff([{ ...page, channels: 4, extraSamples: 2, planes: 2, orientation: 6 }], {
      big: true,
      bigEndian: true,
    }),
    ...(await Promise.all(made)),
  ];
}

async function readSlide(bytes: Bytes): Promise<void> {
  const slide = await openSlide(new File([bytes], 'fuzzed'), { decode: decodeInNode });
  try {
    const side = 64;
    const region = { minX: 0, minY: 0, maxX: Math.min(slide.width, 128), maxY: Math.min(slide.height, 128) };
    const { data } = await slide.read({ region, width: side, height: side });
    for (let i = 3; i < data.length; i += 4) {
      if (data[i] !== 255) throw new Error(`the pixel ${i >> 2} is transparent`);
    }
  } finally {
    slide.dispose();
  }
}

async function readCells(bytes: Bytes): Promise<void> {
  let made = 0;
  const { cells } = await readGeoJson(new Blob([bytes]), {
    classes: CLASSES,
    at: '2026-05-05T10:00:00.000Z',
    newId: () => `11111111-0000-4000-8000-${String((made += 1)).padStart(12, '0')}`,
  });
  const header = {
    version: '1',
    pack: 'p',
    packHash: 'h',
    backend: 'cpu',
    threshold: 0.5,
    width: 9,
    height: 9,
  };
  JSON.parse([...encodeGeoJson(cells, { header, classes: CLASSES })].join(''));
}
