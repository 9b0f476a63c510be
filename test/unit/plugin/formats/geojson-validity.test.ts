import { seededRandom } from '../../../../models/domain/seeded-random.js';
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { requireProgram } from '../../../../scripts/debian-program.mjs';
import { encodeGeoJson } from '../../../../plugin/formats/geojson.js';
import { CLASSES, drawnCells } from './geojson-cells.js';
import { invalidPolygons } from './ogr-validity.js';

const HEADER = {
  version: '0',
  pack: 'p',
  packHash: 'h',
  backend: 'wasm',
  threshold: 0,
  width: 1e5,
  height: 1e5,
};

/** The nuclei of a file as features of their own: GDAL looks at `geometry` alone. */
function nucleiOf(text: string): string {
  const { features } = JSON.parse(text) as { features: { nucleusGeometry?: unknown }[] };
  const nuclei = features.flatMap(({ nucleusGeometry }) =>
    nucleusGeometry ? [{ type: 'Feature', properties: {}, geometry: nucleusGeometry }] : [],
  );
  return JSON.stringify({ type: 'FeatureCollection', features: nuclei });
}

describe('GDAL', () => {
  before(() => {
    requireProgram('ogrinfo', 'gdal-bin');
  });

  it('calls every outline and every nucleus of an exported file valid, tangled ones too', async () => {
    const random = seededRandom(3);
    const tangled = [...drawnCells(200, 12, 8)].map((cell, i) => ({
      ...cell,
      id: `22222222-0000-4000-8000-${String(i).padStart(12, '0')}`,
      outline: cell.outline.map((value) => value + 40 * random()),
      nuclei: cell.nuclei.map((part) => part.map((value) => value + 15 * random())),
    }));
    const cells = [...drawnCells(300), ...tangled];
    const text = [...encodeGeoJson(cells, { header: HEADER, classes: CLASSES })].join('');
    const folder = await mkdtemp(join(tmpdir(), 'smearlens-'));
    try {
      const [outlines, nuclei] = [join(folder, 'cells.geojson'), join(folder, 'nuclei.geojson')];
      await writeFile(outlines, text);
      await writeFile(nuclei, nucleiOf(text));
      assert.deepEqual(await invalidPolygons(outlines), { features: 500, invalid: 0 });
      assert.deepEqual(await invalidPolygons(nuclei), { features: 500, invalid: 0 });
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
