import type OpenSeadragon from 'openseadragon';

/** What a tile source's download gave: the data, and in OpenSeadragon 6 the name of their type. */
export interface DownloadedTile {
  readonly data: unknown;
  readonly type?: string;
}

/** One tile of a source, as OpenSeadragon's own image jobs describe it. */
export interface TileAddress {
  readonly source: OpenSeadragon.TileSource;
  readonly tiledImage: OpenSeadragon.TiledImage;
  readonly level: number;
  readonly x: number;
  readonly y: number;
}

/** The download failed; `url` is where it was looked for. */
export class TileDownloadError extends Error {
  readonly url: string;

  constructor(url: string, message: string) {
    super(message);
    this.name = 'TileDownloadError';
    this.url = url;
  }
}

/** The loosely typed parts that differ between OpenSeadragon 4, 5 and 6. */
interface LooseSource {
  readonly levels?: readonly { readonly context2D?: CanvasRenderingContext2D }[];
  getTileUrl(level: number, x: number, y: number): string | (() => string);
  getTilePostData?(level: number, x: number, y: number): unknown;
  getTileAjaxHeaders?(level: number, x: number, y: number): object | null;
  downloadTileStart(job: object): unknown;
  downloadTileAbort?(job: object): void;
}

/**
 * Downloads a tile through the source's own `downloadTileStart`, the way OpenSeadragon 4 to 6 do.
 * Post data, headers and credentials are honoured; across origins CORS is always asked for, because pixels
 * of a tainted picture cannot be read. Abort rejects with the signal's reason; failure with `TileDownloadError`.
 */
export function downloadTile(address: TileAddress, signal: AbortSignal): Promise<DownloadedTile> {
  const { level, x, y } = address;
  const source = address.source as unknown as LooseSource;
  // Plain pictures of versions 4 and 5 keep a drawn canvas per level and download nothing.
  const drawn = source.levels?.[level]?.context2D;
  if (drawn) return Promise.resolve({ data: drawn, type: 'context2d' });
  return new Promise((resolve, reject) => {
    const given = source.getTileUrl(level, x, y);
    const url = typeof given === 'function' ? given() : given;
    const fail = (message: unknown) => {
      signal.removeEventListener('abort', abort);
      reject(new TileDownloadError(url, typeof message === 'string' ? message : 'the download failed'));
    };
    const job = jobFor(address, source, url, {
      fail,
      finish(data: unknown, _request: unknown, typeOrMessage: unknown) {
        // Third argument: an error message in 4 and 5, the name of the data's type in 6.
        if (data === null || data === undefined || data === false) return fail(typeOrMessage);
        signal.removeEventListener('abort', abort);
        resolve({ data, ...(typeof typeOrMessage === 'string' ? { type: typeOrMessage } : {}) });
      },
    });
    const abort = () => {
      reject(signal.reason);
      source.downloadTileAbort?.(job);
    };
    if (signal.aborted) return reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    Promise.resolve(source.downloadTileStart(job)).catch((error: unknown) =>
      fail(error instanceof Error ? error.message : error),
    );
  });
}

function jobFor(
  { level, x, y, tiledImage }: TileAddress,
  source: LooseSource,
  url: string,
  callbacks: {
    finish: (data: unknown, request: unknown, typeOrMessage: unknown) => void;
    fail: (message: unknown) => void;
  },
): object {
  const loose = tiledImage as unknown as {
    readonly loadTilesWithAjax?: boolean;
    readonly ajaxWithCredentials?: boolean;
    readonly ajaxHeaders?: object | null;
    readonly crossOriginPolicy?: string | false;
  };
  const loadWithAjax = loose.loadTilesWithAjax === true;
  const postData = source.getTilePostData?.(level, x, y) ?? null;
  const ajaxHeaders = loadWithAjax
    ? { ...loose.ajaxHeaders, ...source.getTileAjaxHeaders?.(level, x, y) }
    : null;
  const policy = loose.crossOriginPolicy || (isCrossOrigin(url) ? 'Anonymous' : false);
  const tile = {
    level,
    x,
    y,
    tiledImage,
    postData,
    ajaxHeaders,
    loadWithAjax,
    cacheKey: url,
    exists: true,
    getUrl: () => url,
  };
  return {
    src: url,
    tile,
    source,
    postData,
    loadWithAjax,
    ajaxHeaders,
    ajaxWithCredentials: loose.ajaxWithCredentials === true,
    crossOriginPolicy: policy,
    userData: {},
    data: null,
    ...callbacks,
  };
}

/**
 * Whether the page must ask for CORS to read what lies at this address. A page without an origin (in a sandboxed frame)
 * is a stranger to its own server, whose address it still has as `location.origin`.
 */
export function isCrossOrigin(url: string): boolean {
  const { document, origin: own } = globalThis;
  if (!document) return false;
  try {
    const { origin, protocol } = new URL(url, document.baseURI);
    return /^https?:$/.test(protocol) && origin !== own;
  } catch {
    // Not an address at all: a custom source that downloads by itself.
    return false;
  }
}
