import { SmearError } from '../../models/domain/errors.js';

/** One event of a stream. */
export interface ServerEvent {
  readonly name: string;
  readonly data: string;
}

/** Of one event, in characters: the cells of a large part of a slide take a tenth of it. */
const LONGEST_EVENT = 256 * 1024 * 1024;

/**
 * The events of a body, as they come (HTML Living Standard, 9.2.6). `EventSource` cannot send a token, so that is done
 * here. Rejects where the line breaks, and with `tile-failed` where an event does not end; leaving the loop early lets go of
 * the body. `longest`: most characters of one event.
 */
export async function* readServerEvents(
  body: ReadableStream<Uint8Array>,
  longest = LONGEST_EVENT,
): AsyncGenerator<ServerEvent> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  // A line is put together when it is whole, so that a long one takes time in proportion to its length.
  let [lines, pieces, held]: [string[], string[], number] = [[], [], 0];
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      const [first = '', ...others] = decoder.decode(value, { stream: true }).split('\n');
      pieces.push(first);
      held += first.length;
      for (const next of others) {
        const line = pieces.join('').replace(/\r$/, '');
        pieces = [next];
        held += next.length;
        if (line !== '') {
          lines.push(line);
          continue;
        }
        const event = eventOf(lines);
        [lines, held] = [[], next.length];
        if (event) yield event;
      }
      if (held > longest)
        throw new SmearError('tile-failed', 'The analysis service sends an answer without an end.');
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

function eventOf(lines: readonly string[]): ServerEvent | undefined {
  const fields = lines.map((line) => /^([a-z]+): ?(.*)$/.exec(line));
  const data = fields.flatMap((field) => (field?.[1] === 'data' ? [field[2]] : []));
  if (data.length === 0) return undefined;
  const name = fields.find((field) => field?.[1] === 'event')?.[2] ?? 'message';
  return { name, data: data.join('\n') };
}
