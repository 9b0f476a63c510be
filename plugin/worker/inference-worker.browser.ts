import { serveInference } from './handler.js';
import { openModels } from './open-models.js';
import { fetchPackSource } from './pack-source.js';

const scope = self as unknown as DedicatedWorkerGlobalScope;
serveInference(
  {
    postMessage: (message, transfer) => scope.postMessage(message, [...transfer]),
    onMessage: (listener) => {
      scope.addEventListener('message', (event) => listener(event.data));
    },
  },
  openModels({ packSource: fetchPackSource, wasmPath: (wasmUrl) => wasmUrl }),
);
