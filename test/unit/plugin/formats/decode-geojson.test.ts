import { seededRandom } from '../../../../models/domain/seeded-random.js';
import type { Polygon } from '../../../../models/domain/rings/polygon.js';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import type { Cell } from '../../../../models/domain/cell.js';
import { SmearError } from '../../../../models/domain/errors.js';
import { FeatureText } from '../../../../plugin/formats/coordinate-text.js';
import type { DecodeOptions } from '../../../../plugin/formats/decode-cell.js';
import {
  decodeGeoJson,
  GeoJsonDecoder,
  type DecodedGeoJson,
} from '../../../../plugin/formats/decode-geojson.js';
import { encodeGeoJson, type GeoJsonHeader } from '../../../../plugin/formats/geojson.js';
import { readGeoJson } from '../../../../plugin/formats/read-geojson.js';
import { polygonArea } from '../../../../models/domain/rings/polygon.js';
import { isSimpleRing } from '../../../../models/domain/rings/simple-ring.js';
import { streamGeoJson, writeGeoJson } from '../../../../plugin/formats/write-geojson.js';
import { CLASSES, drawnCells, wavyRing } from './geojson-cells.js';

const HEADER: GeoJsonHeader = {
  version: '0.1.0',
  pack: 'base 1',
  packHash: 'a'.repeat(64),
  micronsPerPixel: 0.1,
  resolutionSource: 'metadata',
  backend: 'wasm',
  threshold: 0.5,
  width: 100_000,
  height: 100_000,
};
const NOW = '2026-05-05T10:00:00.000Z';

function options(changes: Partial<DecodeOptions> = {}): DecodeOptions {
  let made = 0;
  return {
    classes: CLASSES,
    at: NOW,
    by: 'Dr. Weber',
    newId: () => `11111111-0000-4000-8000-${String((made += 1)).padStart(12, '0')}`,
    ...changes,
  };
}

const decode = (value: unknown, changes?: Partial<DecodeOptions>): DecodedGeoJson =>
  decodeGeoJson(JSON.stringify(value), options(changes));

function only(value: unknown): Cell {
  const { cells, skipped } = decode(value);
  assert.deepEqual(skipped, []);
  assert.equal(cells.length, 1);
  return cells[0] as Cell;
}

const encode = (cells: Iterable<Cell>, embedding = true): string =>
  [...encodeGeoJson(cells, { header: HEADER, classes: CLASSES, embedding })].join('');

type Position = readonly [number, number];
const RING: Position[] = [
  [10, 10],
  [90, 10],
  [90, 80],
  [10, 80],
  [10, 10],
];
const POLYGON = { type: 'Polygon', coordinates: [RING] };
const ID = '8dcd0271-a084-4917-a1ef-5154b1a93401';
const feature = (properties: unknown, changes: object = {}): object => ({
  type: 'Feature',
  id: ID,
  geometry: POLYGON,
  properties,
  ...changes,
});

/** Greatest distance of a corner of one ring from the other ring. */
function distanceBetween(a: Polygon, b: Polygon): number {
  let greatest = 0;
  for (let i = 0; i < a.length; i += 2) {
    const [x, y] = [a[i] as number, a[i + 1] as number];
    let least = Infinity;
    for (let j = 0, k = b.length - 2; j < b.length; k = j, j += 2) {
      const [fromX, fromY] = [b[k] as number, b[k + 1] as number];
      const [sideX, sideY] = [(b[j] as number) - fromX, (b[j + 1] as number) - fromY];
      const along = ((x - fromX) * sideX + (y - fromY) * sideY) / (sideX ** 2 + sideY ** 2 || 1);
      const t = Math.max(0, Math.min(1, along));
      least = Math.min(least, Math.hypot(x - fromX - t * sideX, y - fromY - t * sideY));
    }
    greatest = Math.max(greatest, least);
  }
  return greatest;
}

function assertSameRing(read: Polygon, written: Polygon): void {
  assert.ok(distanceBetween(read, written) <= 0.01 && distanceBetween(written, read) <= 0.01);
}

