import { fileURLToPath } from 'node:url';
import { parentPort } from 'node:worker_threads';
import { SmearError } from '../../models/domain/errors.js';
import { serveInference } from './handler.js';
import type { OnnxRuntime } from '../../models/onnx/onnx-runtime.js';
import { onnxBackend } from '../../models/onnx/onnx-backend.js';
import { openModels } from './open-models.js';
import { folderPackSource } from './pack-source.node.js';
import type { FileAddresses } from './shipped-files.js';
import { END_THREAD } from './spawn.node.js';

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
    startOnnxRuntime: async () => onnxBackend(asRuntime(await import('onnxruntime-node'))),
  }),
);

/** A CommonJS module: as the loader has it, its exports are the default or stand beside it. */
function asRuntime(module: OnnxRuntime | { readonly default: OnnxRuntime }): OnnxRuntime {
  return 'default' in module ? module.default : module;
}

function wasmPath(files: FileAddresses): FileAddresses {
  if (typeof files === 'string') return fileURLToPath(files);
  return Object.fromEntries(Object.entries(files).map(([name, href]) => [name, fileURLToPath(href)]));
}
