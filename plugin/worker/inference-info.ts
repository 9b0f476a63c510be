import type { ModelInfo } from '../../models/domain/model-info.js';
import type { FileAddresses } from './shipped-files.js';
import type { SecondLookManifest, WhiteBalance } from '../../models/pack/pack-manifest.js';

/** What the opened models are and which tiles they need. */
export interface InferenceInfo extends ModelInfo {
  /** Resolution that tiles must have, µm per tile pixel. */
  readonly micronsPerPixel: number;
  /** Sides of the tiles that the models have room for, pixels. */
  readonly tileSizes: readonly number[];
  /** Side of the reconstructed picture of a cell, pixels. */
  readonly imageSize: number;
  /** The crop of each found cell that is to be handed in for a second look; absent where tiles say all. */
  readonly secondLook?: Pick<SecondLookManifest, 'micronsPerPixel' | 'widthPx' | 'outside' | 'stain'>;
  /** How slides are balanced before the models see them; absent where they stay as they are. */
  readonly whiteBalance?: WhiteBalance;
  /** The election of the back end, to be given at the next start so that it need not be held again. */
  readonly verdict?: string;
}

/** Which models to open, and on what. */
export interface OpenRequest {
  readonly packUrl: FileAddresses;
  /** Of tfjs's wasm files. */
  readonly wasmUrl: FileAddresses;
  /** Forces a back end instead of electing one. */
  readonly backend?: string;
  /** What names the cells, `forest` or `linear`; the forest by default. */
  readonly head?: string;
  /** `InferenceInfo.verdict` of an earlier start. */
  readonly verdict?: string;
}

/** How far the opening has come. */
export type OpeningProgress =
  | { readonly kind: 'loading'; readonly loadedBytes: number; readonly totalBytes: number }
  | { readonly kind: 'electing' };

export interface OpeningOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: OpeningProgress) => void;
}
