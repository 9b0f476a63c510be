import type { CellClass } from '../domain/cell.js';
import { SmearError } from '../domain/errors.js';
import { isObject } from './json-checks.js';
import { MANIFEST_MEMBERS } from './manifest-schema.js';

export const PACK_FORMAT = 1;
export const MANIFEST_FILE = 'manifest.json';

export type PyramidLevel = 'p2' | 'p3' | 'p4' | 'p5';

export interface AnchorLevel {
  readonly level: PyramidLevel;
  /** Tile pixels between neighbouring anchors. */
  readonly stride: number;
  /** Square roots of the anchors' areas, tile pixels. */
  readonly sizes: readonly number[];
}

export interface DetectorManifest {
  /** Channels of each pyramid level. */
  readonly channels: number;
  readonly anchors: readonly AnchorLevel[];
  /** Height over width. */
  readonly ratios: readonly number[];
  readonly proposals: { readonly perLevel: number; readonly nms: number; readonly keep: number };
  readonly boxes: {
    readonly nms: number;
    readonly keep: number;
    readonly coder: readonly [number, number, number, number];
  };
  /** Side of the mask grid, and which of its channels show the cell and its nucleus. */
  readonly mask: { readonly size: number; readonly cell: number; readonly nucleus: number };
}

export interface FeatureManifest {
  readonly levels: readonly PyramidLevel[];
  /** Channels of all levels together. */
  readonly channels: number;
  /** Side of the RoI feature. */
  readonly size: number;
}

export type Activation = 'relu' | 'sigmoid' | 'tanh' | 'none' | null;

/** One step of the image decoder; `resize` enlarges to the nearest value by `stride`. */
export interface ImageLayer {
  readonly kind: 'upconv' | 'conv' | 'resize';
  readonly name?: string;
  readonly kernel?: number;
  readonly stride?: number;
  readonly padding?: number;
  readonly activation?: Activation;
}

export interface AutoencoderManifest {
  readonly embedding: number;
  /** Group-norm groups after each encoder convolution but the last. */
  readonly groups: readonly number[];
  /** The same after each of the feature decoder's convolutions but the last; absent where it has no norms. */
  readonly featureGroups?: readonly number[];
  readonly order: 'conv-norm-relu' | 'conv-relu-norm';
  readonly epsilon: number;
  readonly imageSize: number;
  readonly imageLayers: readonly ImageLayer[];
}

/** Inputs, outputs, channels in between and stride of one inverted residual block. */
export type EncoderBlock = readonly [number, number, number, number];

/** How each found cell is read again, finer than the detector saw it, for the instance encoder. */
export interface SecondLookManifest {
  /** Of the crop, which is square and centred on the detector's box. */
  readonly micronsPerPixel: number;
  readonly widthPx: number;
  /** Channels and side of the instance feature. */
  readonly channels: number;
  readonly size: number;
  /** Per channel, on RGB from 0 to 1. */
  readonly normalisation: { readonly mean: readonly number[]; readonly std: readonly number[] };
  /** The byte that stands where the crop lies beyond the slide. */
  readonly outside: number;
  /** Sigma, in pixels, by which each crop is blurred, so that cameras show cells alike; absent where crops stay sharp. */
  readonly softness?: number;
  /** How the stain of each crop, blurred, is brought to one; absent where crops are encoded as the slide's balance leaves them. */
  readonly stain?: StainAlignment;
  readonly blocks: readonly EncoderBlock[];
}

/** The stain that every crop is brought to before it is encoded: laboratories differ in it more than cells do. */
export interface StainAlignment {
  /** Second moments of optical density over what is stained, three rows of three. */
  readonly reference: readonly (readonly number[])[];
  /** So much of the way is gone, 0 to 1. */
  readonly share: number;
  /** No density is stretched by more, nor by less than its inverse. */
  readonly largestStretch: number;
  /** Density of green over which a pixel is stained. */
  readonly stained: number;
  /** Share of the crop that must be stained. */
  readonly leastStained: number;
  /** The byte of empty glass. */
  readonly glass: number;
}

