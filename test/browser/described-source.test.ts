import OpenSeadragon from 'openseadragon';
import { SmearError } from '../../plugin/index.js';
import { describedSource } from '../../viewer-shell/web/described-source.js';
import { fetchText } from '../../viewer-shell/web/fetch-text.js';
import { openSource } from '../../viewer-shell/web/open-source.js';
import { assert, assertEqual, rejection } from './assert.js';

const DEEP_ZOOM = 'http://schemas.microsoft.com/deepzoom/2008';
const deepZoom = (
  image = 'TileSize="254" Overlap="1" Format="jpg"',
  more = '',
  size = 'Width="7000" Height="5000"',
) =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<Image xmlns="${DEEP_ZOOM}" ${image}><Size ${size}/>${more}</Image>`;
const iiif2 = (more: object = {}) =>
  JSON.stringify({
    '@context': 'http://iiif.io/api/image/2/context.json',
    '@id': 'https://elsewhere.example/iiif/slide%2F1',
    protocol: 'http://iiif.io/api/image',
    width: 6001,
    height: 4100,
    tiles: [{ width: 512, scaleFactors: [1, 2, 4, 8, 16] }],
    profile: ['http://iiif.io/api/image/2/level2.json', { formats: ['jpg', 'png'], supports: ['sizeByW'] }],
    ...more,
  });
const iiif3 = (more: object = {}) =>
  JSON.stringify({
    '@context': ['http://www.w3.org/ns/anno.jsonld', 'http://iiif.io/api/image/3/context.json'],
    id: 'https://elsewhere.example/iiif/3/slide',
    type: 'ImageService3',
    protocol: 'http://iiif.io/api/image',
    profile: 'level1',
    preferredFormats: ['webp'],
    width: 6000,
    height: 4100,
    tiles: [{ width: 512, height: 256, scaleFactors: [1, 2, 4, 8] }],
    ...more,
  });

/** What is described, with addresses at which it may lie. */
const DESCRIPTIONS: Readonly<Record<string, string>> = {
  'Deep Zoom': deepZoom(),
  'Deep Zoom with an address of its tiles': deepZoom(
    'TileSize="256" Overlap="0" Format="png" Url="elsewhere/tiles/"',
  ),
  'Deep Zoom with a prefix': `<d:Image xmlns:d="${DEEP_ZOOM}" TileSize="256" Overlap="2" Format="PNG"><d:Size Width="900" Height="700"/></d:Image>`,
  'Deep Zoom that is stored in part': deepZoom(
    'TileSize="256" Overlap="0" Format="png"',
    '<DisplayRects><DisplayRect MinLevel="9" MaxLevel="13"><Rect X="300" Y="400" Width="1000" Height="600"/></DisplayRect></DisplayRects>',
  ),
  'Deep Zoom as JSON': JSON.stringify({
    Image: {
      xmlns: DEEP_ZOOM,
      Format: 'jpg?token=a',
      Overlap: '1',
      TileSize: '254',
      Size: { Width: '3000', Height: 2000 },
    },
  }),
  'IIIF 1.1': JSON.stringify({
    '@context': 'http://library.stanford.edu/iiif/image-api/1.1/context.json',
    '@id': 'https://elsewhere.example/iiif/1/slide',
    width: 6000,
    height: 4000,
    scale_factors: [1, 2, 4, 8],
    tile_width: 1024,
    tile_height: 512,
    profile: 'http://library.stanford.edu/iiif/image-api/1.1/compliance.html#level0',
  }),
  'IIIF 1.0': JSON.stringify({
    identifier: 'slide',
    width: 6000,
    height: 4000,
    scale_factors: [1, 2, 4],
    tile_width: 1024,
    tile_height: 1024,
    profile: 'http://library.stanford.edu/iiif/image-api/compliance.html#level0',
  }),
  'IIIF 2': iiif2(),
  'IIIF 2 with sizes of its levels': iiif2({
    sizes: [4, 2, 1].map((by) => ({ width: Math.ceil(6001 / by), height: Math.ceil(4100 / by) })),
    tiles: [{ width: 512, scaleFactors: [1, 2, 4] }],
  }),
  'IIIF 2 without tiles': iiif2({ tiles: undefined }),
  'IIIF 2 of whole pictures': iiif2({
    tiles: undefined,
    profile: ['http://iiif.io/api/image/2/level0.json', {}],
    sizes: [
      { width: 600, height: 410 },
      { width: 3000, height: 2050 },
    ],
  }),
  'IIIF 2 with tiles of two sizes': iiif2({
    tiles: [
      { width: 512, scaleFactors: [1, 2] },
      { width: 256, height: 128, scaleFactors: [4, 8, 16] },
    ],
  }),
  'IIIF 3': iiif3(),
  Zoomify: JSON.stringify({
    type: 'zoomifytileservice',
    width: 3000,
    height: 2000,
    tilesUrl: '/z/',
    fileFormat: 'png',
  }),
  TMS: JSON.stringify({ type: 'tiledmapservice', width: 3000, height: 2000, tilesUrl: '/t/' }),
  OSM: JSON.stringify({
    type: 'openstreetmaps',
    width: 4096,
    height: 4096,
    tilesUrl: 'https://elsewhere.example/o/',
  }),
  'a pyramid of whole pictures': JSON.stringify({
    type: 'legacy-image-pyramid',
    levels: [
      { url: 'a.png', width: 300, height: 200 },
      { url: 'b.png', width: 3000, height: 2000 },
    ],
  }),
  'a pyramid of whole pictures, in XML':
    '<image type="legacy-image-pyramid"><level url="a.png" width="300" height="200"/><level url="b.png" width="3000" height="2000"/></image>',
};

const ADDRESSES = [
  'https://here.example/slides/slide.dzi',
  'https://here.example/slides/slide.dzi?token=a&b=c',
  'https://here.example/slide.xml?a=/b',
  'https://here.example/iiif/slide/info.json',
];

/** As OpenSeadragon reads what its own request has brought. */
function asRead(text: string, address: string): OpenSeadragon.TileSource {
  const data: unknown = text.startsWith('<')
    ? new DOMParser().parseFromString(text, 'application/xml')
    : JSON.parse(text);
  const { determineType } = OpenSeadragon.TileSource as unknown as {
    determineType(source: object, data: unknown, address: string): typeof OpenSeadragon.DziTileSource;
  };
  const Source = determineType({}, data, address);
  const options = Source.prototype.configure(data as object, address) as object;
  return new Source(Object.assign(options, { ready: true }) as never);
}

/** Where the viewer would look for what. */
function asksFor(source: OpenSeadragon.TileSource): unknown {
  const { dimensions, minLevel, maxLevel, tileOverlap } = source;
  const levels = [];
  for (let level = minLevel; level <= maxLevel; level++) {
    const tiles = source.getNumTiles(level);
    const places = [0, 1, tiles.x - 1].flatMap((x) => [0, tiles.y - 1].map((y) => [x, y] as const));
    const addressOf = (x: number, y: number): string =>
      new URL(String(source.getTileUrl(level, x, y)), document.baseURI).href;
    levels.push({
      scale: source.getLevelScale(level),
      tiles,
      size: [source.getTileWidth(level), source.getTileHeight(level)],
      addresses: places.map(([x, y]) => [addressOf(x, y), source.tileExists(level, x, y)]),
    });
  }
  return { dimensions, minLevel, maxLevel, tileOverlap, levels };
}

function refusal(text: string, address = 'https://here.example/slide.dzi'): string {
  try {
    describedSource(text, address);
  } catch (error) {
    return String(error);
  }
  throw new Error(`${text} was taken for a slide`);
}

const zoomify = (more: object) =>
  JSON.stringify({ type: 'zoomifytileservice', width: 3000, height: 2000, tilesUrl: '/z/', ...more });

describe('a description of tiles', () => {
  for (const [name, text] of Object.entries(DESCRIPTIONS)) {
    it(`asks for the tiles that OpenSeadragon asks for: ${name}`, () => {
      for (const address of ADDRESSES)
        assertEqual(asksFor(describedSource(text, address)), asksFor(asRead(text, address)), address);
    });
  }

  it('of IIIF 1.0 in XML has the levels that it lists', () => {
    const text =
      '<info xmlns="http://library.stanford.edu/iiif/image-api/ns/"><identifier>slide</identifier><width>6000</width><height>4000</height><scale_factors><scale_factor>1</scale_factor><scale_factor>2</scale_factor><scale_factor>4</scale_factor></scale_factors><tile_width>1024</tile_width><tile_height>1024</tile_height></info>';
    const source = describedSource(text, 'https://here.example/slide/info.xml');
    assertEqual([source.maxLevel, source.dimensions.x], [2, 6000]);
    assertEqual(
      source.getTileUrl(0, 0, 0),
      'https://here.example/slide/0,0,4096,4000/1024,1000/0/native.jpg',
    );
  });

  const odd: Readonly<Record<string, readonly [text: string, says: RegExp]>> = {
    'tiles of one pixel': [
      deepZoom('TileSize="1" Overlap="0" Format="png"'),
      /tiles of 1 × 1 pixels are too small.*256/,
    ],
    'tiles of eight pixels': [deepZoom('TileSize="8" Overlap="0" Format="png"'), /tiles of 8 × 8 pixels/],
    'tiles of no pixels': [deepZoom('TileSize="0" Overlap="0" Format="png"'), /tile size is “0”/],
    'tiles of less than none': [deepZoom('TileSize="-256" Overlap="0" Format="png"'), /tile size is “-256”/],
    'tiles of no number': [deepZoom('TileSize="x" Overlap="0" Format="png"'), /tile size is “x”/],
    'tiles without a size': [deepZoom('Overlap="0" Format="png"'), /tile size is missing/],
    'more overlap than tile': [
      deepZoom('TileSize="256" Overlap="300" Format="png"'),
      /overlap is “300”.*0 to 256/,
    ],
    'less overlap than none': [deepZoom('TileSize="256" Overlap="-1" Format="png"'), /overlap is “-1”/],
    'a width of a billion pixels': [
      deepZoom(undefined, '', 'Width="1000000000" Height="500"'),
      /width is “1000000000”/,
    ],
    'no size': [`<Image xmlns="${DEEP_ZOOM}" TileSize="256" Overlap="0" Format="png"/>`, /width is missing/],
    'a part on a billion levels': [
      deepZoom(
        undefined,
        '<DisplayRect MinLevel="0" MaxLevel="1000000000"><Rect X="0" Y="0" Width="9" Height="9"/></DisplayRect>',
      ),
      /part is “1000000000”/,
    ],
    'a thousand and one parts': [
      deepZoom(
        undefined,
        '<DisplayRect MinLevel="0" MaxLevel="1"><Rect X="0" Y="0" Width="9" Height="9"/></DisplayRect>'.repeat(
          1001,
        ),
      ),
      /list of parts/,
    ],
    'a format that no browser shows': [
      deepZoom('TileSize="256" Overlap="0" Format="tif"'),
      /the format “tif”/,
    ],
    'XML that is damaged': [deepZoom().slice(0, -9), /XML is damaged/],
    'entities of its own': [`<!DOCTYPE a [<!ENTITY b "c">]>${deepZoom()}`, /declares a type of its own/],
    'a page': ['<!doctype html><title>Sign in</title>', /it is a page/],
    'a collection': [
      '<Collection xmlns="http://schemas.microsoft.com/deepzoom/2008"/>',
      /collection of slides/,
    ],
    'neither XML nor JSON': ['Service unavailable', /neither XML nor JSON/],
    'an empty answer': ['', /neither XML nor JSON/],
    null: ['null', /no description of tiles/],
    'other JSON': ['{"micronsPerPixel":0.2}', /no description of tiles that is known/],
    'IIIF with tiles of two pixels': [
      iiif2({ tiles: [{ width: 2, scaleFactors: [1, 2, 4] }] }),
      /tiles of 2 × 2 pixels/,
    ],
    'IIIF with tiny tiles on one level': [
      iiif2({
        tiles: [
          { width: 512, scaleFactors: [1, 2] },
          { width: 4, scaleFactors: [4] },
        ],
      }),
      /tiles of 4 × 4 pixels/,
    ],
    'IIIF without coarse levels': [
      iiif2({ width: 60_000, height: 40_000, tiles: [{ width: 256, scaleFactors: [1] }] }),
      /smallest level has 36895 tiles.*tiles of 256 pixels and levels down to one/,
    ],
    'IIIF with a scale factor of no size': [
      iiif2({ tiles: [{ width: 512, scaleFactors: [0] }] }),
      /scale factor is “0”/,
    ],
    'IIIF without an address': [iiif2({ '@id': undefined }), /id/],
    'IIIF without a width': [iiif3({ width: null }), /width is missing/],
    'Zoomify with tiles of less than none': [zoomify({ tileSize: -1 }), /tile size is “-1”/],
    'Zoomify with tiles of three pixels': [zoomify({ tileSize: 3 }), /tiles of 3 × 3 pixels/],
    'Zoomify without tiles': [zoomify({ tilesUrl: undefined }), /address of its tiles is missing/],
    'TMS without a size': [JSON.stringify({ type: 'tiledmapservice', tilesUrl: '/t/' }), /width is missing/],
    'a map of the world': [JSON.stringify({ type: 'openstreetmaps' }), /width is missing/],
    'a pyramid with an address that is none': [
      JSON.stringify({ type: 'legacy-image-pyramid', levels: [{ url: 'http://[', width: 9, height: 9 }] }),
      /no valid address/,
    ],
    'a pyramid of nothing': [JSON.stringify({ type: 'legacy-image-pyramid', levels: [] }), /no pictures/],
    'what is described elsewhere: IIP': [
      JSON.stringify({ iipsrv: '/fcgi-bin/iipsrv.fcgi', image: 'a.tif' }),
      /open the address of the slide itself/,
    ],
    'what is described elsewhere: Iris': [
      JSON.stringify({ type: 'iris', serverUrl: 'https://b.example', slideId: '1' }),
      /open the address of the slide/,
    ],
    'what is described elsewhere: a picture': [
      JSON.stringify({ type: 'image', url: 'a.png' }),
      /open the address of the slide/,
    ],
  };
  for (const [name, [text, says]] of Object.entries(odd)) {
    it(`is refused with what is wrong: ${name}`, () => {
      const said = refusal(text);
      assert(says.test(said), said);
    });
  }

  it('cannot set what is no part of a description', () => {
    const strange = {
      getTileUrl: 'x',
      ready: false,
      success: 'x',
      crossOriginPolicy: 'use-credentials',
      maxLevel: 1e9,
      url: 'https://b.example',
    };
    const text = iiif2(strange).replace('{', '{"__proto__":{"getNumTiles":1},');
    const address = 'https://here.example/iiif/slide/info.json';
    assertEqual(asksFor(describedSource(text, address)), asksFor(describedSource(iiif2(), address)));
    const source = describedSource(text, address) as unknown as Record<string, unknown>;
    for (const name of ['success', 'crossOriginPolicy', 'url']) assertEqual(source[name] ?? null, null, name);
  });

  it('may call its pictures by what every object inherits', async () => {
    const names = [...Object.getOwnPropertyNames(Object.prototype), 'prototype'];
    const levels = names.map((url, i) => ({ url, width: 100 + i, height: 100 + i }));
    const text = JSON.stringify({ type: 'legacy-image-pyramid', levels });
    const source = describedSource(text, 'https://here.example/slide.json');
    for (const [level, name] of names.entries())
      assertEqual(source.getTileUrl(level, 0, 0), new URL(name, document.baseURI).href);
    const [errors, element] = [[] as string[], document.body.appendChild(document.createElement('div'))];
    element.style.cssText = 'width:300px;height:200px';
    const viewer = OpenSeadragon({ element, drawer: 'canvas', showNavigationControl: false });
    const onError = (event: ErrorEvent): void => void errors.push(event.message);
    addEventListener('error', onError);
    try {
      const failed = new Promise((resolve) => viewer.addOnceHandler('tile-load-failed', resolve));
      viewer.open({ tileSource: source });
      await failed;
      assertEqual(errors, []);
    } finally {
      removeEventListener('error', onError);
      viewer.destroy();
      element.remove();
    }
  });

  it('is tiled as finely as TIFF allows, and not more finely', () => {
    assertEqual(
      describedSource(deepZoom('TileSize="16" Overlap="0" Format="png"'), 'https://a.example/a.dzi')
        .dimensions.x,
      7000,
    );
    assert(/15 × 15/.test(refusal(deepZoom('TileSize="15" Overlap="0" Format="png"'))));
  });
});

describe('an address of a description', () => {
  const { signal } = new AbortController();
  const url = new URL('https://here.example/slide.dzi');

  /** With other answers than the network's. */
  async function answering<T>(answer: typeof fetch, work: () => Promise<T>): Promise<T> {
    const { fetch } = window;
    window.fetch = answer;
    try {
      return await work();
    } finally {
      window.fetch = fetch;
    }
  }

  it('is asked once, and what it says then is what is shown', async () => {
    const asked: string[] = [];
    const answer: typeof fetch = async (input) => {
      asked.push(String(input));
      return new Response(deepZoom());
    };
    const { XMLHttpRequest } = window;
    window.XMLHttpRequest = class extends XMLHttpRequest {
      override open(method: string, address: string | URL): void {
        asked.push(`${method} ${address}`);
        super.open(method, address);
      }
    };
    try {
      const { source } = await answering(answer, () => openSource(`${url}?token=a#b.js`, signal));
      const tile = (source as OpenSeadragon.TileSource).getTileUrl(9, 1, 0);
      assertEqual(tile, 'https://here.example/slide_files/9/1_0.jpg?token=a');
    } finally {
      window.XMLHttpRequest = XMLHttpRequest;
    }
    assertEqual(asked, [`${url}?token=a#b.js`]);
  });

  it('says what is wrong where it cannot be shown', async () => {
    const error = await answering(
      async () => new Response(deepZoom('TileSize="1" Overlap="0" Format="png"')),
      () => rejection(openSource(url.href, signal)),
    );
    assert(error instanceof SmearError && error.code === 'slide-unsupported', String(error));
    assert(
      /slide\.dzi cannot be shown: its tiles of 1 × 1 pixels are too small/.test(error.message),
      error.message,
    );
  });

  it('is read in the encoding that it names, or the server', async () => {
    const text = deepZoom('TileSize="256" Overlap="0" Format="png" Url="Präparat/"');
    const utf16 = new Uint8Array(
      new Uint16Array([0xfeff, ...[...text].map((letter) => letter.charCodeAt(0))]).buffer,
    );
    const latin1 = (said: string) => Uint8Array.from(said, (letter) => letter.charCodeAt(0));
    const answers: readonly (readonly [Uint8Array<ArrayBuffer>, string])[] = [
      [new TextEncoder().encode(text), ''],
      [new TextEncoder().encode(`\ufeff${text}`), 'application/xml'],
      [utf16, 'application/xml'],
      [latin1(text), 'application/xml; charset=ISO-8859-1'],
      [latin1(text.replace('UTF-8', 'iso-8859-1')), 'application/xml'],
      [new TextEncoder().encode(text), 'application/xml; charset=none-such'],
    ];
    for (const [bytes, type] of answers) {
      const read = await answering(
        async () => new Response(bytes, { headers: { 'content-type': type } }),
        () => fetchText(url, signal),
      );
      assert(read.includes('Präparat'), `${type}: ${read}`);
    }
  });

  it('that does not answer, or not to its end, is given up with one message', async () => {
    const silent: typeof fetch = (_, options) =>
      new Promise((__, reject) =>
        options?.signal?.addEventListener('abort', () => reject(options.signal?.reason as Error)),
      );
    const halting: typeof fetch = async (_, options) => {
      const body = new ReadableStream({
        start: (controller) => {
          controller.enqueue(new TextEncoder().encode('<Image'));
          options?.signal?.addEventListener('abort', () => controller.error(options.signal?.reason));
        },
      });
      return new Response(body);
    };
    for (const answer of [silent, halting]) {
      const error = await answering(answer, () => rejection(fetchText(url, signal, 50)));
      assert(error instanceof SmearError && error.code === 'network', String(error));
      assert(/slide\.dzi did not answer within/.test(error.message), error.message);
    }
  });

  it('that answers without end is left', async () => {
    let sent = 0;
    const endless = () =>
      new ReadableStream({
        pull: (controller) => controller.enqueue(new Uint8Array((sent += 65_536) && 65_536)),
      });
    const error = await answering(
      async () => new Response(endless()),
      () => rejection(fetchText(url, signal)),
    );
    assert(error instanceof SmearError && error.code === 'slide-unreadable', String(error));
    assert(sent < 5 * 2 ** 20, `${sent} bytes`);
  });

  it('that the reader no longer wants is not waited for', async () => {
    const leaving = new AbortController();
    const silent: typeof fetch = (_, options) =>
      new Promise((__, reject) =>
        options?.signal?.addEventListener('abort', () => reject(options.signal?.reason as Error)),
      );
    const reading = answering(silent, () => rejection(fetchText(url, leaving.signal)));
    const reason = new Error('another slide');
    leaving.abort(reason);
    assert((await reading) === reason);
  });
});
