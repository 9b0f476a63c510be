import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { CellStore } from '../../../../plugin/cells/cell-store.js';
import type { DecodedGeoJson } from '../../../../plugin/formats/decode-geojson.js';
import { encodeGeoJson } from '../../../../plugin/formats/geojson.js';
import { readGeoJson } from '../../../../plugin/formats/read-geojson.js';
import { rejectsWith } from '../../rejects-with.js';
import { CLASSES, drawnCells } from './geojson-cells.js';

const ID = '8dcd0271-a084-4917-a1ef-5154b1a93401';

function read(
  content: string | Uint8Array,
  slide?: { width: number; height: number },
): Promise<DecodedGeoJson> {
  let made = 0;
  return readGeoJson(new Blob([typeof content === 'string' ? content : Uint8Array.from(content)]), {
    classes: CLASSES,
    at: '2026-05-05T10:00:00.000Z',
    by: 'Dr. Weber',
    newId: () => `11111111-0000-4000-8000-${String((made += 1)).padStart(12, '0')}`,
    ...(slide ? { slide } : {}),
  });
}

function square(x: number, y: number, side: number, properties: object = {}, id?: string): object {
  const ring = [
    [x, y],
    [x + side, y],
    [x + side, y + side],
    [x, y + side],
    [x, y],
  ];
  const geometry = { type: 'Polygon', coordinates: [ring] };
  return { type: 'Feature', ...(id ? { id } : {}), geometry, properties };
}
const collection = (...features: object[]): string => JSON.stringify({ type: 'FeatureCollection', features });
const NAMED = { classification: { name: 'Lymphocyte', color: [1, 2, 3] } };

describe('who says what a cell of another file is', () => {
  it('is nobody where a program found it, or where the file does not tell', async () => {
    for (const properties of [
      { objectType: 'cell' },
      { objectType: 'detection' },
      { objectType: 'detection', measurements: [] },
      { object_type: 'PathCellObject' },
      { objectType: 'cell', measurements: { 'Area µm^2': 35 } },
      {},
    ]) {
      const { cells } = await read(collection(square(10, 10, 80, { ...properties, ...NAMED })));
      assert.equal(cells[0]?.label.name, 'Lymphocyte');
      assert.equal(cells[0]?.review, undefined, JSON.stringify(properties));
    }
    const old = await read(JSON.stringify([square(10, 10, 80, NAMED, 'PathCellDetection')]));
    assert.equal(old.cells[0]?.review, undefined);
  });

  it('is the person who drew it', async () => {
    const { cells } = await read(collection(square(10, 10, 80, { objectType: 'annotation', ...NAMED })));
    assert.deepEqual([cells[0]?.review?.confirmed, cells[0]?.review?.outlined], [true, true]);
  });
});

describe('a drawn area', () => {
  const found = [100, 250, 400].map((x) => square(x, 150, 80, { objectType: 'detection', ...NAMED }));
  const area = (side: number): object => square(0, 0, side, { objectType: 'annotation' });

  it('that holds the middle of other cells is a field of view, wherever in the file it stands', async () => {
    for (const features of [
      [area(500), ...found],
      [...found, area(500)],
    ]) {
      const { cells, skipped } = await read(collection(...features));
      assert.equal(cells.length, 3);
      const first = features.indexOf(features.find((one) => !found.includes(one)) as object) + 1;
      assert.deepEqual(skipped, [{ reason: 'region', count: 1, first }]);
    }
    const lone = await read(collection(area(400), found[0] as object));
    assert.equal(lone.cells.length, 1, 'one cell in a far larger area');
  });

  it('around one cell that a program found too is that cell, drawn by hand', async () => {
    const drawn = square(95, 145, 90, { objectType: 'annotation', ...NAMED });
    assert.equal((await read(collection(drawn, found[0] as object))).cells.length, 2);
  });

  it('without cells, but larger than any, is none either, whoever made it', async () => {
    const { cells, skipped } = await read(collection(square(0, 0, 9000)), { width: 10_000, height: 10_000 });
    assert.deepEqual([cells.length, skipped[0]?.reason], [0, 'region']);
  });
});

