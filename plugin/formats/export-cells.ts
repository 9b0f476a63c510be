import { writePieces } from './write-geojson.js';
import type { Cell, CellClass } from '../../models/domain/cell.js';
import { SmearError } from '../../models/domain/errors.js';
import { encodeCoco } from './coco.js';
import { encodeCsv } from './csv.js';
import { encodeDicomAnnotations } from './dicom-annotations.js';
import type { DicomImage } from '../slide/dicomweb/dicom-image.js';
import type { GeoJsonHeader } from './geojson.js';

/** Formats for taking away that are not read back; GeoJSON is the one that is. */
export type ExportFormat = 'csv' | 'coco' | 'dicom';

/** What every format needs to know. */
export interface ExportOptions {
  readonly header: GeoJsonHeader;
  readonly image: string;
  readonly classes: readonly CellClass[];
  readonly now: Date;
  readonly reviewer: string;
  /** Which image of a DICOM archive the slide is. */
  readonly dicom?: DicomImage;
  readonly signal?: AbortSignal;
}

/** Ends of the file names. */
export const EXPORT_ENDINGS: Readonly<Record<ExportFormat, string>> = {
  csv: 'csv',
  coco: 'coco.json',
  dicom: 'dcm',
};

/**
 * The cells as a file. Abort rejects with the signal's reason; `export-failed` where the format cannot say what is asked
 * of it: DICOM of no cells, or of a slide that cannot be distinguished from others.
 */
export async function exportCells(
  format: ExportFormat,
  cells: readonly Cell[],
  { now, reviewer, dicom, signal, ...options }: ExportOptions,
): Promise<Blob> {
  if (format === 'csv') return writePieces(encodeCsv(cells, options), 'text/csv', signal);
  if (format === 'coco') return writePieces(encodeCoco(cells, options), 'application/json', signal);
  const { fingerprint } = options.header;
  if (fingerprint === undefined) {
    throw new SmearError(
      'export-failed',
      'DICOM needs an identifier for the slide, and none could be computed. Save as GeoJSON instead.',
    );
  }
  const file = await encodeDicomAnnotations(cells, {
    header: { ...options.header, fingerprint },
    now,
    reviewer,
    dicom,
  });
  signal?.throwIfAborted();
  return new Blob([file], { type: 'application/dicom' });
}