function assertSameCell(read: Cell, written: Cell): void {
  const { box, outline, nuclei, ...rest } = written;
  const { box: readBox, outline: readOutline, nuclei: readNuclei, ...readRest } = read;
  assert.deepEqual(readRest, rest);
  for (const edge of ['minX', 'minY', 'maxX', 'maxY'] as const) {
    assert.ok(Math.abs(readBox[edge] - box[edge]) <= 0.01, edge);
  }
  assertSameRing(readOutline, outline);
  assert.equal(readNuclei.length, nuclei.length);
  readNuclei.forEach((part, i) => assertSameRing(part, nuclei[i] as Polygon));
}

describe('our own GeoJSON', () => {
  it('comes back as it went out, to a hundredth of a pixel, with everything that was said', () => {
    const cells = [...drawnCells(60)];
    const { cells: read, skipped, repaired, header } = decodeGeoJson(encode(cells), options());
    assert.deepEqual([skipped, repaired, read.length], [[], 0, 60]);
    read.forEach((cell, i) => assertSameCell(cell, cells[i] as Cell));
    assert.equal(header?.packHash, HEADER.packHash);
  });

  it('comes back whatever the cells are', () => {
    const number = fc.double({ min: 0, max: 1, noNaN: true });
    const words = fc
      .string({ minLength: 1, maxLength: 30, unit: 'grapheme-ascii' })
      .map((text) => `c${text.trim()}`);
    const label = fc.oneof(
      fc.constantFrom(...CLASSES),
      fc.record(
        {
          name: words.filter((name) => !name.includes(':') && !/\s\s/.test(name)),
          code: fc.constantFrom('X', 'YZ'),
          color: fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255)),
        },
        { noNullPrototype: true },
      ),
    );
    const review = fc.option(
      fc.record(
        {
          suggested: fc.constantFrom(...CLASSES),
          confirmed: fc.boolean(),
          rejected: fc.constant(true),
          outlined: fc.constant(true),
          at: fc.constant('2026-02-03T04:05:06.789Z'),
          by: fc.constantFrom('Dr. Weber', 'Özgür <b>Kaya</b>'),
        },
        { requiredKeys: ['confirmed', 'at'], noNullPrototype: true },
      ),
      { nil: undefined },
    );
    const cell = fc
      .record({
        seed: fc.nat(1e6),
        x: fc.nat(60_000),
        y: fc.nat(60_000),
        corners: fc.integer({ min: 5, max: 60 }),
        score: number,
        error: number,
        label,
        review,
      })
      .map(({ seed, x, y, corners, score, error, label: called, review: said }): Cell => {
        const [drawn] = [...drawnCells(1, 48, seed)];
        const outline = wavyRing(x + 100, y + 100, 40, corners, seededRandom(seed));
        return {
          ...(drawn as Cell),
          outline,
          nuclei: [wavyRing(x + 100, y + 100, 12, 9, seededRandom(seed + 1))],
          box: { minX: x + 50.123, minY: y + 50.456, maxX: x + 150.789, maxY: y + 151.111 },
          score,
          reconstructionError: error,
          label: called,
          ...(said ? { review: said } : {}),
        };
      });
    fc.assert(
      fc.property(cell, (written) => {
        const { cells } = decodeGeoJson(encode([written]), options());
        assertSameCell(cells[0] as Cell, written);
      }),
      { numRuns: 60 },
    );
  });

  it('keeps rejected cells where others do not take them for cells', () => {
    const [drawn] = [...drawnCells(1)];
    const cell: Cell = {
      ...(drawn as Cell),
      review: { suggested: CLASSES[0], confirmed: false, rejected: true, at: NOW },
    };
    const text = encode([cell]);
    assert.deepEqual((JSON.parse(text) as { features: unknown[] }).features, []);
    assertSameCell(decodeGeoJson(text, options()).cells[0] as Cell, cell);
  });

  it('is the same, however it is cut into pieces on its way', () => {
    const text = encode(drawnCells(3));
    const whole = decodeGeoJson(text, options());
    fc.assert(
      fc.property(fc.array(fc.nat(text.length), { maxLength: 8 }), (cuts) => {
        const decoder = new GeoJsonDecoder(options());
        const places = [0, ...cuts.sort((a, b) => a - b), text.length];
        for (let i = 1; i < places.length; i++) decoder.push(text.slice(places[i - 1], places[i]));
        assert.deepEqual(decoder.end(), whole);
      }),
      { numRuns: 40 },
    );
  });

  it('that was renamed in QuPath comes back as a correction, with what the model had said', () => {
    const [drawn] = [...drawnCells(1)];
    const file = JSON.parse(encode([drawn as Cell])) as {
      features: { properties: Record<string, unknown> }[];
    };
    (file.features[0] as (typeof file.features)[0]).properties['classification'] = {
      name: 'Lymphocyte',
      color: [1, 2, 3],
    };
    const { label, review } = only(file);
    assert.equal(label, CLASSES[2]);
    assert.deepEqual(review, { suggested: CLASSES[0], confirmed: true, at: NOW, by: 'Dr. Weber' });
  });
});

