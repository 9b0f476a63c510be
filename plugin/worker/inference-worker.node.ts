import { fileURLToPath } from 'node:url';
import { parentPort } from 'node:worker_threads';
import type { Backend } from '../../models/backend/backend.js';
import { SmearError } from '../../models/domain/errors.js';
import { serveInference } from './handler.js';
import type { OnnxRuntime } from '../../models/onnx/onnx-runtime.js';
import { onnxBackend } from '../../models/onnx/onnx-backend.js';
import { openModels } from './open-models.js';
import { folderPackSource } from './pack-source.node.js';
import type { FileAddresses } from './shipped-files.js';
import { END_THREAD, TELEMETRY_SWITCH } from './spawn.node.js';

if (!parentPort) {
  throw new SmearError('worker-failed', 'This script is a worker; createPipeline starts it.');
}
const port = parentPort;
serveInference(
  {
    postMessage: (message, transfer) => port.postMessage(message, transfer),
    onMessage: (listener) => {
      port.on('message', (message) => (message === END_THREAD ? process.exit() : listener(message)));
    },
  },
  openModels({
    packSource: folderPackSource,
    wasmPath,
    backends: ['onnxruntime', 'wasm'],
    startOnnxRuntime,
  }),
);

async function startOnnxRuntime(): Promise<Backend> {
  if (process.env[TELEMETRY_SWITCH] !== '1') {
    throw new SmearError(
      'no-backend',
      `ONNX Runtime reports its use to its maker. To use it on a thread of your own, start the process with ${TELEMETRY_SWITCH}=1.`,
    );
  }
  return onnxBackend(asRuntime(await import('onnxruntime-node')));
}

/** A CommonJS module: as the loader has it, its exports are the default or stand beside it. */
function asRuntime(module: OnnxRuntime | { readonly default: OnnxRuntime }): OnnxRuntime {
  return 'default' in module ? module.default : module;
}

function wasmPath(files: FileAddresses): FileAddresses {
  if (typeof files === 'string') return fileURLToPath(files);
  return Object.fromEntries(Object.entries(files).map(([name, href]) => [name, fileURLToPath(href)]));
}