/** How slides are brought to the colours that the models were trained in. */
export interface WhiteBalance {
  /** Of the bytes of each channel, 0 to 100: so bright is empty glass. */
  readonly percentile: number;
  /** The byte that empty glass is brought to. */
  readonly glass: number;
  /** No channel is multiplied by more, nor by less than its inverse. */
  readonly most: number;
  /** How red cells are found and brought to one density; absent where glass alone is balanced. */
  readonly redCells?: StainAnchor & {
    /** Density of any channel from which a pixel is ink or nucleus. */
    readonly darkest: number;
    /** Share of pixels that must be stained. */
    readonly leastStained: number;
    /** Red over green density above which what is found is a nucleus, unless it is as thin as a red cell. */
    readonly mostRed: number;
  };
  /** How the nucleus of a cell that fills its picture is found where no red cells are; absent where glass alone is balanced then. */
  readonly nuclei?: StainAnchor & {
    /** Share of the picture's pixels that must be nucleus. */
    readonly leastShare: number;
  };
}

/** What a slide's densities are multiplied by so that something it shows gets its usual colour. */
export interface StainAnchor {
  /** Its usual optical density (natural logarithm) in red, green and blue. */
  readonly density: readonly [number, number, number];
  /** No density is multiplied by more, nor by less than its inverse. */
  readonly largestPower: number;
  /** Share of its strength, in logarithms of density, that every pixel is corrected by; all of it where absent. */
  readonly strength?: number;
  /** The same of its hue; 1 is all of it. */
  readonly hue: number;
  /** Density of green above which a pixel is stained. */
  readonly stained: number;
}

export interface PackFile {
  readonly path: string;
  readonly size: number;
  readonly sha256: string;
}

/** What a model pack says of itself. */
export interface PackManifest {
  readonly format: number;
  readonly name: string;
  readonly version: string;
  readonly licence: string;
  readonly notice: string;
  readonly data: readonly unknown[];
  /** Resolution that the detector works at. */
  readonly micronsPerPixel: number;
  /** Sides of the square inputs that the detector takes, tile pixels. */
  readonly tileSizes: readonly number[];
  /** Per channel, on RGB from 0 to 1. */
  readonly normalisation: { readonly mean: readonly number[]; readonly std: readonly number[] };
  /** Absent where slides are shown to the models as they are. */
  readonly whiteBalance?: WhiteBalance;
  /** May list finer classes (`Neutrophil: Band`) beside their coarse ones. */
  readonly classes: readonly CellClass[];
  readonly detector: DetectorManifest;
  readonly features: FeatureManifest;
  /** Absent where cells are described by the detector's own RoI features. */
  readonly secondLook?: SecondLookManifest;
  readonly autoencoder: AutoencoderManifest;
  /** Reconstruction error over cells like those of training. */
  readonly reconstruction: { readonly mean: number; readonly std: number };
  readonly files: readonly PackFile[];
}

/** The manifest in these bytes; throws `pack-unreadable` or `pack-incompatible`. */
export function parseManifest(bytes: Uint8Array): PackManifest {
  const manifest = parseManifestJson(bytes);
  const [fault] = manifestFaults(manifest);
  if (fault !== undefined) throw new SmearError('pack-incompatible', fault);
  return manifest as unknown as PackManifest;
}

/** All that keeps this version from using a parsed manifest, a sentence each. */
export function manifestFaults(manifest: Readonly<Record<string, unknown>>): string[] {
  if (manifest.format !== PACK_FORMAT) {
    return [
      `The model pack's ${MANIFEST_FILE} has format ${String(manifest.format)}, and this version reads format ${PACK_FORMAT}. Use a matching pack.`,
    ];
  }
  return Object.entries(MANIFEST_MEMBERS)
    .filter(([member, fits]) => !fits(manifest[member]))
    .map(
      ([member]) =>
        `The model pack's ${MANIFEST_FILE} has no usable “${member}”. Use a pack made for this version.`,
    );
}

/** The object in a manifest's bytes, not yet looked into; throws `pack-unreadable`. */
export function parseManifestJson(bytes: Uint8Array): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new SmearError(
      'pack-unreadable',
      `The model pack's ${MANIFEST_FILE} is not valid JSON. Check the pack's address.`,
      {
        cause,
      },
    );
  }
  if (!isObject(value)) {
    throw new SmearError(
      'pack-unreadable',
      `The model pack's ${MANIFEST_FILE} is not a manifest. Check the pack's address.`,
    );
  }
  return value;
}
