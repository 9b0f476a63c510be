import { readAdapted } from '../../models/classifier/adapted-classifier.js';
import { readReferenceRanges } from '../../plugin/count/reference-ranges.js';
import { decodeCounting } from '../../plugin/formats/count/counting-member.js';
import { readKindList } from '../../plugin/formats/count/kind-list-file.js';
import { readServerEvents } from '../../plugin/service/server-sent-events.js';
import { encodeShard, readShard } from '../../viewer-shell/results/shard-file.js';
import { SmearError } from '../../models/domain/errors.js';
import { readTileDescription } from '../../viewer-shell/web/tile-description.js';
import type { FileStore } from '../../viewer-shell/storage/file-store.js';
import { drawnCells } from '../unit/plugin/formats/geojson-cells.js';

/** What other programs call annotations: each is to be named for what it is. */
export const FOREIGN_TEXTS: readonly string[] = [
  'id,class,x,y\n1,Neutrophil,12.5,7\n2,"Lympho, small",3,4\n',
  'sep=;\nKlasse;x;y\nNeutrophil;1,5;2,5\n',
  JSON.stringify({
    info: { year: 2026 },
    images: [{ id: 1, width: 640, height: 480, file_name: 'a.png' }],
    categories: [{ id: 1, name: 'Neutrophil' }],
    annotations: [
      {
        id: 1,
        image_id: 1,
        category_id: 1,
        bbox: [1, 2, 30, 40],
        area: 900,
        segmentation: [[1, 2, 30, 2, 30, 40]],
      },
    ],
  }),
  '<?xml version="1.0"?><ASAP_Annotations><Annotations><Annotation Name="a" Type="Polygon"><Coordinates><Coordinate Order="0" X="1" Y="2"/></Coordinates></Annotation></Annotations></ASAP_Annotations>',
  '<Annotations MicronsPerPixel="0.25"><Annotation Id="1"><Regions><Region Id="1"><Vertices><Vertex X="1" Y="2" Z="0"/></Vertices></Region></Regions></Annotation></Annotations>',
  '<!doctype html><html><head><title>Sign in</title></head><body><form></form></body></html>',
  JSON.stringify({ version: '5.0', shapes: [{ label: 'a', points: [[1, 2]] }], imagePath: 'a.png' }),
  JSON.stringify({
    mag: 40,
    nuc: {
      1: {
        bbox: [
          [1, 2],
          [3, 4],
        ],
        centroid: [2, 3],
        contour: [[1, 2]],
      },
    },
  }),
];

export const KIND_LIST = JSON.stringify({
  format: 'smearlens-kinds',
  version: 1,
  title: 'Ours',
  kinds: [
    { name: 'Neutrophil', code: 'N', color: [0, 114, 178], counted: 'leukocyte' },
    { name: 'Neutrophil: Band', code: 'B', color: [1, 2, 3], counted: 'leukocyte' },
  ],
});
export const RANGES = JSON.stringify({
  source: 'ours',
  ranges: [
    { kind: 'Neutrophil', low: 40, high: 70 },
    { kind: 'Lymphocyte', low: 20, high: 45 },
  ],
});
export const COUNTING = JSON.stringify({
  areas: [{ name: 'a', box: { minX: 1, minY: 2, maxX: 300, maxY: 400 } }],
  limit: 100,
  basis: 'reviewed',
  size: { minUm: 6, maxUm: 30 },
  ranges: JSON.parse(RANGES) as unknown,
});
export const EVENTS =
  'event: cells\r\ndata: {"a":1}\r\n\r\n: ping\n\nid: 3\ndata: x\ndata: y\n\ndata: {"state":"done"}\n\n';

/** What a laboratory saves: its kinds, its ranges, how it counts. */
export function readLaboratory(text: string): void {
  const value: unknown = JSON.parse(text);
  const { format, ranges } = (value ?? {}) as Readonly<Record<string, unknown>>;
  if (format !== undefined) readKindList(text);
  else if (Array.isArray(ranges)) readReferenceRanges(text);
  else decodeCounting(value, { width: 640, height: 480 });
}

