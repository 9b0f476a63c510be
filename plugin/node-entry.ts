/**
 * The pipeline on Node, its models in worker threads.
 *
 * @module smearlens/node
 */
import type { WorkerOptions } from 'node:worker_threads';
import { createPipeline as createAnyPipeline, type SmearPipeline } from './analysis/pipeline.js';
import type { PipelineOptions } from './analysis/pipeline-options.js';
import { spawnNodeWorker } from './worker/spawn.node.js';

export * from './pipeline-entry.js';
export type { FoundCell } from '../models/domain/findings.js';
export { RegionClaims, type RegionOfClaims } from './analysis/region-claims.js';
export { EXPORT_ENDINGS, exportCells, type ExportFormat } from './formats/export-cells.js';
export type { RunRecord } from './formats/geojson.js';
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
