import type { ResolutionSource } from '../../models/domain/resolution.js';
import type { Cell, CellClass } from '../../models/domain/cell.js';
import type { Box } from '../../models/domain/geometry.js';
import { UNKNOWN } from '../../models/domain/class-name.js';
import type { KindList } from '../kinds/kind.js';
import type { CaseRecordData } from '../review/case-record.js';
import { measureCell } from '../cells/measurements.js';
import type { CountingMember } from './count/counting-member.js';
import { RingText } from './ring-text.js';
import { encodeReview } from './review-metadata.js';
import { validParts } from '../../models/domain/rings/valid-ring.js';
import { repairRing } from '../../models/domain/rings/valid-ring.js';

/** What one run over a slide was asked and what it found, so that its result can be recognised and summed up. */
export interface RunRecord {
  /** Tells the slide's file from others, by its bytes. */
  readonly input: string;
  /** As they were asked for; what the slide itself said stands in the header. */
  readonly settings: {
    /** Of level 0, as it was given. */
    readonly micronsPerPixel?: number;
    /** Level-0 pixels; absent where the whole slide was asked for. */
    readonly region?: Box;
    /** Only the largest place where red cells lie in one layer was asked for. */
    readonly monolayer?: true;
    /** Of a TIFF that holds several pictures, from 1. */
    readonly page?: number;
    readonly threshold: number;
    /** Absent where it was left to the program. */
    readonly backend?: string;
    readonly head: string;
    readonly embedding: boolean;
  };
  /** That place, level-0 pixels. */
  readonly monolayer?: Box;
  readonly classes: readonly CellClass[];
  /** Doubt above which a cell is called doubtful; absent where the pack has none. */
  readonly doubtfulAbove?: number;
  readonly cells: number;
  /** Cells of each name that was met, most first. */
  readonly counts: Readonly<Record<string, number>>;
}

/** What was analysed and with what; written as the collection's `smearlens` member. */
export interface GeoJsonHeader {
  readonly version: string;
  readonly pack: string;
  readonly packHash: string;
  /** Packs that described some of the cells before; absent where one described all. */
  readonly otherPacks?: readonly string[];
  /** Of level 0; lengths and areas are left out where it is not known. */
  readonly micronsPerPixel?: number;
  readonly resolutionSource?: ResolutionSource;
  /** What the slide's file says of it, where that cannot be. */
  readonly micronsPerPixelInFile?: number;
  readonly backend: string;
  /** What named the cells: `forest` or `linear`. */
  readonly head?: string;
  readonly threshold: number;
  /** Level-0 size of the slide, pixels. */
  readonly width: number;
  readonly height: number;
  /** Of the slide's pixels: what tells a slide from another of the same size. */
  readonly fingerprint?: string;
  /** How the cells are counted; absent where nothing was chosen. */
  readonly counting?: CountingMember;
  /** Written by the command line alone: its files are those of one run. */
  readonly run?: RunRecord;
  /** The laboratory's own kinds; absent where the usual ones hold. */
  readonly kinds?: KindList;
  /** The comment on the slide and who signed its count; absent where nobody said anything. */
  readonly caseRecord?: CaseRecordData;
}

/** What is written beside the cells themselves. */
export interface GeoJsonOptions {
  readonly header: GeoJsonHeader;
  /** The pack's classes, in the order of the cells' probabilities. */
  readonly classes: readonly CellClass[];
  /** Adds the 50 numbers to each cell. */
  readonly embedding?: boolean;
}

/** For classes whose pack says no colour: QuPath refuses a class without one. */
const GREY: readonly [number, number, number] = [128, 128, 128];

/** The member of the collection that holds the cells which a person rejected: others shall not take them for cells. */
export const REJECTED_MEMBER = 'smearlens:rejected';

/**
 * The cells as a GeoJSON FeatureCollection, in pieces to be written one after another (to a file, or
 * as the parts of a Blob): one for the head, one for each cell, one for the end. `decodeGeoJson` reads it back.
 *
 * Coordinates are level-0 pixels, not the degrees of RFC 7946. Written for QuPath 0.4 and later;
 * TissUUmaps reads the class, DSA the `label`, `group`, `lineColor` and `fillColor` that ride along.
 */
export function* encodeGeoJson(
  cells: Iterable<Cell>,
  { header, classes, embedding = false }: GeoJsonOptions,
): Generator<string, void, void> {
  const encode = cellEncoder(classes, header.micronsPerPixel, embedding);
  const rejected: Cell[] = [];
  yield `{"type":"FeatureCollection","smearlens":${JSON.stringify(header)},"features":[`;
  let separator = '\n';
  for (const some of inBatches(cells)) {
    rejected.push(...some.filter(({ review }) => review?.rejected));
    for (const text of encode(some.filter(({ review }) => !review?.rejected))) {
      yield separator + text;
      separator = ',\n';
    }
  }
  separator = `\n],"${REJECTED_MEMBER}":[\n`;
  for (const some of inBatches(rejected)) {
    for (const text of encode(some)) {
      yield separator + text;
      separator = ',\n';
    }
  }
  yield '\n]}\n';
}

/** Cells whose outlines are written together. */
const BATCH = 64;

