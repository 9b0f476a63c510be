import { fileURLToPath } from 'node:url';
import { parentPort } from 'node:worker_threads';
import { SmearError } from '../../models/domain/errors.js';
import { serveInference } from './handler.js';
import { openModels } from './open-models.js';
import { folderPackSource } from './pack-source.node.js';

if (!parentPort) {
  throw new SmearError('worker-failed', 'This script is a worker; createPipeline starts it.');
}
const port = parentPort;
serveInference(
  {
    postMessage: (message, transfer) => port.postMessage(message, transfer),
    onMessage: (listener) => {
      port.on('message', listener);
    },
  },
  openModels({ packSource: folderPackSource, wasmPath: (wasmUrl) => fileURLToPath(wasmUrl) }),
);
