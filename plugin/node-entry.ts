/**
 * The pipeline on Node, its models in worker threads.
 *
 * @module smearlens/node
 */
import type { WorkerOptions } from 'node:worker_threads';
import { createPipeline as createAnyPipeline, type SmearPipeline } from './analysis/pipeline.js';
import { asSmearError } from '../models/domain/errors.js';
import { packFaults } from '../models/pack/pack-faults.js';
import type { PipelineOptions } from './analysis/pipeline-options.js';
import { folderPackSource } from './worker/pack-source.node.js';
import { spawnNodeWorker } from './worker/spawn.node.js';

export * from './pipeline-entry.js';
export {
  createDecoderProcess,
  type DecoderProcess,
  type DecoderProcessOptions,
} from './slide/decoder-process.js';
export type { ImageDecoder } from './slide/image-decoder.js';
export type { FoundCell } from '../models/domain/findings.js';
export { RegionClaims, type RegionOfClaims } from './analysis/region-claims.js';
export { EXPORT_ENDINGS, exportCells, type ExportFormat } from './formats/export-cells.js';
export { findMonolayer, hasRoomForMonolayer, type MonolayerOptions } from './count/monolayer.js';
export type { RunRecord } from './formats/geojson.js';
export { GeoJsonDecoder } from './formats/decode-geojson.js';
export { fingerprintSlide } from './slide/fingerprint.js';
export { decodeInNode } from './slide/node-decoder.js';
export { openSlideFile } from './slide/open-slide-file.js';
export { detectFormat, FORMAT_BYTES, READABLE_FORMATS, type ReadableFormat } from './slide/slide-format.js';

/** `PipelineOptions` without what Node has its own way for. */
export interface NodePipelineOptions extends Omit<PipelineOptions, 'spawn' | 'verdicts'> {
  /** For `worker_threads.Worker`, for example the loader that a worker in TypeScript needs. */
  readonly workerOptions?: WorkerOptions;
}

/**
 * `createPipeline` on Node: the pack from its folder, computed by `onnxruntime-node` where that is installed and by wasm
 * elsewhere, unless another back end is forced.
 */
export function createPipeline(options: NodePipelineOptions = {}): Promise<SmearPipeline> {
  const { workerOptions, ...rest } = options;
  const workerUrl = new URL(options.workerUrl ?? './inference-worker.node.js', import.meta.url);
  return createAnyPipeline({
    packUrl: new URL('../browser/packs/base/', import.meta.url),
    wasmUrl: new URL('../browser/wasm/', import.meta.url),
    ...rest,
    verdicts: { load: () => undefined, save: () => undefined },
    spawn: () => spawnNodeWorker(workerUrl, workerOptions),
  });
}

/**
 * All that is wrong with a model pack, a sentence each; none where it can be used. Where the files are as they should
 * be, the models are opened as well and must reproduce the pack's own check values. `packUrl`: a folder's `file:`
 * address with a closing slash, or one on the web. Abort rejects with the signal's reason.
 */
export async function checkPack(
  packUrl: URL,
  options: Pick<NodePipelineOptions, 'signal' | 'workerUrl' | 'workerOptions'> = {},
): Promise<readonly string[]> {
  const faults = await packFaults(folderPackSource(packUrl.href), options);
  if (faults.length > 0) return faults;
  try {
    const pipeline = await createPipeline({ ...options, packUrl });
    await pipeline.dispose();
    return [];
  } catch (error) {
    options.signal?.throwIfAborted();
    return [asSmearError(error, 'pack-incompatible', 'The models of this pack cannot be opened.').message];
  }
}