describe('a file that went through another program', () => {
  it('keeps name, measurements and id where geopandas wrote objects as texts', async () => {
    const properties = {
      id: ID,
      objectType: 'detection',
      classification: JSON.stringify({ name: 'Neutrophil', color: [200, 0, 0] }),
      measurements: JSON.stringify({ 'Detection probability': 0.71 }),
      metadata: JSON.stringify({ 'smearlens:label': 'Neutrophil' }),
    };
    const { cells } = await read(collection(square(10, 10, 80, properties, '0')));
    assert.deepEqual([cells[0]?.id, cells[0]?.label.name, cells[0]?.score], [ID, 'Neutrophil', 0.71]);
  });

  it('is read in UTF-16, and with a feature a line', async () => {
    const name = 'Lymphozyt größer, „atypisch“ 😀';
    const text = collection(square(10, 10, 80, { classification: { name, color: [1, 2, 3] } }));
    for (const mark of ['\ufeff', '']) {
      const little = Buffer.from(`\ufeff${text}`, 'utf16le');
      const unmarked = little.subarray(2);
      for (const bytes of [
        ...[little, Buffer.from(little).swap16(), Buffer.from(mark + text)],
        ...[unmarked, Buffer.from(unmarked).swap16(), gzipSync(little)],
      ]) {
        assert.equal((await read(bytes)).cells[0]?.label.name, name);
      }
    }
    const lines = [1, 2, 3].map((i) => JSON.stringify(square(100 * i, 10, 80, NAMED)));
    for (const written of [
      lines.join('\n'),
      `${lines.join('\n')}\n`,
      lines.join('\r\n\r\n'),
      `\x1e${lines.join('\n\x1e')}\n`,
    ]) {
      assert.equal((await read(written)).cells.length, 3);
      assert.equal((await read(`\ufeff${written}`)).cells.length, 3, 'after a mark');
      assert.equal((await read(Buffer.from(`\ufeff${written}`, 'utf16le'))).cells.length, 3, 'in UTF-16');
      assert.equal((await read(gzipSync(written))).cells.length, 3);
    }
  });

  it('is named for what it is, where it is no GeoJSON', async () => {
    const dicom = Buffer.concat([Buffer.alloc(128), Buffer.from('DICM')]);
    const files: readonly (readonly [string | Uint8Array, RegExp])[] = [
      ['{"annotation":{"elements":[]}}', /Digital Slide Archive/],
      ['[{"provenance":{},"geometries":{"type":"FeatureCollection","features":[]}}]', /caMicroscope/],
      ['{"nuc":{"1":{"contour":[[1,1],[5,1],[5,5]]}},"mag":40}', /HoVer-Net/],
      ['{"images":[],"annotations":[],"categories":[]}', /COCO/],
      ['<?xml version="1.0"?><ASAP_Annotations></ASAP_Annotations>', /ASAP/],
      ['<Annotations MicronsPerPixel="0.25"><Annotation/></Annotations>', /ImageScope/],
      ['<!DOCTYPE html><title>Sign in</title>', /web page/],
      ['x,y,class\n1,2,Neutrophil\n', /table \(CSV\)/],
      ['Image;Name;Centroid\na;b;c', /table \(CSV\)/],
      ['{"coord":[[[1,2],[3,4]]],"points":[[1,2]],"prob":[0.9]}', /StarDist/],
      ['{"a.png1":{"filename":"a.png","size":1,"regions":[]}}', /VGG Image Annotator/],
      ['{"type":"Topology","objects":{},"arcs":[]}', /TopoJSON/],
      ['0 0.5 0.5 0.1 0.1\n1 0.2 0.3 0.1 0.2\n', /YOLO/],
      [Buffer.from('\x93NUMPY\x01\x00', 'latin1'), /it is no text/],
      [dicom, /DICOM/],
      [Buffer.from('PK\x03\x04'), /ZIP archive/],
      [Buffer.from('\x89PNG\r\n', 'latin1'), /picture/],
    ];
    for (const [content, message] of files) {
      await assert.rejects(read(content), rejectsWith('import-unreadable', message));
    }
  });
});

describe('a coordinate that is no number', () => {
  const [drawn] = [...drawnCells(1)];
  const header = {
    version: '0',
    pack: 'p',
    packHash: 'h',
    backend: 'cpu',
    threshold: 0.5,
    width: 9,
    height: 9,
  };

  it('does not come into the store from a page, and nothing else of that change does', () => {
    const store = new CellStore();
    const sound = { ...(drawn as NonNullable<typeof drawn>), id: 'sound' };
    for (const broken of [
      { ...sound, id: 'a', outline: Float64Array.of(0, 0, NaN, 5, 5, 5) },
      { ...sound, id: 'b', box: { ...sound.box, maxX: Infinity } },
      { ...sound, id: 'c', nuclei: [Float64Array.of(0, 0, 1, NaN, 5, 5)] },
      { ...sound, id: 'd', outline: Float64Array.of(0, 0, 5, 5) },
    ]) {
      assert.throws(
        () => store.apply({ added: [sound, broken], removed: [] }),
        rejectsWith('invalid-argument', /no number/),
      );
    }
    assert.equal(store.size, 0);
  });

  it('never makes a file that nobody can read', () => {
    const sound = drawn as NonNullable<typeof drawn>;
    const broken = { ...sound, id: 'a', outline: Float64Array.of(0, 0, NaN, 5, 5, 5) };
    const text = [...encodeGeoJson([broken, sound], { header, classes: CLASSES })].join('');
    const file = JSON.parse(text) as { features: { id: string }[] };
    assert.deepEqual(
      file.features.map(({ id }) => id),
      [sound.id],
    );
  });
});
