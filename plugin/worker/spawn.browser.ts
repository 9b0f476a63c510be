import { SmearError } from '../../models/domain/errors.js';
import type { WorkerHandle } from './worker-handle.js';

/**
 * Starts a module worker. A script on another origin is imported by a small module of this origin,
 * because browsers refuse to start workers from elsewhere; that origin must allow it by CORS.
 */
export function spawnBrowserWorker(url: string | URL): WorkerHandle {
  const { href, origin } = new URL(url, document.baseURI);
  const own = origin === location.origin || href.startsWith('blob:') || href.startsWith('data:');
  const start = own ? href : importingModule(href);
  const worker = new Worker(start, { type: 'module', name: 'smearlens' });
  let dead = false;
  return {
    postMessage: (message, transfer) => worker.postMessage(message, [...transfer]),
    onMessage: (listener) => {
      worker.addEventListener('message', (event: MessageEvent<unknown>) => listener(event.data));
    },
    onDeath: (listener) => {
      const die = (event: Event): void => {
        if (dead) return;
        dead = true;
        const reason = event instanceof ErrorEvent && event.message ? event.message : 'no reason given';
        listener(new SmearError('worker-failed', `The worker ${href} ended: ${reason}.`));
      };
      worker.addEventListener('error', die);
      worker.addEventListener('messageerror', die);
    },
    terminate: () => {
      dead = true;
      worker.terminate();
      if (!own) URL.revokeObjectURL(start);
    },
  };
}

function importingModule(href: string): string {
  const source = `import ${JSON.stringify(href)};`;
  return URL.createObjectURL(new Blob([source], { type: 'text/javascript' }));
}
