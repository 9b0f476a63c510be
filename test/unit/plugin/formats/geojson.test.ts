import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Cell } from '../../../../models/domain/cell.js';
import { UNKNOWN } from '../../../../models/domain/class-name.js';
import { encodeGeoJson, type GeoJsonHeader } from '../../../../plugin/formats/geojson.js';
import { randomUuid } from '../../../../models/domain/uuid.js';

const CLASSES = [
  { name: 'Neutrophil', code: 'N', color: [0, 114, 178] },
  { name: 'Erythroblast', code: 'NRBC', color: [240, 228, 66] },
] as const;

const HEADER: GeoJsonHeader = {
  version: '0.1.0',
  pack: 'base 1',
  packHash: 'a'.repeat(64),
  micronsPerPixel: 0.1,
  resolutionSource: 'metadata',
  backend: 'wasm',
  threshold: 0.5,
  width: 1000,
  height: 800,
};

const SQUARE = Float64Array.of(10, 10, 110, 10, 110, 110, 10, 110);

const CELL: Cell = {
  id: '8dcd0271-a084-4917-a1ef-5154b1a93401',
  box: { minX: 10, minY: 10, maxX: 110, maxY: 110 },
  outline: SQUARE,
  nuclei: [Float64Array.of(20, 20, 70, 20, 70, 70, 20, 70)],
  score: 0.875,
  label: CLASSES[0],
  probabilities: Float32Array.of(0.75, 0.25),
  embedding: new Float32Array(50).fill(0.5),
  reconstructionError: 0.0125,
};

interface Feature {
  readonly id: string;
  readonly geometry: { readonly type: string; readonly coordinates: [number, number][][] };
  readonly nucleusGeometry?: Feature['geometry'];
  readonly properties: {
    readonly objectType: string;
    readonly classification: { readonly name: string; readonly color: number[] };
    readonly measurements: Record<string, number>;
    readonly [more: string]: unknown;
  };
}

function encode(cells: readonly Cell[], header = HEADER, embedding = false) {
  const text = [...encodeGeoJson(cells, { header, classes: CLASSES, embedding })].join('');
  return JSON.parse(text) as { type: string; smearlens: unknown; features: Feature[] };
}

function only(cell: Cell, header = HEADER, embedding = false): Feature {
  const [feature] = encode([cell], header, embedding).features;
  assert.ok(feature);
  return feature;
}

describe('the GeoJSON of a slide', () => {
  it('says what was analysed and with what', () => {
    const { type, smearlens, features } = encode([CELL, CELL]);
    assert.equal(type, 'FeatureCollection');
    assert.deepEqual(smearlens, HEADER);
    assert.equal(features.length, 2);
  });

  it('is an empty collection where nothing was found', () => {
    assert.deepEqual(encode([]).features, []);
  });

  it('writes a cell as QuPath reads it', () => {
    const { id, geometry, nucleusGeometry, properties } = only(CELL);
    assert.equal(id, CELL.id);
    assert.deepEqual(geometry, {
      type: 'Polygon',
      coordinates: [
        [
          [10, 10],
          [110, 10],
          [110, 110],
          [10, 110],
          [10, 10],
        ],
      ],
    });
    assert.equal(nucleusGeometry?.coordinates[0]?.length, 5);
    assert.equal(properties.objectType, 'cell');
    assert.deepEqual(properties.classification, { name: 'Neutrophil', color: [0, 114, 178] });
    assert.equal('id' in properties, false);
  });

  it('measures in the units that the keys name', () => {
    assert.deepEqual(only(CELL).properties.measurements, {
      'Detection probability': 0.875,
      'Probability: Neutrophil': 0.75,
      'Probability: Erythroblast': 0.25,
      'Reconstruction error': 0.0125,
      'Cell: Area µm^2': 100,
      'Cell: Max diameter µm': 14.142,
      'Cell: Circularity': 0.7854,
      'Nucleus: Area µm^2': 25,
      'Nucleus: Lobes': 1,
      'Nucleus/Cell area ratio': 0.25,
      'Box: X px': 10,
      'Box: Y px': 10,
      'Box: Width px': 100,
      'Box: Height px': 100,
    });
  });

  it('leaves out what needs a resolution or a nucleus that is not known', () => {
    const header = { ...HEADER, micronsPerPixel: undefined, resolutionSource: undefined };
    const feature = only({ ...CELL, nuclei: [] }, header);
    const keys = Object.keys(feature.properties.measurements);
    assert.deepEqual(
      keys.filter((key) => /µm|Nucleus/.test(key)),
      [],
    );
    assert.ok(keys.includes('Cell: Circularity'));
    assert.equal('nucleusGeometry' in feature, false);
  });

  it('writes the lobes of a nucleus as several polygons, counted and measured together', () => {
    const nuclei = [
      Float64Array.of(20, 20, 70, 20, 70, 70, 20, 70),
      Float64Array.of(80, 20, 100, 20, 100, 45, 80, 45),
    ];
    const { nucleusGeometry, properties } = only({ ...CELL, nuclei });
    assert.equal(nucleusGeometry?.type, 'MultiPolygon');
    assert.deepEqual(nucleusGeometry?.coordinates.length, 2);
    assert.equal(properties.measurements['Nucleus: Lobes'], 2);
    assert.equal(properties.measurements['Nucleus: Area µm^2'], 30);
  });

  it('says how novel a cell is where the models can tell', () => {
    const { measurements, classification } = only({ ...CELL, label: UNKNOWN, novelty: 4.25 }).properties;
    assert.equal(measurements['Novelty'], 4.25);
    assert.equal(measurements['Probability: Neutrophil'], 0.75);
    assert.deepEqual(classification, { name: 'Unknown', color: [128, 128, 128] });
  });

  it('adds the fifty numbers only when asked', () => {
    const keys = Object.keys(only(CELL, HEADER, true).properties.measurements);
    const numbers = keys.filter((key) => key.startsWith('Embedding '));
    assert.equal(numbers.length, 50);
    assert.deepEqual([numbers[0], numbers[49]], ['Embedding 00', 'Embedding 49']);
  });

  it('never leaves a class without a colour', () => {
    for (const color of [undefined, [], [1, 2], [NaN, 0, 0]]) {
      const label = { name: 'Lymphocyte: Reactive', code: '?', color } as unknown as Cell['label'];
      const written = only({ ...CELL, label }).properties.classification;
      assert.deepEqual(written, { name: 'Lymphocyte: Reactive', color: [128, 128, 128] });
    }
  });

  it('carries what DSA reads in the same file', () => {
    const { label, group, lineColor } = only(CELL).properties;
    assert.deepEqual([label, group, lineColor], [{ value: 'Neutrophil' }, 'Neutrophil', 'rgb(0, 114, 178)']);
  });

  it('writes a hundred thousand cells piece by piece, none of them long', () => {
    let pieces = 0;
    let longest = 0;
    const many = (function* () {
      for (let i = 0; i < 100_000; i++) yield CELL;
    })();
    for (const piece of encodeGeoJson(many, { header: HEADER, classes: CLASSES })) {
      pieces++;
      longest = Math.max(longest, piece.length);
    }
    assert.equal(pieces, 100_002);
    assert.ok(longest < 2000);
  });
});

describe('an id', () => {
  it('is a UUID of version 4 and never the same', () => {
    const ids = Array.from({ length: 1000 }, () => randomUuid());
    for (const id of ids)
      assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    assert.equal(new Set(ids).size, 1000);
  });
});
