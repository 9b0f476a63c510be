import { MessageChannel } from 'node:worker_threads';
import { SmearError } from '../../../../models/domain/errors.js';
import type { RgbaTile } from '../../../../models/domain/tile.js';
import type { Answers, OpenInference } from '../../../../plugin/worker/inference-client.js';
import type { SpawnWorker, WorkerHandle } from '../../../../plugin/worker/worker-handle.js';
import { discInference } from '../../disc-slide.js';
import { serveInference } from '../../../../plugin/worker/handler.js';

/** A worker in this thread, over a real message channel; `open` is given what ends it. */
export function channelWorker(open: (die: (cause: unknown) => void) => OpenInference): WorkerHandle {
  const { port1, port2 } = new MessageChannel();
  const deaths: ((cause: unknown) => void)[] = [];
  const die = (cause: unknown): void => deaths.forEach((listener) => listener(cause));
  serveInference(
    {
      postMessage: (message, transfer) => port2.postMessage(message, transfer),
      onMessage: (listener) => void port2.on('message', listener),
    },
    open(die),
  );
  return {
    postMessage: (message, transfer) => port1.postMessage(message, transfer),
    onMessage: (listener) => void port1.on('message', listener),
    onDeath: (listener) => void deaths.push(listener),
    terminate: () => port1.close(),
  };
}

/** Workers in this thread; the n-th opens the n-th way. */
export function workers(...ways: OpenInference[]) {
  const deaths: ((cause: unknown) => void)[] = [];
  const ended = new Set<unknown>();
  const spawn: SpawnWorker = () => {
    const open = ways[Math.min(deaths.length, ways.length - 1)] as OpenInference;
    const worker = channelWorker((die) => {
      deaths.push(die);
      return open;
    });
    return {
      ...worker,
      terminate: () => {
        ended.add(worker);
        worker.terminate();
      },
    };
  };
  return { spawn, deaths, started: () => deaths.length, running: () => deaths.length - ended.size };
}

export const REQUEST = { packUrl: 'file:///pack/', wasmUrl: 'file:///wasm/' };

export const opens =
  (overrides: Partial<Answers> = {}): OpenInference =>
  async () =>
    discInference(overrides);

/** A white tile with so many dark spots, each a cell for `discInference`. */
export function tileWithSpots(count: number): RgbaTile {
  const data = new Uint8ClampedArray(64 * 64 * 4).fill(255);
  for (let i = 0; i < count; i++) data.fill(0, i * 5 * 4, (i * 5 + 2) * 4);
  return { width: 64, height: 64, data };
}

export const never = new Promise<never>(() => undefined);
export const lost = new SmearError('backend-lost', 'The graphics device was lost.');
