import { setTimeout as delay } from 'node:timers/promises';

export interface RetryOptions {
  /** How often a request is tried in all. */
  readonly attempts?: number;
  /** Before the second attempt; doubled before each further one. */
  readonly pauseMs?: number;
}

/** Answers up to this size are taken whole before they are handed on, so that one that breaks can be asked for again. */
const TAKEN_WHOLE_BYTES = 64 * 1024 * 1024;

/**
 * `fetch` for unsteady lines: what cannot be reached, breaks off in the middle or is told to come back later (429, 5xx)
 * is asked for again. For requests that may be repeated; an abort ends it with the signal's reason.
 */
export function retryingFetch(
  ask: typeof fetch,
  { attempts = 5, pauseMs = 500 }: RetryOptions = {},
): typeof fetch {
  return async (input, init) => {
    for (let attempt = 1; ; attempt++) {
      try {
        const answer = await ask(input, init);
        if (!isPassing(answer.status) || attempt >= attempts) return await takenWhole(answer);
        await answer.body?.cancel();
      } catch (error) {
        init?.signal?.throwIfAborted();
        if (attempt >= attempts) throw error;
      }
      await delay(pauseMs * 2 ** (attempt - 1), undefined, { signal: init?.signal ?? undefined }).catch(
        (error: unknown) => {
          init?.signal?.throwIfAborted();
          throw error;
        },
      );
    }
  };
}

function isPassing(status: number): boolean {
  return status === 408 || status === 429 || status >= 500;
}

async function takenWhole(answer: Response): Promise<Response> {
  const length = answer.headers.get('content-length');
  if (!answer.body || length === null || Number(length) > TAKEN_WHOLE_BYTES) return answer;
  const { status, statusText, headers } = answer;
  return new Response(await answer.arrayBuffer(), { status, statusText, headers });
}
