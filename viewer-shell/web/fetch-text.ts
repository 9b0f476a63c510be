import { SmearError } from '../../plugin/index.js';

/** The longest description of a slide by far is one of its stored parts. */
const MOST_BYTES = 4 * 1024 * 1024;
const PATIENCE_MS = 60_000;

/**
 * The text at an address, asked for once: what is checked is what is used. Rejects with the signal's reason or a `SmearError`:
 * `slide-not-found`, `slide-forbidden`, `slide-unreadable` where it is far too long, `network` where it has not come in time.
 */
export async function fetchText(url: URL, signal: AbortSignal, patienceMs = PATIENCE_MS): Promise<string> {
  signal.throwIfAborted();
  const reading = new AbortController();
  const stop = (): void => reading.abort(signal.reason);
  signal.addEventListener('abort', stop, { once: true });
  const message = `${url.href} did not answer within ${Math.round(patienceMs / 1000)} seconds. Check the connection and try again.`;
  const timer = setTimeout(() => reading.abort(new SmearError('network', message)), patienceMs);
  try {
    const response = await fetch(url, { signal: reading.signal });
    if (!response.ok) throw refusal(url, response.status);
    const bytes = await bytesOf(response, url);
    return decode(bytes, response.headers.get('content-type') ?? '');
  } catch (cause) {
    reading.signal.throwIfAborted();
    if (cause instanceof SmearError) throw cause;
    throw unreachable(url, cause);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
  }
}

async function bytesOf(response: Response, url: URL): Promise<Uint8Array<ArrayBuffer>> {
  const parts: BlobPart[] = [];
  let bytes = 0;
  const reader = response.body?.getReader();
  for (let part = await reader?.read(); part?.value; part = await reader?.read()) {
    parts.push(part.value);
    bytes += part.value.byteLength;
    if (bytes <= MOST_BYTES) continue;
    await reader?.cancel();
    const message = `${url.href} is longer than any description of a slide (${MOST_BYTES / 2 ** 20} MB). Check the address.`;
    throw new SmearError('slide-unreadable', message);
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

/** As a browser reads XML: by the mark at its start, the server's word, the text's own word, in this order. */
function decode(bytes: Uint8Array, type: string): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  const start = new TextDecoder('latin1').decode(bytes.subarray(0, 200));
  const named = /charset="?([\w-]+)/i.exec(type)?.[1] ?? /^<\?xml[^>]*encoding=["']([\w-]+)/.exec(start)?.[1];
  try {
    return new TextDecoder(named).decode(bytes);
  } catch {
    return new TextDecoder().decode(bytes); // an encoding that nobody knows: the letters that count are in all of them
  }
}

function refusal(url: URL, status: number): SmearError {
  const answer = `${url.href} answered ${status}.`;
  if (status === 404 || status === 410)
    return new SmearError('slide-not-found', `${answer} Check the address.`);
  if (status === 401 || status === 403) {
    return new SmearError('slide-forbidden', `${answer} Sign in there or ask the server’s administrator.`);
  }
  return new SmearError('network', `${answer} Try again later.`);
}

function unreachable(url: URL, cause: unknown): SmearError {
  const other = url.origin !== location.origin;
  const message = other
    ? `${url.href} could not be read: ${url.host} cannot be reached or does not allow access from this page (CORS).`
    : `${url.href} did not respond. Check the connection and try again.`;
  return new SmearError(other ? 'slide-forbidden' : 'network', message, { cause });
}
