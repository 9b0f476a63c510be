import { SmearError } from '../../models/domain/errors.js';
import type { Analyst, OpenAnalyst } from './analyst.js';
import type { FromWorker, MessagePortLike, ToWorker, WorkerProgress } from './protocol.js';
import { carryError, transferable } from './protocol.js';

/**
 * Answers the questions that come through the port, one after another in their order, because the
 * models can do one thing at a time. A question that was given up before its turn is never begun.
 */
export function serveAnalyst(port: MessagePortLike, open: OpenAnalyst): void {
  const running = new Map<number, AbortController>();
  let analyst: Analyst | undefined;
  let last: Promise<void> = Promise.resolve();

  const opened = (): Analyst => {
    if (analyst) return analyst;
    throw new SmearError('disposed', 'The models are not open. Open them first.');
  };

  const answer = async (message: Exclude<ToWorker, { kind: 'abort' }>, signal: AbortSignal) => {
    signal.throwIfAborted();
    const onProgress = (progress: WorkerProgress) =>
      port.postMessage({ kind: 'progress', id: message.id, progress } satisfies FromWorker, []);
    switch (message.kind) {
      case 'open': {
        analyst = await open(message.question, { signal, onProgress });
        return analyst.info;
      }
      case 'analyse': {
        const { tile, threshold } = message.question;
        return opened().analyse(tile, { threshold, signal });
      }
      case 'rebuild':
        return opened().rebuild(message.question.embeddings, { signal });
      case 'teach':
        return opened().teach(message.question, { signal, onProgress });
      case 'name': {
        const { rows, taught } = message.question;
        return opened().name(rows, taught, { signal, onProgress });
      }
      case 'use':
        return opened().use(message.question.taught);
      case 'tensorCount':
        return opened().tensorCount();
    }
  };

  port.onMessage((data) => {
    const message = data as ToWorker;
    if (message.kind === 'abort') {
      running.get(message.id)?.abort();
      return;
    }
    const { id } = message;
    const controller = new AbortController();
    running.set(id, controller);
    last = last.then(async () => {
      try {
        const result = await answer(message, controller.signal);
        const transfer = message.kind === 'open' ? [] : transferable(result);
        port.postMessage({ kind: 'answer', id, answer: result } satisfies FromWorker, transfer);
      } catch (error) {
        port.postMessage({ kind: 'failed', id, error: carryError(error) } satisfies FromWorker, []);
      } finally {
        running.delete(id);
        // What was given up together with this one is still to be heard of before the next begins.
        if (controller.signal.aborted) await new Promise((done) => setTimeout(done));
      }
    });
  });
}
