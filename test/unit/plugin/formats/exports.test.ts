import { polygonCentroid } from '../../../../models/domain/rings/polygon.js';
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { promisify } from 'node:util';
import dcmjs from 'dcmjs';
import type { Cell } from '../../../../models/domain/cell.js';
import { encodeCoco } from '../../../../plugin/formats/coco.js';
import { encodeCsv } from '../../../../plugin/formats/csv.js';
import { encodeDicomAnnotations } from '../../../../plugin/formats/dicom-annotations.js';
import { exportCells } from '../../../../plugin/formats/export-cells.js';
import { requireProgram } from '../../../../scripts/debian-program.mjs';
import { CLASSES, drawnCells } from './geojson-cells.js';

const HEADER = {
  version: '0.1.0',
  pack: 'base 0.2.0',
  packHash: 'ab'.repeat(32),
  micronsPerPixel: 0.1,
  resolutionSource: 'metadata' as const,
  backend: 'wasm',
  threshold: 0.5,
  width: 3000,
  height: 2000,
  fingerprint: '3000x2000 abcdef',
};
const OPTIONS = { header: HEADER, image: 'smear.tif', classes: CLASSES };
const NOW = new Date('2026-03-02T09:10:11.000Z');

/** As RFC 4180 says: fields parted by commas, quoted where they must be. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [[]];
  for (const [, quoted, plain = '', end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)) {
    rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? plain);
    if (end === '\r\n') rows.push([]);
  }
  return rows.slice(0, -1);
}

function table(
  cells: readonly Cell[],
  options: Parameters<typeof encodeCsv>[1] = OPTIONS,
): Record<string, string>[] {
  const [head = [], ...rows] = parseCsv([...encodeCsv(cells, options)].join('').replace(/^\uFEFF/, ''));
  return rows.map((row) => {
    assert.equal(row.length, head.length);
    return Object.fromEntries(head.map((name, i) => [name, row[i] ?? '']));
  });
}

describe('a table of the cells', () => {
  const cells = [...drawnCells(6)];

  it('begins with the columns of QuPath, in its order, readable by a spreadsheet', () => {
    const text = [...encodeCsv(cells, OPTIONS)].join('');
    assert.match(
      text,
      /^\uFEFFImage,Object ID,Object type,Name,Classification,Parent,ROI,Centroid X µm,Centroid Y µm,Detection probability,/,
    );
  });

  it('has a line for each cell, with what the GeoJSON says of it', () => {
    const rows = table(cells);
    assert.equal(rows.length, 6);
    const [row] = rows;
    const [cell] = cells as [Cell];
    assert.equal(row?.['Image'], 'smear.tif');
    assert.equal(row?.['Object ID'], cell.id);
    assert.equal(row?.['Classification'], cell.label.name);
    assert.equal(Number(row?.['Detection probability']), cell.score);
    const centre = polygonCentroid(cell.outline);
    assert.ok(Math.abs(Number(row?.['Centroid X µm']) - centre.x * 0.1) < 0.001);
    assert.ok(Number(row?.['Cell: Area µm^2']) > 0);
  });

  it('tells what a person said beside what the model said', () => {
    const row = table(cells)[1];
    assert.equal(row?.['Review: Suggested'], 'Lymphocyte');
    assert.equal(row?.['Review: Confirmed'], 'yes');
    assert.equal(row?.['Review: By'], 'Dr. Weber');
    assert.equal(table(cells)[0]?.['Review: Confirmed'], '', 'nobody has looked at it');
  });

  it('gives pixels, and says so, where the resolution is not known', () => {
    const { micronsPerPixel, ...header } = HEADER;
    assert.ok(micronsPerPixel);
    const [row] = table(cells, { ...OPTIONS, header });
    assert.ok(row && 'Centroid X px' in row && !('Centroid X µm' in row) && !('Cell: Area µm^2' in row));
  });

  it('keeps commas, quotes and line ends within a field, and runs no formula', () => {
    const [cell] = cells as [Cell];
    const hostile = [
      '=HYPERLINK("http://evil")',
      '+1',
      '-1',
      '@SUM(A1)',
      '\t=1',
      'a "quoted", name\r\nwith lines',
    ];
    const named = hostile.map((name) => ({ ...cell, label: { ...cell.label, name } }));
    const names = table(named).map((row) => row['Classification']);
    assert.deepEqual(names, [...hostile.slice(0, 5).map((name) => `'${name}`), hostile[5]]);
  });

  it('leaves numbers below zero numbers', () => {
    const [cell] = cells as [Cell];
    const row = table([{ ...cell, box: { ...cell.box, minX: -4 } }])[0];
    assert.equal(row?.['Box: X px'], '-4');
  });
});

describe('a COCO file', () => {
  interface Coco {
    images: { id: number; file_name: string; width: number; height: number }[];
    categories: { id: number; name: string; supercategory: string }[];
    annotations: {
      id: number;
      image_id: number;
      category_id: number;
      bbox: number[];
      segmentation: number[][];
      area: number;
      iscrowd: number;
      score: number;
    }[];
  }
  const cells = [...drawnCells(6)];
  const read = (written: readonly Cell[]): Coco =>
    JSON.parse([...encodeCoco(written, OPTIONS)].join('')) as Coco;

  it('names the image, the classes and one annotation for each cell', () => {
    const { images, categories, annotations } = read(cells);
    assert.deepEqual(images, [{ id: 1, file_name: 'smear.tif', width: 3000, height: 2000 }]);
    assert.deepEqual(
      categories.slice(0, 2).map(({ name, supercategory }) => [name, supercategory]),
      [
        ['Neutrophil', 'Neutrophil'],
        ['Neutrophil: Band', 'Neutrophil'],
      ],
    );
    annotations.forEach((annotation, i) => {
      const cell = cells[i] as Cell;
      assert.equal(annotation.id, i + 1);
      assert.equal(categories.find(({ id }) => id === annotation.category_id)?.name, cell.label.name);
      const [x = 0, y = 0, width = 0, height = 0] = annotation.bbox;
      assert.ok(Math.abs(x - cell.box.minX) < 0.01 && Math.abs(y + height - cell.box.maxY) < 0.02);
      assert.ok(width > 0 && annotation.area > 0 && annotation.area < width * height);
      assert.ok(annotation.segmentation.every((ring) => ring.length >= 6 && ring.length % 2 === 0));
      assert.ok(annotation.score >= 0 && annotation.score <= 1);
    });
  });

  it('without cells is a file all the same', () => {
    assert.deepEqual(read([]).annotations, []);
  });
});

describe('a DICOM file of annotations', () => {
  const cells = [...drawnCells(12)];
  const encode = (written: readonly Cell[] = cells) =>
    encodeDicomAnnotations(written, { header: HEADER, now: NOW, reviewer: 'Dr. Weber' });

  interface Group {
    AnnotationGroupLabel: string;
    AnnotationGroupGenerationType: string;
    NumberOfAnnotations: number;
    DoublePointCoordinatesData: ArrayBuffer[];
    LongPrimitivePointIndexList: ArrayBuffer[];
    MeasurementsSequence: {
      ConceptNameCodeSequence: { CodeMeaning: string }[];
      MeasurementValuesSequence: {
        FloatingPointValues: ArrayBuffer[];
        AnnotationIndexList?: ArrayBuffer[];
      }[];
    }[];
  }

  function read(file: ArrayBuffer): Record<string, unknown> & { groups: Group[] } {
    const { DicomMessage, DicomMetaDictionary } = dcmjs.data;
    const dataset = DicomMetaDictionary.naturalizeDataset(DicomMessage.readFile(file).dict);
    return { ...dataset, groups: [...(dataset['AnnotationGroupSequence'] as Group[])] };
  }

  const bytesOf = (value: unknown): ArrayBuffer => (Array.isArray(value) ? value[0] : value) as ArrayBuffer;
  /** Lists of longs are written without their kind; a reader that does not know it gives one number or bytes. */
  const longs = (value: unknown): number[] => {
    const list = Array.isArray(value) ? (value as unknown[]) : [value];
    return list.every((entry) => typeof entry === 'number')
      ? (list as number[])
      : [...new Uint32Array(bytesOf(value).slice(0))];
  };

  it('holds one group for each class, and every outline in it, to the hundredth of a pixel', async () => {
    const { groups } = read(await encode());
    const names = [...new Set(cells.map(({ label }) => label.name))];
    assert.deepEqual(
      groups.map((group) => group.AnnotationGroupLabel),
      names,
    );
    for (const group of groups) {
      const members = cells.filter(({ label }) => label.name === group.AnnotationGroupLabel);
      assert.equal(Number(group.NumberOfAnnotations), members.length);
      const coordinates = new Float64Array(bytesOf(group.DoublePointCoordinatesData).slice(0));
      const starts = longs(group.LongPrimitivePointIndexList);
      assert.equal(starts.length, members.length);
      assert.equal(starts[0], 1, 'counted from one');
      members.forEach(({ outline }, i) => {
        const ring = coordinates.subarray(
          (starts[i] ?? 0) - 1,
          (starts[i + 1] ?? coordinates.length + 1) - 1,
        );
        assert.equal(ring.length, outline.length);
        ring.forEach((value, at) => assert.ok(Math.abs(value - (outline[at] ?? 0)) <= 0.005 + 1e-9));
      });
    }
  });

  it('has as many numbers of each kind as cells, or says which cells they are of', async () => {
    const [first, ...others] = cells as [Cell, ...Cell[]];
    const { groups } = read(await encode([{ ...first, reconstructionError: NaN }, ...others]));
    for (const group of groups) {
      for (const { MeasurementValuesSequence: values } of group.MeasurementsSequence) {
        const [{ FloatingPointValues: floats, AnnotationIndexList: some } = { FloatingPointValues: [] }] =
          values;
        const expected = some ? longs(some).length : Number(group.NumberOfAnnotations);
        assert.equal(bytesOf(floats).byteLength, expected * 4);
      }
    }
  });

  it('names no patient, and the slide by its fingerprint alone: always the same, another slide another', async () => {
    const [one, again] = [read(await encode()), read(await encode())];
    for (const key of ['StudyInstanceUID', 'SeriesInstanceUID', 'SOPInstanceUID']) {
      assert.match(String(one[key]), /^2\.25\.\d{1,39}$/);
      assert.equal(one[key], again[key]);
    }
    const other = read(
      await encodeDicomAnnotations(cells, { header: { ...HEADER, fingerprint: 'other' }, now: NOW }),
    );
    assert.notEqual(other['StudyInstanceUID'], one['StudyInstanceUID']);
    assert.match(String(one['ContentDescription']), /derived from the fingerprint/);
    assert.equal(one['PatientID'] ?? '', '');
  });

  it('says who found the cells: the models, a person, or both', async () => {
    const [cell] = cells as [Cell];
    const kind = async (review: Cell['review']): Promise<string | undefined> =>
      read(await encode([{ ...cell, review }])).groups[0]?.AnnotationGroupGenerationType;
    assert.equal(await kind(undefined), 'AUTOMATIC');
    assert.equal(await kind({ confirmed: true, suggested: cell.label, at: '' }), 'SEMIAUTOMATIC');
    assert.equal(await kind({ confirmed: true, outlined: true, at: '' }), 'MANUAL');
  });

  it('of no cells is refused with a sentence, and so is one of a slide that has no identity', async () => {
    await assert.rejects(encode([]), { code: 'export-failed' });
    const { fingerprint, ...header } = HEADER;
    assert.ok(fingerprint);
    await assert.rejects(exportCells('dicom', cells, { ...OPTIONS, header, now: NOW, reviewer: '' }), {
      code: 'export-failed',
    });
  });

  it('satisfies dciodvfy', async () => {
    requireProgram('dciodvfy', 'dicom3tools');
    const folder = await mkdtemp(join(tmpdir(), 'smearlens-dicom-'));
    try {
      const file = join(folder, 'cells.dcm');
      await writeFile(file, new Uint8Array(await encode()));
      const { stderr } = await promisify(execFile)('dciodvfy', [file]).catch(
        (failed: unknown) => failed as { stderr: string },
      );
      assert.match(stderr, /^MicroscopyBulkSimpleAnnotations$/m, 'it knows what it is');
      // The validator says this of every file with 2D coordinates, whether the attribute is there or not.
      const known =
        /^Error - Only valid for AnnotationCoordinateType of 3D - attribute <CommonZCoordinateValue> = <>$/;
      const errors = stderr.split('\n').filter((line) => line.startsWith('Error') && !known.test(line));
      assert.deepEqual(errors, []);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