describe('coordinates read by our own hand', () => {
  it('are to the last bit what JSON.parse makes of them', () => {
    const number = fc.oneof(
      fc.double({ min: -1e5, max: 1e5, noNaN: true }),
      fc.integer({ min: -1_000_000, max: 1_000_000 }).map((value) => value / 100),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
    );
    const ring = fc.array(fc.tuple(number, number), { minLength: 1, maxLength: 8 });
    const plain = (value: unknown): unknown => {
      const { type, polygons } = value as { type?: string; polygons: Float64Array[][] };
      if (type === undefined) return value;
      const lists = polygons.map((rings) =>
        rings.map((flat) =>
          Array.from({ length: flat.length / 2 }, (_, i) => [flat[2 * i], flat[2 * i + 1]]),
        ),
      );
      return type === 'Polygon' ? lists[0] : lists;
    };
    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(ring, { minLength: 1, maxLength: 3 }),
          fc.array(fc.array(ring, { minLength: 1 }), { minLength: 1, maxLength: 3 }),
        ),
        (coordinates) => {
          const text = JSON.stringify({
            a: 'coordinates',
            geometry: { coordinates },
            properties: { coordinates: 0 },
          });
          const read = new FeatureText().parse(text) as { geometry: { coordinates: unknown } };
          const expected = JSON.parse(text) as { geometry: { coordinates: unknown } };
          assert.deepEqual(plain(read.geometry.coordinates), expected.geometry.coordinates);
        },
      ),
    );
  });
});

