import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { countTable } from '../../../../plugin/count/count-table.js';
import { encodeFhir } from '../../../../plugin/formats/count/fhir-observations.js';
import { encodeGeoJson } from '../../../../plugin/formats/geojson.js';
import type { AttachedSession } from '../../../../plugin/session/attached-session.js';
import { keyOf, withKey } from '../../../../plugin/review/class-keys.js';
import { CLASSES, drawnCells } from '../formats/geojson-cells.js';
import { pipelineFinding, slideWithoutPixels, unseenSession } from './unseen-session.js';

/** What every object has by itself: a table that is asked for such a name must not answer with it. */
const NAMES = [...Object.getOwnPropertyNames(Object.prototype), 'prototype', 'then', 'length'];
const SIDE = 40_000;
const HEADER = {
  version: '',
  pack: 'p',
  packHash: 'h',
  backend: '',
  threshold: 0.5,
  width: SIDE,
  height: SIDE,
};

/** A session with cells of these classes from an annotation file, all confirmed; and the classes in its list. */
async function opened(): Promise<AttachedSession> {
  const session = unseenSession({
    openPipeline: async () => pipelineFinding([], CLASSES),
    fingerprint: async () => 'this slide',
  });
  session.setSlide(slideWithoutPixels('one.tif', { width: SIDE, height: SIDE }));
  await session.load();
  session.threshold = 0;
  const cells = [...drawnCells(NAMES.length)].map((cell, i) => ({
    ...cell,
    label: { name: NAMES[i] as string, code: 'X', color: [1, 2, 3] as const },
    review: { confirmed: true, at: '2026-03-01T08:15:00.000Z' },
  }));
  await session.importGeoJson(new Blob([...encodeGeoJson(cells, { header: HEADER, classes: CLASSES })]));
  assert.equal(session.cells.size, NAMES.length);
  return session;
}

describe('classes that an annotation file calls by what every object has', () => {
  it('have keys like any other, their own or none', async () => {
    const { keys } = await opened();
    for (const name of NAMES) {
      const key = Object.hasOwn(keys.keys, name) ? keys.keys[name] : '';
      assert.equal(typeof key, 'string', name);
    }
    assert.ok(Object.values(keys.keys).every((key) => typeof key === 'string' && key.length === 1));
  });

  it('can be given a key, and give it to another', async () => {
    const { keys } = await opened();
    for (const name of NAMES) {
      keys.chosenKeys = withKey({}, name, '9');
      assert.equal(keyOf(keys.keys, name), '9', name);
      const passed = withKey({ Neutrophil: '8', [name]: '9' }, 'Neutrophil', '9');
      assert.deepEqual([keyOf(passed, 'Neutrophil'), keyOf(passed, name)], ['9', '8'], name);
    }
  });

  it('are counted once each', async () => {
    const { counting } = await opened();
    const met = counting.count.suggested.rows.filter(({ count }) => count > 0);
    assert.deepEqual(met.map(({ label }) => label.name).sort(), [...NAMES].sort());
    assert.ok(met.every(({ count }) => count === 1));
  });

  it('are in FHIR by their names, without a code', async () => {
    const { counting } = await opened();
    const table = countTable(counting.count, { basis: 'suggested', ranges: counting.ranges });
    const bundle = encodeFhir(table, {
      ...{ sample: '', patient: '', reviewer: '', comment: '', at: '2026-03-01T08:15:00Z', isSigned: false },
      ...{ program: 'Smearlens', rangeFrom: () => '', nameOf: ({ label }) => label.name, newId: () => 'a' },
    }) as { entry: { resource: { code: { text: string; coding?: unknown } } }[] };
    const codes = bundle.entry.slice(1).map(({ resource }) => resource.code);
    const ours = codes.filter(({ text }) => NAMES.includes(text));
    assert.equal(ours.length, NAMES.length);
    assert.ok(
      ours.every(({ coding }) => coding === undefined),
      JSON.stringify(ours),
    );
  });

  it('come back from GeoJSON, and are in CSV, COCO and DICOM', async () => {
    const session = await opened();
    const saved = await session.exportGeoJson();
    const other = await opened();
    other.clear();
    await other.importGeoJson(saved);
    assert.deepEqual([...other.cells.all()].map(({ label }) => label.name).sort(), [...NAMES].sort());
    const csv = await (await session.exportAs('csv')).text();
    for (const name of NAMES) assert.ok(csv.includes(`,${name},`), name);
    const coco = JSON.parse(await (await session.exportAs('coco')).text()) as {
      categories: { name: string }[];
    };
    for (const name of NAMES)
      assert.ok(
        coco.categories.some((one) => one.name === name),
        name,
      );
    assert.ok((await session.exportAs('dicom')).size > 1000);
  });
});
