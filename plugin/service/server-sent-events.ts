/** One event of a stream. */
export interface ServerEvent {
  readonly name: string;
  readonly data: string;
}

/**
 * The events of a body, as they come (HTML Living Standard, 9.2.6). `EventSource` cannot send a token, so that is done
 * here. Rejects where the line breaks; leaving the loop early lets go of the body.
 */
export async function* readServerEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<ServerEvent> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let text = '';
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      text += decoder.decode(value, { stream: true });
      const blocks = text.split(/\r?\n\r?\n/);
      text = blocks.pop() ?? '';
      for (const block of blocks) {
        const event = parseBlock(block);
        if (event) yield event;
      }
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

function parseBlock(block: string): ServerEvent | undefined {
  const fields = block.split(/\r?\n/).map((line) => /^([a-z]+): ?(.*)$/.exec(line));
  const data = fields.flatMap((field) => (field?.[1] === 'data' ? [field[2]] : []));
  if (data.length === 0) return undefined;
  const name = fields.find((field) => field?.[1] === 'event')?.[2] ?? 'message';
  return { name, data: data.join('\n') };
}
