import { serveInference } from './handler.js';
import { openModels } from './open-models.js';
import { adviceFor, askForFault } from './asset-answers.js';
import { cachedPackSource } from './pack-cache.js';
import { fetchPackSource } from './pack-source.js';
import { addressOf, type FileAddresses } from './shipped-files.js';

const scope = self as unknown as DedicatedWorkerGlobalScope;
serveInference(
  {
    postMessage: (message, transfer) => scope.postMessage(message, [...transfer]),
    onMessage: (listener) => {
      scope.addEventListener('message', (event) => listener(event.data));
    },
  },
  openModels({
    packSource: (files) => cachedPackSource(fetchPackSource(files), files),
    wasmPath: (files) => files,
    wasmFault,
  }),
);

/** tfjs says only that it does not start. */
async function wasmFault(files: FileAddresses): Promise<string | undefined> {
  const address = addressOf(files, 'tfjs-backend-wasm-simd.wasm');
  const fault = await askForFault(address, 'wasm');
  return fault && `The models cannot be computed: ${address} ${fault}. ${adviceFor('wasmUrl')}`;
}
