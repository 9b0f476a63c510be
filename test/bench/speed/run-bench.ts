import { fileURLToPath } from 'node:url';
import * as onnxRuntime from 'onnxruntime-node';
import { onnxBackend } from '../../../models/onnx/onnx-backend.js';
import type { InferenceClient } from '../../../plugin/worker/inference-client.js';
import { openModels } from '../../../plugin/worker/open-models.js';
import { folderPackSource } from '../../../plugin/worker/pack-source.node.js';
import { raceAreas } from './area.js';
import { raceForest } from './forest.js';
import type { Entry } from './race.js';
import { raceResolution } from './resolution.js';
import { raceSeed } from './seed.js';
import { raceStages } from './stages.js';
import { raceTiles } from './tiles.js';

const WASM = new URL('../../../node_modules/@tensorflow/tfjs-backend-wasm/dist/', import.meta.url).href;
const PACK = new URL('../../../models/packs/base/', import.meta.url).href;

/** All races, one after another; the models stand in this thread, so that the processor's time is all of theirs. */
export async function runBench(rounds: number): Promise<Entry[]> {
  const inference = await openShippedModels('onnxruntime');
  const wasm = await openShippedModels('wasm');
  const entries = [
    ...(await raceSeed({ 'ONNX Runtime': inference, 'tfjs wasm': wasm }, Math.ceil(rounds / 3))),
    ...(await raceStages(rounds)),
    ...(await raceResolution(inference, rounds)),
    ...(await raceAreas(inference, Math.ceil(rounds / 3))),
    ...(await raceForest(rounds)),
    ...(await raceTiles(rounds)),
  ];
  await Promise.all([inference.dispose(), wasm.dispose()]);
  return entries;
}

/** The races of some seconds: seven rounds, since ONNX Runtime takes twice its time in the first three. */
export async function runShortBench(): Promise<Entry[]> {
  const inference = await openShippedModels('onnxruntime');
  const entries = [...(await raceStages(7)), ...(await raceResolution(inference, 7))];
  await inference.dispose();
  return entries;
}

/** The shipped pack in this thread. */
export function openShippedModels(backend: string): Promise<InferenceClient> {
  const open = openModels({
    packSource: folderPackSource,
    wasmPath: (files) => (typeof files === 'string' ? fileURLToPath(files) : files),
    startOnnxRuntime: async () => onnxBackend(onnxRuntime),
  });
  return open({ packUrl: PACK, wasmUrl: WASM, backend }, {});
}
