import type { ImportWords } from '../import-words.js';
import type { SkippedReason } from '../../formats/decode-cell.js';

export const importEn: ImportWords = {
  choose: 'Open GeoJSON',
  hint: 'Cells exported from Smearlens or annotated in QuPath. Drop a file here or choose one.',
  drop: 'Drop the file to import its cells',
  reading: 'Reading the file',
  stop: 'Cancel',
  stopped: 'Cancelled. Nothing was imported.',
  saving: 'Writing the file',
  done: (added, replaced) =>
    [added && `${added} added`, replaced && `${replaced} replaced`].filter(Boolean).join(', ') + '.',
  nothing: 'This file contains no cells.',
  undoHint: 'Undo removes them again in one step.',
  repaired: (count, written) =>
    count === 1
      ? '1 outline crossed itself and was redrawn along its outer edge.'
      : `${written} outlines crossed themselves and were redrawn along their outer edges.`,
  otherModels: 'Found by other models: these cells cannot be compared by similarity.',
  countsAnew:
    'The file’s count settings (areas, number of cells, size filter, reference ranges) are now in use. Undo restores the areas only.',
  resolution: (written) =>
    `The resolution was taken from the file: ${written} µm per pixel. All lengths and areas now use it.`,
  skipped: (reason, count, written) =>
    `${count === 1 ? '1 skipped' : `${written} skipped`}: ${REASONS_EN[reason]}.`,
};

const REASONS_EN: Readonly<Record<SkippedReason, string>> = {
  'no-outline': 'points or lines, not outlines',
  'bad-coordinates': 'invalid coordinates',
  'no-area': 'outlines that enclose no area',
  'too-many-points': 'outlines of more than 5,000 points',
  'not-a-feature': 'invalid entries',
  'too-long': 'entries too large for a cell',
  'other-object': 'tiles or TMA cores',
  region: 'annotated regions too large for a cell',
  outside: 'outside this slide',
  duplicate: 'duplicates within the file',
};
