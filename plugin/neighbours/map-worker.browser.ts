import { serveMap } from './map-worker.js';

const scope = self as unknown as DedicatedWorkerGlobalScope;
serveMap({
  postMessage: (message, transfer) => scope.postMessage(message, [...transfer]),
  onMessage: (listener) => {
    scope.addEventListener('message', (event) => listener(event.data));
  },
});
