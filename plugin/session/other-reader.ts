import type { Cell, CellClass } from '../../models/domain/cell.js';
import { CellStore } from '../cells/cell-store.js';
import { cellsToImport } from '../formats/geojson-import.js';
import { readGeoJson } from '../formats/read-geojson.js';
import { requireSlide } from '../slide/slide-reader.js';
import type { Resolution } from '../../models/domain/resolution.js';
import type { SlideReader } from '../slide/slide-reader.js';
import { randomUuid } from '../../models/domain/uuid.js';

/** The open slide, as far as another reader's cells of it are compared. */
export interface SlideToCompare {
  readonly slide?: SlideReader;
  readonly classes: readonly CellClass[];
  readonly resolution?: Resolution;
  fingerprint(): Promise<string | undefined>;
}

/**
 * Another reader's cells of the open slide, from GeoJSON, to compare with; nothing of the session changes.
 * Fails with `invalid-argument` where no slide is open, and as an import does (`import-unreadable`,
 * `import-too-large`, `import-wrong-slide`). Abort rejects with the signal's reason.
 */
export async function readOtherReader(
  file: Blob,
  session: SlideToCompare,
  signal?: AbortSignal,
): Promise<readonly Cell[]> {
  const { classes, resolution } = session;
  const slide = requireSlide(session.slide);
  const fingerprint = await session.fingerprint();
  signal?.throwIfAborted();
  const read = await readGeoJson(file, {
    classes,
    newId: randomUuid,
    // Never shown: a comparison asks what cells are called, not when.
    at: new Date(0).toISOString(),
    slide,
    ...(resolution ? { micronsPerPixel: resolution.micronsPerPixel } : {}),
    ...(signal ? { signal } : {}),
  });
  const target = { width: slide.width, height: slide.height, fingerprint };
  return cellsToImport(read, target, new CellStore()).cells;
}
