import { SmearError } from '../../../models/domain/errors.js';

/** What an HTTP status that is no success means for the person who opened the slide. */
export function statusError(url: string, response: Pick<Response, 'status'>): SmearError {
  const { status } = response;
  if (status === 404 || status === 410) {
    return new SmearError('slide-not-found', `No slide was found at ${url} (status ${status}).`);
  }
  if (status === 401 || status === 403) {
    return new SmearError(
      'slide-forbidden',
      `The server denies access to ${url} (status ${status}). Sign in there or ask its administrator for access.`,
    );
  }
  return new SmearError('network', `The server of ${url} returned status ${status}. Try again later.`);
}

/**
 * Why a fetch was rejected. Browsers hide the reason on purpose, so an opaque request asks once more:
 * where that one succeeds, the server can be reached and only its CORS headers are missing
 * (`slide-forbidden`); otherwise it is `network`. `headers` are those of the request that must be allowed.
 */
export async function fetchError(
  url: string,
  cause: unknown,
  ask: typeof fetch,
  headers = 'Range',
): Promise<SmearError> {
  if (globalThis.navigator?.onLine === false) {
    return new SmearError('network', `This computer is offline, so ${url} cannot be read.`, { cause });
  }
  const page = globalThis.location?.origin;
  const crossOrigin = page !== undefined && new URL(url, globalThis.location.href).origin !== page;
  if (crossOrigin && (await answersOpaquely(url, ask))) {
    return new SmearError(
      'slide-forbidden',
      `The server of ${url} does not allow this page to read it. It must send “Access-Control-Allow-Origin: ${page}” (or “*”) and “Access-Control-Allow-Headers: ${headers}”.`,
      { cause },
    );
  }
  return new SmearError(
    'network',
    `The server of ${url} cannot be reached. Check the address and the connection.`,
    {
      cause,
    },
  );
}

async function answersOpaquely(url: string, ask: typeof fetch): Promise<boolean> {
  return ask(url, { mode: 'no-cors', method: 'HEAD' }).then(
    () => true,
    () => false,
  );
}
