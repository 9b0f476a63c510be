import type { Cell } from '../../models/domain/cell.js';
import { encodeGeoJson, type GeoJsonOptions } from './geojson.js';
import { writePieces } from './write-pieces.js';

/**
 * The cells as a GeoJSON file, written in slices of a few milliseconds between which the page answers.
 * Cells that change meanwhile are written as they were handed in. Abort rejects with the signal's reason.
 */
export function writeGeoJson(
  cells: readonly Cell[],
  options: GeoJsonOptions,
  { signal }: { signal?: AbortSignal } = {},
): Promise<Blob> {
  return writePieces(encodeGeoJson(cells, options), 'application/geo+json', signal);
}
