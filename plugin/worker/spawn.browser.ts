import { SmearError } from '../../models/domain/errors.js';
import { adviceFor, askForFault } from './asset-answers.js';
import { trustedScriptUrl } from '../../models/domain/trusted-types.js';
import type { WorkerHandle } from './worker-handle.js';

/**
 * Starts a module worker. A script on another origin is imported by a small module of this origin,
 * because browsers refuse to start workers from elsewhere; that origin must allow it by CORS.
 */
export function spawnBrowserWorker(url: string | URL): WorkerHandle {
  const { href, origin } = new URL(url, document.baseURI);
  // A sandboxed frame has an origin of its own, which is not that of its address.
  const own = origin === globalThis.origin || href.startsWith('blob:') || href.startsWith('data:');
  const start = own ? href : importingModule(href);
  const worker = new Worker(trustedScriptUrl(start), { type: 'module', name: 'smearlens' });
  let hasSpoken = false;
  let dead = false;
  return {
    postMessage: (message, transfer) => worker.postMessage(message, [...transfer]),
    onMessage: (listener) => {
      worker.addEventListener('message', (event: MessageEvent<unknown>) => {
        hasSpoken = true;
        listener(event.data);
      });
    },
    onDeath: (listener) => {
      const die = (event: Event): void => {
        if (dead) return;
        dead = true;
        const reason = event instanceof ErrorEvent && event.message ? event.message : undefined;
        if (hasSpoken || reason !== undefined) {
          const told = `The worker ${href} ended: ${reason ?? 'no reason given'}.`;
          listener(new SmearError('worker-failed', told));
        } else void neverStarted(href).then(listener);
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

/** The browser does not say why a script did not start; its server may. */
async function neverStarted(href: string): Promise<SmearError> {
  const fault = await askForFault(href, 'script');
  return new SmearError(
    'worker-failed',
    fault === undefined
      ? `The worker ${href} did not start. The page’s security policy must allow it (worker-src).`
      : `The worker did not start: ${href} ${fault}. ${adviceFor('workerUrl')}`,
  );
}

function importingModule(href: string): string {
  const source = `import ${JSON.stringify(href)};`;
  // Without an origin of its own (a sandboxed frame) Chromium starts no module from a blob.
  if (globalThis.origin === 'null') return `data:text/javascript,${encodeURIComponent(source)}`;
  return URL.createObjectURL(new Blob([source], { type: 'text/javascript' }));
}
