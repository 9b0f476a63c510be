import type { Cell } from '../../models/domain/cell.js';
import { TimeSlices } from '../scheduling/time-slices.js';
import { encodeGeoJson, type GeoJsonOptions } from './geojson.js';

/**
 * The cells as a GeoJSON file, written in slices of a few milliseconds between which the page answers.
 * Cells that change meanwhile are written as they were handed in. Abort rejects with the signal's reason.
 */
export async function writeGeoJson(
  cells: readonly Cell[],
  options: GeoJsonOptions,
  { signal }: { signal?: AbortSignal } = {},
): Promise<Blob> {
  const slices = new TimeSlices();
  const parts: Blob[] = [];
  let pieces: string[] = [];
  for (const piece of encodeGeoJson(cells, options)) {
    pieces.push(piece);
    if (!slices.due) continue;
    // A Blob for each slice: one of all pieces at the end would encode the whole file in one task.
    parts.push(new Blob(pieces));
    pieces = [];
    await slices.pause(signal);
  }
  return new Blob([...parts, ...pieces], { type: 'application/geo+json' });
}
