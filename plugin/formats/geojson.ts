import type { Cell, CellClass } from '../../models/domain/cell.js';
import { boxHeight, boxWidth, type Polygon } from '../../models/domain/geometry.js';
import { measureCell } from '../cells/measurements.js';
import type { ResolutionSource } from '../session.js';
import { validParts } from './valid-parts.js';
import { validRing } from './valid-ring.js';

/** What was analysed and with what; written as the collection's `smearlens` member. */
export interface GeoJsonHeader {
  readonly version: string;
  readonly pack: string;
  readonly packHash: string;
  /** Of level 0; lengths and areas are left out where it is not known. */
  readonly micronsPerPixel?: number;
  readonly resolutionSource?: ResolutionSource;
  readonly backend: string;
  /** What named the cells: `forest` or `linear`. */
  readonly head?: string;
  readonly threshold: number;
  /** Level-0 size of the slide, pixels. */
  readonly width: number;
  readonly height: number;
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

/**
 * The cells as a GeoJSON FeatureCollection, in pieces to be written one after another (to a file, or
 * as the parts of a Blob): one for the head, one for each cell, one for the end.
 *
 * Coordinates are level-0 pixels, not the degrees of RFC 7946. Written for QuPath 0.4 and later;
 * TissUUmaps reads the class, DSA the `label`, `group`, `lineColor` and `fillColor` that ride along.
 */
export function* encodeGeoJson(
  cells: Iterable<Cell>,
  { header, classes, embedding = false }: GeoJsonOptions,
): Generator<string, void, void> {
  yield `{"type":"FeatureCollection","smearlens":${JSON.stringify(header)},"features":[`;
  let separator = '\n';
  for (const cell of cells) {
    const feature = encodeCell(cell, classes, header.micronsPerPixel, embedding);
    yield separator + JSON.stringify(feature);
    separator = ',\n';
  }
  yield '\n]}\n';
}

function encodeCell(
  cell: Cell,
  classes: readonly CellClass[],
  micronsPerPixel: number | undefined,
  embedding: boolean,
): object {
  const { name } = cell.label;
  const color = usableColour(cell.label);
  const css = color.join(', ');
  return {
    type: 'Feature',
    id: cell.id,
    geometry: encodePolygon(cell.outline),
    ...(cell.nuclei.length > 0 ? { nucleusGeometry: encodeParts(cell.nuclei) } : {}),
    properties: {
      objectType: 'cell',
      classification: { name, color },
      measurements: encodeMeasurements(cell, classes, micronsPerPixel, embedding),
      label: { value: name },
      group: name,
      lineColor: `rgb(${css})`,
      fillColor: `rgba(${css}, 0)`,
    },
  };
}

function encodePolygon(polygon: Polygon): object {
  return { type: 'Polygon', coordinates: [validRing(polygon)] };
}

/** A Polygon for one part, a MultiPolygon for several; QuPath takes both. */
function encodeParts(parts: readonly Polygon[]): object {
  const rings = validParts(parts);
  return rings.length === 1
    ? { type: 'Polygon', coordinates: rings }
    : { type: 'MultiPolygon', coordinates: rings.map((ring) => [ring]) };
}

function encodeMeasurements(
  cell: Cell,
  classes: readonly CellClass[],
  micronsPerPixel: number | undefined,
  embedding: boolean,
): Record<string, number> {
  const sizes = measureCell(cell, micronsPerPixel);
  const { box } = cell;
  const entries: [string, number | undefined, number][] = [
    ['Detection probability', cell.score, 6],
    ...classes.map((label, i): [string, number | undefined, number] => [
      `Probability: ${label.name}`,
      cell.probabilities[i],
      4,
    ]),
    ['Reconstruction error', cell.reconstructionError, 6],
    ['Novelty', cell.novelty, 4],
    ['Cell: Area µm^2', sizes.areaUm2, 3],
    ['Cell: Max diameter µm', sizes.maxDiameterUm, 3],
    ['Cell: Circularity', sizes.circularity, 4],
    ['Nucleus: Area µm^2', sizes.nucleusAreaUm2, 3],
    ['Nucleus: Lobes', sizes.nucleusLobes, 0],
    ['Nucleus/Cell area ratio', sizes.nucleusCellRatio, 4],
    ['Box: X px', box.minX, 2],
    ['Box: Y px', box.minY, 2],
    ['Box: Width px', boxWidth(box), 2],
    ['Box: Height px', boxHeight(box), 2],
  ];
  if (embedding) {
    cell.embedding.forEach((value, i) => entries.push([`Embedding ${String(i).padStart(2, '0')}`, value, 5]));
  }
  const measurements: Record<string, number> = {};
  for (const [key, value, decimals] of entries) {
    // What is not known, or no number, is left out rather than guessed.
    if (value !== undefined && Number.isFinite(value)) measurements[key] = round(value, decimals);
  }
  return measurements;
}

function round(value: number, decimals: number): number {
  const scale = 10 ** decimals;
  return Math.round(value * scale) / scale;
}

function usableColour({ color }: CellClass): readonly number[] {
  const usable = Array.isArray(color) && color.length === 3 && color.every((part) => Number.isFinite(part));
  return usable ? color.map((part: number) => Math.max(0, Math.min(255, Math.round(part)))) : GREY;
}
