import { CellStore } from '../../plugin/cells/cell-store.js';
import { encodeGeoJson } from '../../plugin/formats/geojson.js';
import { decodeGeoJson } from '../../plugin/formats/decode-geojson.js';
import { exportCells } from '../../plugin/formats/export-cells.js';
import { workListOf } from '../../plugin/keep/keep-database.js';
import { JournalReader } from '../../plugin/keep/journal-reader.js';
import { TAGS, type DicomJson } from '../../plugin/slide/dicomweb/dicom-json.js';
import { dicomLevels } from '../../plugin/slide/dicomweb/dicom-levels.js';
import { CLASSES, drawnCells } from '../unit/plugin/formats/geojson-cells.js';
import {
  keptSession,
  MONOCYTE,
  ScriptedDatabase,
  ScriptedPage,
  slideNamed,
} from '../unit/plugin/keep/scripted-page.js';

const HEADER = {
  version: '1',
  pack: 'p',
  packHash: 'h',
  backend: 'cpu',
  threshold: 0.5,
  width: 99,
  height: 99,
};

/** What a reader made of it must be writable in every format. */
export async function exportsOf(text: string): Promise<void> {
  const { cells } = decodeGeoJson(text, {
    classes: CLASSES,
    newId: () => crypto.randomUUID(),
    at: '2026-05-05T10:00:00.000Z',
  });
  const options = {
    header: { ...HEADER, fingerprint: 'f' },
    image: 'i',
    classes: CLASSES,
    reviewer: '',
    now: new Date(0),
  };
  for (const format of ['csv', 'coco', 'dicom'] as const) {
    if (format === 'dicom' && cells.length === 0) continue;
    await exportCells(format, cells, options);
  }
  JSON.parse([...encodeGeoJson(cells, { header: HEADER, classes: CLASSES })].join(''));
}

/** A saved session: a slide's record and its journal, as the browser gives them back. */
export async function sampleSession(): Promise<unknown> {
  const page = new ScriptedPage();
  const database = new ScriptedDatabase();
  const session = keptSession(database);
  try {
    session.setSlide(slideNamed('A'));
    await session.analyzeSlide();
    session.review.assign(['c1'], MONOCYTE);
    session.review.confirm(['c2']);
    await session.keeping?.flush();
    return plain({ slide: database.slides.get('A'), journal: [...database.journal.values()] });
  } finally {
    await session.dispose();
    page.close();
  }
}

/** Typed arrays as plain ones: what is changed is changed in JSON. */
const plain = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (_, part: unknown) =>
      ArrayBuffer.isView(part) ? { typed: Array.from(part as Float64Array) } : part,
    ),
  );

function typed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(typed);
  if (typeof value !== 'object' || value === null) return value;
  const { typed: numbers } = value as { readonly typed?: unknown };
  if (Array.isArray(numbers)) return Float64Array.from(numbers as number[]);
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, typed(part)]));
}

/** Reads it as after a reload; nothing may be thrown, and what comes back must go into a cell store. */
export function readSession(value: unknown): void {
  const { slide, journal } = (typed(value) ?? {}) as { readonly slide?: unknown; readonly journal?: unknown };
  for (const { cells = 0, left = 0, name = '', reviewer = '' } of workListOf([slide]))
    if (!(cells >= 0 && left >= 0) || typeof name !== 'string' || typeof reviewer !== 'string')
      throw new Error('a line of the work list that says nothing');
  const reader = new JournalReader({ packHash: 'one', pack: 'pack one', classes: [MONOCYTE] });
  if (Array.isArray(journal)) journal.forEach((entry, at) => reader.add(at + 1, entry));
  new CellStore().apply({ added: [...reader.cells.values()], removed: [] });
  void reader.record;
}

export function sampleSeries(): DicomJson[] {
  const dataset = (values: Partial<Record<keyof typeof TAGS, readonly unknown[]>>): DicomJson =>
    Object.fromEntries(
      Object.entries(values).map(([keyword, Value]) => [TAGS[keyword as keyof typeof TAGS], { Value }]),
    );
  const level = (columns: number, rows: number, frames: number) =>
    dataset({
      ImageType: ['ORIGINAL', 'PRIMARY', 'VOLUME', 'NONE'],
      SOPInstanceUID: [`1.2.${columns}`],
      DimensionOrganizationType: ['TILED_FULL'],
      TotalPixelMatrixColumns: [columns],
      TotalPixelMatrixRows: [rows],
      Columns: [200],
      Rows: [200],
      NumberOfFrames: [frames],
      OpticalPathSequence: [dataset({ OpticalPathIdentifier: ['white'] })],
    });
  const sparse = dataset({
    ...{ ImageType: ['ORIGINAL', 'PRIMARY', 'VOLUME', 'NONE'], SOPInstanceUID: ['1.3'], NumberOfFrames: [1] },
    ...{ TotalPixelMatrixColumns: [125], TotalPixelMatrixRows: [75], Columns: [200], Rows: [200] },
    PerFrameFunctionalGroupsSequence: [
      dataset({
        PlanePositionSlideSequence: [
          dataset({ ColumnPositionInTotalImagePixelMatrix: [1], RowPositionInTotalImagePixelMatrix: [1] }),
        ],
      }),
    ],
  });
  return [level(500, 300, 6), level(250, 150, 2), sparse];
}

export function readSeries(value: unknown): void {
  const { levels } = dicomLevels(value as DicomJson[]);
  for (const { frameAt, width, height } of levels) {
    if (!(width > 0 && height > 0)) throw new Error(`a level of ${width} × ${height}`);
    frameAt(0, 0);
    frameAt(1, 1);
  }
}

export const sampleCells = (): string =>
  [...encodeGeoJson(drawnCells(4), { header: HEADER, classes: CLASSES, embedding: true })].join('');
