import type OpenSeadragon from 'openseadragon';
import type { PipelineOptions } from '../analysis/pipeline.js';
import type { AnalysisServiceOptions } from '../service/analysis-service.js';
import type { SlideReader } from '../slide/slide-reader.js';
import type { AssetOptions } from '../worker/shipped-files.js';
import type { OverlayMode } from './session.js';
import type { ViewerWords } from './viewer-view.js';

/** How the session over a viewer starts; all optional. */
export interface ComposeOptions extends Pick<AssetOptions, 'assetUrl'> {
  /** Forces `webgpu`, `webgl`, `wasm` or `cpu` instead of electing one. */
  readonly backend?: string;
  /** Resolution of level 0; outranks what the slide says. */
  readonly micronsPerPixel?: number;
  /** Read in place of the viewer's own tiles; stays the caller's. Must show the same level 0. */
  readonly slide?: SlideReader;
  /** What is drawn at first; `labels` by default. */
  readonly overlay?: OverlayMode;
  /** Detection probability below which cells are hidden at first; 0.5 by default. */
  readonly threshold?: number;
  /** The image to work on where the viewer shows several; the lowest one by default. */
  readonly tiledImage?: OpenSeadragon.TiledImage;
  /**
   * Keeps cells, corrections, history and view in the browser, per slide by its pixels. `false` keeps nothing;
   * a name chooses the database (`smearlens` by default), so that a portal can keep its users apart.
   */
  readonly keep?: boolean | string;
  /**
   * When the models load: with the first thing that needs them (by default), `'idle'` once the page has nothing else to
   * do, or `true` at once. `session.load()` loads them at any time.
   */
  readonly preload?: boolean | 'idle';
  /** Offers to have whole slides analysed on other machines; see docs/service.md. */
  readonly service?: AnalysisServiceOptions;
  /** Words on the slide itself; English by default. Asked for each time, so that they may change. */
  readonly words?: () => ViewerWords;
}

/** All optional; what is left out is taken from where the product's files were shipped. */
export interface AttachOptions extends ComposeOptions, AssetOptions {
  /** What names the cells; the random forest by default. */
  readonly head?: PipelineOptions['head'];
  /** The OpenSeadragon namespace that made the viewer: version 6 converts its tiles through it. */
  readonly openSeadragon?: typeof OpenSeadragon;
}
