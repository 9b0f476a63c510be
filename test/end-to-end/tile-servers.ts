import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { SmallSlide } from './small-slide.js';

export interface TileServer {
  /** Ends with a slash; an origin of its own. */
  readonly url: string;
  /** Requests that were refused. */
  readonly refused: readonly string[];
  close(): Promise<void>;
}

/** What the server behind a portal's log-in wants to see. */
export const LOGIN = { header: 'x-portal-token', token: 'a-reader', cookie: 'portal=session' } as const;

/**
 * A tile server of another origin: IIIF Image API 2 and 3 (`iiif2/slide`, `iiif3/slide`), and plain tiles of 256 pixels
 * (`guarded/<level>/<x>_<y>.png`) that it gives only with the portal's header and cookie. All without loss.
 */
export async function serveTiles(slide: SmallSlide): Promise<TileServer> {
  const refused: string[] = [];
  const answer: RequestListener = (request, response) => {
    route(slide, request, response, refused).catch((error: unknown) =>
      response.writeHead(500).end(String(error)),
    );
  };
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: urlOf((server.address() as AddressInfo).port),
    refused,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const urlOf = (port: number): string => `http://localhost:${port}/`;

async function route(
  slide: SmallSlide,
  request: IncomingMessage,
  response: ServerResponse,
  refused: string[],
): Promise<void> {
  const { pathname } = new URL(request.url ?? '/', 'http://localhost');
  response.setHeader('access-control-allow-origin', request.headers.origin ?? '*');
  response.setHeader('access-control-allow-credentials', 'true');
  response.setHeader('access-control-allow-headers', LOGIN.header);
  if (request.method === 'OPTIONS') return void response.writeHead(204).end();
  const info = /^\/(iiif[23])\/slide\/info\.json$/.exec(pathname);
  if (info?.[1]) {
    const id = `${urlOf(request.socket.localPort ?? 0)}${info[1]}/slide`;
    response.setHeader('content-type', 'application/json');
    return void response.end(JSON.stringify(info[1] === 'iiif2' ? iiif2(id, slide) : iiif3(id, slide)));
  }
  const image = /^\/iiif[23]\/slide\/([^/]+)\/([^/]+)\/0\/default\.png$/.exec(pathname);
  if (image) return sendPng(response, slide, ...iiifPart(slide, image[1] ?? '', image[2] ?? ''));
  const tile = /^\/guarded\/(\d+)\/(\d+)_(\d+)\.png$/.exec(pathname);
  if (!tile) return void response.writeHead(404).end();
  if (
    request.headers[LOGIN.header] !== LOGIN.token ||
    !(request.headers.cookie ?? '').includes(LOGIN.cookie)
  ) {
    refused.push(pathname);
    return void response.writeHead(401).end();
  }
  const [level, x, y] = tile.slice(1).map(Number) as [number, number, number];
  const scale = 2 ** (maxLevelOf(slide) - level);
  const side = 256 * scale;
  const part = partWithin(slide, x * side, y * side, side, side);
  const size = { width: Math.ceil(part.width / scale), height: Math.ceil(part.height / scale) };
  return sendPng(response, slide, part, size);
}

interface Part {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

async function sendPng(response: ServerResponse, slide: SmallSlide, part: Part, size: Size): Promise<void> {
  const png = await slide
    .picture()
    .extract(part)
    .resize(size.width, size.height, { fit: 'fill' })
    .png()
    .toBuffer();
  response.writeHead(200, { 'content-type': 'image/png' }).end(png);
}

/** OpenSeadragon counts levels up to the one where a pixel is a pixel. */
export function maxLevelOf({ width, height }: Size): number {
  return Math.ceil(Math.log2(Math.max(width, height)));
}

function partWithin(slide: Size, left: number, top: number, width: number, height: number): Part {
  return {
    left,
    top,
    width: Math.min(width, slide.width - left),
    height: Math.min(height, slide.height - top),
  };
}

/** `full` or `x,y,w,h`; `full`, `max`, `w,`, `,h` or `w,h`. */
function iiifPart(slide: Size, region: string, size: string): [Part, Size] {
  const [x = 0, y = 0, w = slide.width, h = slide.height] =
    region === 'full' ? [] : region.split(',').map(Number);
  const part = partWithin(slide, x, y, w, h);
  if (size === 'full' || size === 'max') return [part, part];
  const [width = 0, height = 0] = size.split(',').map(Number);
  return [
    part,
    {
      width: width || Math.round((part.width * height) / part.height),
      height: height || Math.round((part.height * width) / part.width),
    },
  ];
}

const tiles = [{ width: 256, height: 256, scaleFactors: [1, 2, 4] }];

const iiif2 = (id: string, { width, height }: Size): object => ({
  '@context': 'http://iiif.io/api/image/2/context.json',
  '@id': id,
  protocol: 'http://iiif.io/api/image',
  profile: ['http://iiif.io/api/image/2/level2.json', { formats: ['jpg', 'png'] }],
  preferredFormats: ['png'],
  width,
  height,
  tiles,
});

const iiif3 = (id: string, { width, height }: Size): object => ({
  '@context': 'http://iiif.io/api/image/3/context.json',
  id,
  type: 'ImageService3',
  protocol: 'http://iiif.io/api/image',
  profile: 'level2',
  preferredFormats: ['png'],
  width,
  height,
  tiles,
});
