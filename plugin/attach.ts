import type OpenSeadragon from 'openseadragon';
import { composeSession, type ComposeOptions } from './compose-session.js';
import { createPipeline, type PipelineOptions } from './pipeline.js';
import type { SmearSession } from './session.js';
import { createTileSourceReader } from './slide/tile-source-reader.js';

/** All optional; what is left out is taken from where the product's files were shipped. */
export interface AttachOptions extends ComposeOptions {
  /** Folder of the model pack. */
  readonly packUrl?: string | URL;
  /** Script of the inference worker. */
  readonly workerUrl?: string | URL;
  /** Folder of tfjs's wasm files. */
  readonly wasmUrl?: string | URL;
  /** What names the cells; the random forest by default. */
  readonly head?: PipelineOptions['head'];
  /** The OpenSeadragon namespace that made the viewer: version 6 converts its tiles through it. */
  readonly openSeadragon?: typeof OpenSeadragon;
}

/**
 * A session over an open viewer: its slide, the models, the cells, and what is drawn over them.
 * Resolves at once, while the models load in the background (`session.state`). Follows the viewer to
 * other slides; the cells of the old slide go with it. Draws in the viewer, adds nothing beside it.
 * `session.dispose()` takes everything away again and leaves the viewer as it was.
 */
export async function attachTo(
  viewer: OpenSeadragon.Viewer,
  options: AttachOptions = {},
): Promise<SmearSession> {
  const { packUrl, workerUrl, wasmUrl, head, openSeadragon } = options;
  return composeSession(
    viewer,
    options,
    ({ backend, signal, onProgress }) =>
      createPipeline({ packUrl, workerUrl, wasmUrl, head, backend, signal, onProgress }),
    (tiledImage) => createTileSourceReader(viewer, { tiledImage, openSeadragon }),
  );
}