describe('GeoJSON of others', () => {
  it('is read as a collection, a feature, a list or a bare geometry', () => {
    for (const value of [
      { type: 'FeatureCollection', features: [feature({})] },
      { features: [feature({})] },
      feature({}),
      [feature({})],
      [{ type: 'FeatureCollection', features: [feature(null)] }],
      POLYGON,
      [POLYGON],
    ]) {
      assert.deepEqual([...only(value).outline], [10, 10, 90, 10, 90, 80, 10, 80]);
    }
  });

  it('gives cells that were drawn by hand as cells that a person added', () => {
    const cell = only(
      feature({ objectType: 'annotation', classification: { name: 'Lymphocyte', color: [1, 2, 3] } }),
    );
    assert.equal(cell.id, ID);
    assert.equal(cell.label, CLASSES[2]);
    assert.equal(cell.score, 1);
    assert.deepEqual([cell.probabilities.length, cell.embedding.length], [0, 0]);
    assert.deepEqual(cell.review, { confirmed: true, outlined: true, at: NOW, by: 'Dr. Weber' });
    const unnamed = only(feature({ objectType: 'annotation' }));
    assert.equal(unnamed.label.name, 'Unknown');
    assert.equal(unnamed.review?.confirmed, false);
  });

  it('names classes in every way that QuPath, TissUUmaps and DSA know', () => {
    const named = (properties: object): string => only(feature(properties)).label.name;
    assert.equal(named({ classification: { name: 'neutrophil', colorRGB: -3670016 } }), 'Neutrophil');
    assert.equal(named({ classification: 'Lymphocyte' }), 'Lymphocyte');
    assert.equal(
      named({ classification: { names: ['Neutrophil', 'Band'], color: [0, 0, 0] } }),
      'Neutrophil: Band',
    );
    assert.equal(
      named({ classification: { name: 'Neutrophil:Band', color: [0, 0, 0] } }),
      'Neutrophil: Band',
    );
    assert.equal(
      named({
        classification: { name: 'Band', parentClass: { name: 'Neutrophil', colorRGB: 1 }, colorRGB: 1 },
      }),
      'Neutrophil: Band',
    );
    assert.equal(
      named({ label: { value: 'Erythroblast' }, group: 'x', lineColor: 'rgb(1, 2, 3)' }),
      'Erythroblast',
    );
    assert.equal(named({ group: 'Lymphocyte' }), 'Lymphocyte');
    assert.equal(named({ classification: null }), 'Unknown');
    const toxic = only(feature({ classification: { name: 'Neutrophil: Toxic', color: [9, 8, 7] } })).label;
    assert.deepEqual(toxic, { name: 'Neutrophil: Toxic', code: 'N', color: [9, 8, 7] });
    const other = only(feature({ label: { value: 'Plasma cell' }, lineColor: '#0a0b0c' })).label;
    assert.deepEqual(other, { name: 'Plasma cell', code: 'PC', color: [10, 11, 12] });
  });

  it('reads measurements as a map and as a list, and none that is no number', () => {
    const measured = { 'Detection probability': 0.5, 'Probability: Lymphocyte': 0.25, Novelty: 'NaN' };
    const list = Object.entries(measured).map(([name, value]) => ({ name, value }));
    for (const measurements of [measured, list]) {
      const cell = only(feature({ objectType: 'cell', measurements }));
      assert.equal(cell.score, 0.5);
      assert.deepEqual([...cell.probabilities], [0, 0, 0.25, 0]);
      assert.equal(cell.novelty, undefined);
      assert.equal(cell.review, undefined, 'found by a program, looked at by nobody');
    }
  });

  it('reads numbers that Java writes as bare words', () => {
    const text = JSON.stringify(
      feature({ objectType: 'cell', measurements: { Novelty: 7, A: 'NaN stays' } }),
    );
    const { cells } = decodeGeoJson(`[${text.replace('"Novelty":7', '"Novelty":-Infinity')}]`, options());
    assert.equal(cells[0]?.novelty, undefined);
    assert.equal(cells.length, 1);
  });

  it('takes the nucleus with its lobes, and the largest part of a cell in several', () => {
    const small = RING.map(([x, y]): Position => [x / 10 + 20, y / 10 + 20]);
    const large = RING.map(([x, y]): Position => [x / 3 + 30, y / 3 + 30]);
    const several = { type: 'MultiPolygon', coordinates: [[small], [large]] };
    const cell = only(feature({ objectType: 'cell' }, { nucleusGeometry: several }));
    assert.deepEqual(
      cell.nuclei.map((part) => part.length),
      [8, 8],
    );
    assert.ok((cell.nuclei[0]?.[2] ?? 0) > 55, 'the largest first');
    assert.ok((only(feature({ objectType: 'cell' }, { geometry: several })).outline[2] ?? 0) > 55);
    const drawn = decode(feature({}, { geometry: several })).cells;
    assert.equal(drawn.length, 2, 'two drawn parts are two cells');
    assert.notEqual(drawn[0]?.id, drawn[1]?.id);
  });

  it('gives an id where there is none, or an old name of a type in its place', () => {
    assert.match(only(feature({}, { id: undefined })).id, /^11111111-/);
    assert.match(only(feature({}, { id: 'PathCellObject' })).id, /^11111111-/);
    assert.match(only(feature({}, { id: 7 })).id, /^11111111-/);
  });

  it('finds cells inside a drawn region, and does not take the region for one', () => {
    const region = feature(
      { objectType: 'annotation', childObjects: [feature({ objectType: 'cell' })] },
      { id: undefined },
    );
    const { cells, skipped } = decode([region]);
    assert.deepEqual([cells.length, skipped], [1, [{ reason: 'region', count: 1, first: 1 }]]);
    const wide = { type: 'Polygon', coordinates: [RING.map(([x, y]) => [x * 100, y * 100])] };
    assert.equal(decode(feature({}, { geometry: wide })).skipped[0]?.reason, 'region');
  });

  it('passes over what is no cell, and says what and where', () => {
    const { cells, skipped } = decode(
      [
        feature({}, { geometry: null }),
        feature({}, { geometry: { type: 'Point', coordinates: [1, 2] } }),
        feature({ objectType: 'tile' }),
        7,
        feature({}),
        feature({}),
        feature(
          {},
          {
            id: undefined,
            geometry: { type: 'Polygon', coordinates: [RING.map(([x, y]) => [x + 5000, y])] },
          },
        ),
      ],
      { slide: { width: 1000, height: 1000 } },
    );
    assert.equal(cells.length, 1);
    assert.deepEqual(skipped, [
      { reason: 'no-outline', count: 2, first: 1 },
      { reason: 'other-object', count: 1, first: 3 },
      { reason: 'not-a-feature', count: 1, first: 4 },
      { reason: 'duplicate', count: 1, first: 6 },
      { reason: 'outside', count: 1, first: 7 },
    ]);
  });
});

