import type { GeoJsonWords } from '../export-words.js';
import type { ExportWords } from '../export-words.js';

export const exportEn: ExportWords = {
  label: 'Other formats',
  save: 'Save',
  csv: 'One row per cell (CSV)',
  coco: 'COCO',
  dicom: 'DICOM annotations',
  csvHint: 'One row per cell, with the columns that QuPath uses. Opens in any spreadsheet program.',
  cocoHint: 'Outlines and classes for training and evaluating models.',
  dicomHint:
    'Outlines for DICOM viewers. The slide is identified by UIDs derived from its pixels; no patient data is included.',
  failed: 'The file could not be written.',
};

export const geoJsonEn: GeoJsonWords = {
  title: 'Export',
  save: 'Save GeoJSON',
  cells: 'Cells',
  embedding: 'Include embeddings (50 numbers per cell)',
  embeddingHint: 'Similar cells, cell map and adaptation need them when the file is opened again.',
  hint: 'Outlines, classes and measurements in QuPath’s GeoJSON format.',
  empty: 'There is nothing to export yet.',
};
