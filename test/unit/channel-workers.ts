import { MessageChannel } from 'node:worker_threads';
import type { OpenAnalyst } from '../../plugin/worker/analyst.js';
import type { SpawnWorker } from '../../plugin/worker/client.js';
import { serveAnalyst } from '../../plugin/worker/handler.js';

/** Workers in this thread, over real message channels; the n-th opens the n-th way. */
export function workers(...ways: OpenAnalyst[]) {
  const deaths: ((cause: unknown) => void)[] = [];
  const ended = new Set<unknown>();
  const spawn: SpawnWorker = () => {
    const { port1, port2 } = new MessageChannel();
    const open = ways[Math.min(deaths.length, ways.length - 1)] as OpenAnalyst;
    serveAnalyst(
      {
        postMessage: (message, transfer) => port2.postMessage(message, transfer),
        onMessage: (listener) => void port2.on('message', listener),
      },
      open,
    );
    return {
      postMessage: (message, transfer) => port1.postMessage(message, transfer),
      onMessage: (listener) => void port1.on('message', listener),
      onDeath: (listener) => void deaths.push(listener),
      terminate: () => {
        ended.add(port1);
        port1.close();
      },
    };
  };
  return { spawn, deaths, started: () => deaths.length, running: () => deaths.length - ended.size };
}