const FITTED = { hash: 'h', head: 'forest', classes: ['A', 'B', 'C'], features: 2 };
/** Of one tree. */
export const FOREST = {
  format: 1,
  features: 2,
  classes: ['A', 'B'],
  trees: [
    {
      feature: [0, -1, -1],
      threshold: [0, 0, 0],
      left: [1, 0, 0],
      right: [2, 0, 0],
      distribution: [3, 1, 0, 2],
    },
  ],
};
export const ADAPTED = JSON.stringify({
  format: 1,
  kind: 'smearlens-taught-classifier',
  packHash: FITTED.hash,
  head: FITTED.head,
  share: 0.5,
  cells: 20,
  noveltyThreshold: 0.3,
  forest: FOREST,
});

export const readLesson = (text: string): unknown => readAdapted(text, FITTED);

export async function readEvents(bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  for await (const { name, data } of readServerEvents(new Blob([bytes]).stream()))
    if (typeof name !== 'string' || typeof data !== 'string') throw new Error('an event that is none');
}

/** The cells that one of several machines has found. */
export function sampleShard(): string {
  const region = { minX: 0, minY: 0, maxX: 100, maxY: 100 };
  const found = [...drawnCells(2)];
  const head = { header: { run: {} }, shard: { index: 0, count: 2 }, slide: 'a' } as never;
  return [...encodeShard(head, [{ index: 0, total: 1, region, core: region, found }])].join('');
}

export async function readShardBytes(bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  const read = async (_: string, start: number, length: number) => bytes.slice(start, start + length);
  const store = { size: async () => bytes.length, read } as unknown as FileStore;
  const { tiles } = await readShard(store, 'a');
  for (const { index, total, found } of tiles) {
    if (!(index < total)) throw new Error(`the tile ${index} of ${total}`);
    for (const { box, outline } of found)
      if (!(box.maxX >= box.minX) || outline.some((at) => !Number.isFinite(at)))
        throw new Error('a cell without a place');
  }
}

/** Descriptions of tiles, in JSON; those in XML are read in a browser only. */
export const TILE_DESCRIPTIONS: readonly string[] = [
  {
    Image: {
      xmlns: 'http://schemas.microsoft.com/deepzoom/2008',
      ...{ Format: 'jpg', Overlap: '1', TileSize: '254', Size: { Width: '3000', Height: 2000 } },
      DisplayRect: [{ Rect: { X: 1, Y: 2, Width: 300, Height: 200, MinLevel: 9, MaxLevel: 11 } }],
    },
  },
  {
    '@context': 'http://iiif.io/api/image/2/context.json',
    '@id': 'https://elsewhere.example/iiif/slide',
    protocol: 'http://iiif.io/api/image',
    width: 3000,
    height: 2000,
    tiles: [{ width: 256, scaleFactors: [1, 2, 4, 8] }],
    sizes: [{ width: 375, height: 250 }],
    profile: ['http://iiif.io/api/image/2/level1.json', { formats: ['jpg'], qualities: ['default'] }],
  },
  {
    type: 'zoomifytileservice',
    width: 3000,
    height: 2000,
    tilesUrl: '/z/',
    tileSize: 256,
    fileFormat: 'png',
  },
  { type: 'legacy-image-pyramid', levels: [{ url: 'a.png', width: 300, height: 200 }] },
].map((description) => JSON.stringify(description));

export function readDescription(text: string): void {
  if (/^\s*</.test(text)) return;
  try {
    readTileDescription(text, 'https://here.example/slide.dzi');
  } catch (error) {
    // The page says what such an error says; others are faults.
    if ((error as Error).constructor === Error)
      throw new SmearError('slide-unreadable', (error as Error).message);
    throw error;
  }
}