describe('hostile GeoJSON', () => {
  const failure = (text: string): SmearError => {
    try {
      decodeGeoJson(text, options());
    } catch (error) {
      assert.ok(error instanceof SmearError, String(error));
      return error;
    }
    assert.fail('it was read');
  };

  it('that is broken is refused, with the place', () => {
    const good = encode(drawnCells(2));
    for (const text of [
      '',
      '   ',
      'hello',
      '{"a":1}',
      good.slice(0, -30),
      `${good} x`,
      '[1 2]',
      '{"features" []}',
      '[,]',
    ]) {
      assert.equal(failure(text).code, 'import-unreadable', text.slice(0, 20));
    }
    assert.match(failure('[{"type":"Feature","id":]').message, /is broken.*\(at character \d+\)/);
  });

  it('gives no coordinates that are no numbers', () => {
    const bad = [null, 'NaN', 'Infinity', {}, [], true, 1e308, -1e9];
    for (const value of bad) {
      const geometry = {
        type: 'Polygon',
        coordinates: [
          [
            [0, 0],
            [9, value],
            [9, 9],
            [0, 0],
          ],
        ],
      };
      const { cells, skipped } = decode(feature({}, { geometry }));
      assert.deepEqual([cells.length, skipped[0]?.reason], [0, 'bad-coordinates'], String(value));
    }
    const { cells, skipped } = decodeGeoJson(
      '[{"type":"Feature","geometry":{"type":"Polygon","coordinates":[[[0,0],[NaN,1],[1e999,2],[0,0]]]}}]',
      options(),
    );
    assert.deepEqual([cells.length, skipped[0]?.reason], [0, 'bad-coordinates']);
  });

  it('has its self-crossing rings made simple and counted, and rings without an area skipped', () => {
    const hourglass = {
      type: 'Polygon',
      coordinates: [
        [
          [0, 0],
          [90, 90],
          [90, 0],
          [0, 90],
          [0, 0],
        ],
      ],
    };
    const { cells, repaired } = decode(feature({}, { geometry: hourglass }));
    const { outline } = cells[0] as Cell;
    assert.equal(repaired, 1);
    assert.ok(isSimpleRing(outline));
    assert.ok(Math.abs(polygonArea(outline) - 4050) < 0.01, 'the area of both halves');
    for (const ring of [
      [
        [0, 0],
        [5, 5],
        [9, 9],
        [0, 0],
      ],
      [
        [1, 1],
        [1, 1],
        [1, 1],
        [1, 1],
      ],
      [
        [0, 0],
        [1, 1],
      ],
    ]) {
      const { skipped } = decode(feature({}, { geometry: { type: 'Polygon', coordinates: [ring] } }));
      assert.equal(skipped[0]?.reason, 'no-area');
    }
  });

  it('names its classes in plain text of bounded length', () => {
    const script = only(
      feature({ classification: { name: '<script>alert(1)</script>', color: [0, 0, 0] } }),
    ).label;
    assert.equal(script.name, '<script>alert(1)</script>', 'text, and nothing but text');
    const long = only(
      feature({ classification: { name: `\u202e\u0000a\n${'x'.repeat(1e5)}`, color: [0, 0, 0] } }),
    ).label;
    assert.ok(long.name.length <= 100 && !/\p{C}/u.test(long.name));
    const text =
      '[{"type":"Feature","geometry":' +
      JSON.stringify(POLYGON) +
      ',"properties":{"__proto__":{"objectType":"tile"},"measurements":{"__proto__":1,"toString":2},"classification":{"name":"__proto__","color":[1,2,3]}}}]';
    const { cells } = decodeGeoJson(text, options());
    assert.equal(cells[0]?.label.name, '__proto__');
    assert.equal(({} as Record<string, unknown>)['objectType'], undefined);
  });

  it('says when somebody reviewed a cell by times that exist alone', () => {
    const reviewedAt = (at: string): string | undefined =>
      only(
        feature({
          objectType: 'cell',
          measurements: { 'Detection probability': 1 },
          metadata: { 'smearlens:confirmed': 'true', 'smearlens:at': at },
        }),
      ).review?.at;
    const times = ['2026-02-03T04:05:06.789Z', '2026-12-31T23:59Z', '2026-02-03T04:05:06+05:30'];
    assert.deepEqual(times.map(reviewedAt), times);
    const impossible = [
      '2026-13-03T04:05:06Z',
      '2026-00-03T04:05:06Z',
      '2026-02-03T25:05:06Z',
      '2026-02-32T04:05:06Z',
      '2026-02-03T04:60:06Z',
    ];
    assert.deepEqual(
      impossible.map(reviewedAt),
      impossible.map(() => undefined),
    );
  });

  it('of ten million points does not get in', () => {
    const ring = `[${Array.from({ length: 6000 }, (_, i) => `[${i},${i % 7}]`).join()}]`;
    const many = decodeGeoJson(
      `[{"type":"Feature","geometry":{"type":"Polygon","coordinates":[${ring}]}}]`,
      options(),
    );
    assert.equal(many.skipped[0]?.reason, 'too-many-points');
    const decoder = new GeoJsonDecoder(options());
    decoder.push('[{"type":"Feature","geometry":{"type":"Polygon","coordinates":[[');
    const piece = '[1.5,2.5],'.repeat(100_000);
    for (let i = 0; i < 100; i++) decoder.push(piece);
    decoder.push(`[1,1]]]}},${JSON.stringify(feature({}))}]`);
    const { cells, skipped } = decoder.end();
    assert.deepEqual([cells.length, skipped], [1, [{ reason: 'too-long', count: 1, first: 1 }]]);
  });

  it('nested a hundred thousand times is skipped', () => {
    const deep = '['.repeat(1e5) + ']'.repeat(1e5);
    for (const text of [
      `[${deep}]`,
      `[{"type":"Feature","geometry":{"type":"Polygon","coordinates":${deep}},"properties":{"childObjects":${deep}}}]`,
      `[{"type":"Feature","geometry":${JSON.stringify(POLYGON)},"properties":{"x":${'{"y":'.repeat(1e5)}1${'}'.repeat(1e5)}}}]`,
    ]) {
      assert.ok(decodeGeoJson(text, options()).cells.length <= 1);
    }
  });

  it('of any shape throws nothing but our own errors', () => {
    const key = fc.constantFrom(
      'type',
      'id',
      'geometry',
      'coordinates',
      'properties',
      'classification',
      'name',
      'names',
      'parentClass',
      'measurements',
      'metadata',
      'nucleusGeometry',
      'childObjects',
      'features',
      'smearlens',
      '__proto__',
      'constructor',
      'smearlens:at',
      'value',
    );
    const leaf = fc.oneof(
      fc.constantFrom<unknown>(
        'Feature',
        'FeatureCollection',
        'Polygon',
        'MultiPolygon',
        'cell',
        null,
        true,
        ID,
        NOW,
        -1,
        1e300,
        '\uD800',
      ),
      fc.double(),
      fc.string(),
      fc.constant(RING),
    );
    const { value } = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { depthSize: 'medium' },
        leaf,
        fc.array(tie('value'), { maxLength: 4 }),
        fc.dictionary(key, tie('value'), { maxKeys: 6 }),
        fc
          .dictionary(key, tie('value'), { maxKeys: 6 })
          .map((found) => ({ type: 'Feature', geometry: POLYGON, ...found })),
      ),
    }));
    const refuses = (text: string): void => {
      try {
        decodeGeoJson(text, options());
      } catch (error) {
        assert.ok(error instanceof SmearError, String(error));
      }
    };
    fc.assert(
      fc.property(value, (any) => refuses(JSON.stringify(any) ?? '')),
      { numRuns: 500 },
    );
    fc.assert(
      fc.property(fc.array(value), (any) =>
        refuses(JSON.stringify({ type: 'FeatureCollection', features: any })),
      ),
      { numRuns: 300 },
    );
    const text = encode(drawnCells(1), false);
    const spoil = fc.tuple(fc.nat(text.length), fc.nat(30), fc.string({ maxLength: 5 }));
    fc.assert(
      fc.property(spoil, ([at, length, inserted]) =>
        refuses(text.slice(0, at) + inserted + text.slice(at + length)),
      ),
      { numRuns: 300 },
    );
  });
});