function* inBatches(cells: Iterable<Cell>): Generator<Cell[], void, void> {
  let batch: Cell[] = [];
  for (const cell of cells) {
    // One number that is none would make the whole file unreadable.
    if (!cell.outline.every(Number.isFinite)) continue;
    batch.push(cell);
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  yield batch;
}

function cellEncoder(
  classes: readonly CellClass[],
  micronsPerPixel: number | undefined,
  embedding: boolean,
): (cells: readonly Cell[]) => Generator<string, void, void> {
  const known = new Set([UNKNOWN, ...classes].map(({ name }) => name));
  const ringText = new RingText();
  const isKnown = ({ name }: CellClass): boolean => known.has(name);
  const propertiesOf = (written: Cell): string => {
    const { name } = written.label;
    const color = usableColour(written.label);
    const css = color.join(', ');
    return JSON.stringify({
      objectType: 'cell',
      classification: { name, color },
      measurements: encodeMeasurements(written, classes, micronsPerPixel, embedding),
      metadata: encodeReview(written, isKnown),
      label: { value: name },
      group: name,
      lineColor: `rgb(${css})`,
      fillColor: `rgba(${css}, 0)`,
    });
  };
  return function* (cells) {
    // Measured is what is written, so that a file agrees with itself however often it is read and written again.
    const written = cells.map((cell) => ({
      ...cell,
      outline: repairRing(cell.outline).ring,
      nuclei: validParts(cell.nuclei.filter((part) => part.every(Number.isFinite))),
    }));
    const texts = ringText.encodeAll(written.flatMap(({ outline, nuclei }) => [outline, ...nuclei]));
    let at = 0;
    for (const cell of written) {
      const outline = polygonOf(texts[at++] as string);
      const parts = texts.slice(at, (at += cell.nuclei.length));
      const nucleus = parts.length > 0 ? `,"nucleusGeometry":${partsOf(parts)}` : '';
      yield `{"type":"Feature","id":${JSON.stringify(cell.id)},"geometry":${outline}${nucleus},"properties":${propertiesOf(cell)}}`;
    }
  };
}

function polygonOf(ring: string): string {
  return `{"type":"Polygon","coordinates":[${ring}]}`;
}

/** A Polygon for one part, a MultiPolygon for several; QuPath takes both. */
function partsOf(rings: readonly string[]): string {
  const [only] = rings;
  return rings.length === 1 && only !== undefined
    ? polygonOf(only)
    : `{"type":"MultiPolygon","coordinates":[${rings.map((ring) => `[${ring}]`).join()}]}`;
}

export function encodeMeasurements(
  cell: Cell,
  classes: readonly CellClass[],
  micronsPerPixel: number | undefined,
  embedding: boolean,
): Record<string, number> {
  const sizes = measureCell(cell, micronsPerPixel);
  const { minX, minY, maxX, maxY } = cell.box;
  const [x, y] = [round(minX, 2), round(minY, 2)];
  const measurements: Record<string, number> = {};
  // What is not known, or no number, is left out rather than guessed.
  const add = (key: string, value: number | undefined): void => {
    if (value !== undefined && Number.isFinite(value)) measurements[key] = value;
  };
  const addRounded = (key: string, value: number | undefined, decimals: number): void =>
    add(key, value === undefined ? undefined : round(value, decimals));
  // What the models say goes out as it is, so that it comes back as it was.
  add('Detection probability', cell.score);
  classes.forEach((label, i) => add(`Probability: ${label.name}`, shortest(cell.probabilities[i])));
  add('Reconstruction error', cell.reconstructionError);
  add('Novelty', cell.novelty);
  add('Doubt', shortest(cell.doubt));
  addRounded('Cell: Area µm^2', sizes.areaUm2, 3);
  addRounded('Cell: Max diameter µm', sizes.maxDiameterUm, 3);
  addRounded('Cell: Circularity', sizes.circularity, 4);
  addRounded('Nucleus: Area µm^2', sizes.nucleusAreaUm2, 3);
  addRounded('Nucleus: Lobes', sizes.nucleusLobes, 0);
  addRounded('Nucleus/Cell area ratio', sizes.nucleusCellRatio, 4);
  add('Box: X px', x);
  add('Box: Y px', y);
  // From one rounded edge to the other, so that the far edge is within half a hundredth, too.
  addRounded('Box: Width px', round(maxX, 2) - x, 2);
  addRounded('Box: Height px', round(maxY, 2) - y, 2);
  if (embedding) {
    cell.embedding.forEach((value, i) => add(`Embedding ${String(i).padStart(2, '0')}`, shortest(value)));
  }
  return measurements;
}

/** The number of fewest decimals that single precision cannot tell from this one. */
function shortest(value: number | undefined): number | undefined {
  if (value === undefined) return undefined;
  for (const scale of [1e4, 1e6, 1e8, 1e10]) {
    const near = Math.round(value * scale) / scale;
    if (Math.fround(near) === value) return near;
  }
  return value;
}

function round(value: number, decimals: number): number {
  const scale = 10 ** decimals;
  return Math.round(value * scale) / scale;
}

function usableColour({ color }: CellClass): readonly number[] {
  const usable = Array.isArray(color) && color.length === 3 && color.every((part) => Number.isFinite(part));
  return usable ? color.map((part: number) => Math.max(0, Math.min(255, Math.round(part)))) : GREY;
}
