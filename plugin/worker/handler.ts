import { SmearError } from '../../models/domain/errors.js';
import { carryError } from './carried-error.js';
import type { InferenceClient, OpenInference } from './inference-client.js';
import { transferable, type Asked, type FromWorker, type QuestionKind, type ToWorker } from './protocol.js';
import type { MessagePortLike } from './worker-handle.js';

/**
 * Answers the questions that come through the port, one after another in their order, because the
 * models can do one thing at a time. A question that was aborted before its turn is never begun.
 */
export function serveInference(port: MessagePortLike, open: OpenInference): void {
  const running = new Map<number, AbortController>();
  let inference: InferenceClient | undefined;
  let last: Promise<void> = Promise.resolve();

  const opened = (): InferenceClient => {
    if (inference) return inference;
    throw new SmearError('disposed', 'The models are not open. Open them first.');
  };
  const post = (message: FromWorker, transfer: readonly ArrayBuffer[] = []): void =>
    port.postMessage(message, transfer);

  const answer = async (asked: Asked, signal: AbortSignal): Promise<void> => {
    signal.throwIfAborted();
    const { id } = asked;
    const options = { signal, onProgress: (progress: unknown) => post({ kind: 'progress', id, progress }) };
    if (asked.kind === 'open') {
      inference = await open(asked.payload, options);
      post({ kind: 'answer', id, answer: inference.info });
      return;
    }
    const ask = <Kind extends QuestionKind>({ kind, payload }: Asked<Kind>) =>
      opened().ask(kind, payload, options);
    const result = await ask(asked);
    post({ kind: 'answer', id, answer: result }, transferable(result));
  };

  port.onMessage((data) => {
    const message = data as ToWorker;
    const { id } = message;
    if (message.kind === 'abort') {
      running.get(id)?.abort();
      return;
    }
    const controller = new AbortController();
    running.set(id, controller);
    last = last.then(async () => {
      try {
        await answer(message, controller.signal);
      } catch (error) {
        post({ kind: 'failed', id, error: carryError(error) });
      } finally {
        running.delete(id);
        // Whatever was aborted together with this one must arrive before the next begins.
        if (controller.signal.aborted) await new Promise((done) => setTimeout(done));
      }
    });
  });
}