describe('a GeoJSON file', () => {
  const cells = [...drawnCells(200)];
  const write = (): Promise<Blob> =>
    writeGeoJson(cells, { header: HEADER, classes: CLASSES, embedding: true });
  const bytes = async (blob: Blob): Promise<Uint8Array<ArrayBuffer>> =>
    new Uint8Array(await blob.arrayBuffer());

  it('is written and read back, packed or not', async () => {
    const file = await write();
    assert.equal(await file.text(), encode(cells));
    const plain = await readGeoJson(file, options());
    const packed = await readGeoJson(new Blob([gzipSync(await bytes(file))]), options());
    assert.equal(plain.cells.length, 200);
    assert.deepEqual(packed, plain);
  });

  it('is streamed out as it is written, and its cells are handed on one by one as it arrives', async () => {
    const stream = streamGeoJson(drawnCells(200), { header: HEADER, classes: CLASSES, embedding: true });
    const file = await new Response(stream).blob();
    assert.equal(await file.text(), encode(cells));
    const arrived: Cell[] = [];
    const read = await readGeoJson(file, { ...options(), onCell: (cell) => void arrived.push(cell) });
    assert.deepEqual(arrived, (await readGeoJson(file, options())).cells);
    assert.deepEqual(read.cells, []);
    assert.equal(read.header?.packHash, HEADER.packHash);
  });

  it('asks for no more cells than the taker of its stream has room for', async () => {
    let asked = 0;
    const counted = (function* () {
      for (const cell of drawnCells(5000)) {
        asked++;
        yield cell;
      }
    })();
    const reader = streamGeoJson(counted, { header: HEADER, classes: CLASSES }).getReader();
    await reader.read();
    assert.ok(asked > 0 && asked < 1000, `${asked} cells were encoded for the first chunk`);
    await reader.cancel();
    assert.ok(counted.next().done, 'who stops taking ends the encoding');
  });

  it('may begin with a mark of its encoding', async () => {
    assert.equal((await readGeoJson(new Blob(['\ufeff', await write()]), options())).cells.length, 200);
  });

  it('that is damaged, an archive or no text is refused with a reason', async () => {
    const packed = gzipSync(await bytes(await write()));
    const spoilt = Uint8Array.from(packed, (byte, i) => (i > 2000 ? byte ^ 0x5a : byte));
    for (const [parts, why] of [
      [[packed.subarray(0, packed.length / 2)], /damaged or cut short/],
      [[spoilt], /damaged or cut short/],
      [['PK\u0003\u0004'], /ZIP/],
      [[Uint8Array.of(0x5b, 0xff, 0xfe, 0x5d)], /UTF-8/],
    ] as const) {
      await assert.rejects(readGeoJson(new Blob([...parts]), options()), (error) => {
        assert.ok(error instanceof SmearError && error.code === 'import-unreadable', String(error));
        return why.test(error.message);
      });
    }
  });

  it('that unpacks without end is refused', async () => {
    const bomb = gzipSync(`[${' '.repeat(80_000_000)}]`);
    await assert.rejects(readGeoJson(new Blob([bomb]), options()), { code: 'import-too-large' });
  });

  it('is let go at once when the reader gives up', async () => {
    const reason = new Error('enough');
    await assert.rejects(
      readGeoJson(await write(), { ...options(), signal: AbortSignal.abort(reason) }),
      reason,
    );
    await assert.rejects(
      writeGeoJson(
        [...drawnCells(2000)],
        { header: HEADER, classes: CLASSES },
        { signal: AbortSignal.abort(reason) },
      ),
      reason,
    );
  });
});
