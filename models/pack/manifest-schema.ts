import {
  distinct,
  integer,
  listOf,
  number,
  oneOf,
  optional,
  record,
  text,
  type Check,
} from './json-checks.js';

/** Below what rounds to nothing. */
const TINY = 1e-9;
const SOME = number(TINY, 1e6);
const SHARE = number(0, 1);
const LEVEL = oneOf('p2', 'p3', 'p4', 'p5');
const CHANNELS = integer(1, 4096);
const GRID = integer(1, 256);
const SCALE = number(0.02, 5);
const rgb = (check: Check): Check => listOf(check, 3, 3);

const NORMALISATION = record({ mean: rgb(number(-1000, 1000)), std: rgb(SOME) });

const ANCHOR_OF_STAIN = {
  density: rgb(number(TINY, 20)),
  largestPower: number(1, 100),
  strength: optional(number(TINY, 10)),
  hue: number(TINY, 10),
  stained: number(TINY, 20),
};

const WHITE_BALANCE = record({
  percentile: number(TINY, 100),
  glass: number(1, 255),
  most: number(1, 100),
  redCells: optional(
    record({ ...ANCHOR_OF_STAIN, darkest: number(TINY, 20), leastStained: number(TINY, 1), mostRed: SOME }),
  ),
  nuclei: optional(record({ ...ANCHOR_OF_STAIN, leastShare: number(TINY, 1) })),
});

const DETECTOR = record({
  channels: CHANNELS,
  anchors: listOf(
    record({ level: LEVEL, stride: integer(2, 256), sizes: listOf(number(1, 4096), 1, 16) }),
    1,
    8,
  ),
  ratios: listOf(number(0.01, 100), 1, 16),
  proposals: record({ perLevel: integer(1, 10_000), nms: SHARE, keep: integer(1, 5000) }),
  boxes: record({ nms: SHARE, keep: integer(1, 5000), coder: listOf(SOME, 4, 4) }),
  mask: record({ size: integer(4, 256), cell: integer(0, 63), nucleus: integer(0, 63) }),
});

const BLOCK: Check = (value) => listOf(integer(1, 8192), 4, 4)(value) && oneOf(1, 2)((value as number[])[3]);

const STAIN_ALIGNMENT = record({
  reference: listOf(listOf(number(-20, 20), 3, 3), 3, 3),
  share: SHARE,
  largestStretch: number(1, 100),
  stained: number(TINY, 20),
  leastStained: SHARE,
  glass: number(1, 255),
});

const SECOND_LOOK = record({
  micronsPerPixel: SCALE,
  widthPx: integer(32, 2048),
  channels: CHANNELS,
  size: GRID,
  normalisation: NORMALISATION,
  outside: number(0, 255),
  softness: optional(number(0.1, 20)),
  stain: optional(STAIN_ALIGNMENT),
  blocks: listOf(BLOCK, 1, 128),
});

const IMAGE_LAYER = record({
  kind: oneOf('upconv', 'conv', 'resize'),
  name: optional(text()),
  kernel: optional(integer(1, 31)),
  stride: optional(integer(1, 16)),
  padding: optional(integer(0, 16)),
  activation: oneOf('relu', 'sigmoid', 'tanh', 'none', null, undefined),
});

const GROUPS = integer(1, 4096);

const AUTOENCODER = record({
  embedding: integer(1, 4096),
  groups: listOf(GROUPS, 1, 64),
  featureGroups: optional(listOf(GROUPS, 0, 64)),
  order: oneOf('conv-norm-relu', 'conv-relu-norm'),
  epsilon: number(Number.MIN_VALUE, 10),
  imageSize: integer(8, 2048),
  imageLayers: listOf(IMAGE_LAYER, 1, 64),
});

/** A plain name: nothing that leads out of the pack's folder, nor to another place. */
const FILE_NAME = /^[\w-]+(?:\.[\w-]+)*$/;
const SHA256 = /^[0-9a-f]{64}$/;

const FILE = record({
  path: (value) => text(200)(value) && FILE_NAME.test(value as string),
  size: integer(1, 2 ** 31),
  sha256: (value) => typeof value === 'string' && SHA256.test(value),
});

const pathOf = (value: unknown): unknown => (value as { path?: unknown }).path;

/**
 * What each member of a manifest must be, with the bounds that keep a pack from elsewhere from asking for all memory;
 * one that may be absent accepts `undefined`.
 */
export const MANIFEST_MEMBERS: Readonly<Record<string, Check>> = {
  name: text(),
  version: text(),
  micronsPerPixel: SCALE,
  tileSizes: listOf((size) => integer(32, 4096)(size) && (size as number) % 32 === 0, 1, 8),
  normalisation: NORMALISATION,
  whiteBalance: optional(WHITE_BALANCE),
  classes: listOf(record({ name: text(100), code: text(20), color: rgb(number(0, 255)) }), 1, 500),
  detector: DETECTOR,
  features: record({ levels: listOf(LEVEL, 1, 4), channels: optional(CHANNELS), size: GRID }),
  secondLook: optional(SECOND_LOOK),
  autoencoder: AUTOENCODER,
  reconstruction: record({ mean: SOME, std: SOME }),
  files: distinct(listOf(FILE, 1, 100), pathOf),
};
