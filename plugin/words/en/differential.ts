import type { DifferentialWords } from '../differential-words.js';

export const differentialEn: DifferentialWords = {
  countTo: 'Cells to count',
  all: 'All',
  basis: 'Percentages of',
  reviewed: 'Confirmed cells',
  suggested: 'All cells',
  kind: 'Cell class',
  number: 'Cells',
  percent: '%',
  otherReviewed: 'Confirmed',
  otherSuggested: 'All',
  leukocytes: 'White blood cells',
  perHundred: (written) => `${written}/100 WBC`,
  interval: (low, high) => `${low}–${high}`,
  intervalHead: '95% CI',
  intervalHint:
    '95% CI: confidence interval (Wilson), based on the number of cells only. “Possibly” high or low: the interval overlaps the reference range, or some cells are still unconfirmed.',
  verdicts: { low: 'low', maybeLow: 'possibly low', maybeHigh: 'possibly high', high: 'high' },
  beyondLimit: (count, written) =>
    count === 1 ? '1 more white blood cell, not counted' : `${written} more white blood cells, not counted`,
  neverUsual: 'ref. 0',
  usual: (low, high) => `ref. ${low}\u00a0to\u00a0${high}`,
  rest: 'not subdivided',
  left: (count, written, all) =>
    count === 0 ? `All ${all} cells are confirmed` : `${written} of ${all} cells left to confirm`,
  found: (written) => `${written} white blood cells`,
  plus: (count, written) => (count === 1 ? '(plus 1 other)' : `(plus ${written} others)`),
  reached: (limit) => `Stopped after ${limit} white blood cells`,
  notReached: (found, limit) => `Only ${found} of ${limit} white blood cells found`,
  unknown: (count, written) =>
    count === 1 ? '1 unknown, excluded from percentages' : `${written} unknown, excluded from percentages`,
  next: 'Next',
  nextUnreviewed: 'Next unconfirmed cell',
  nextUnknown: 'Next unknown cell',
  size: 'Cell size',
  sizeFrom: 'From (µm)',
  sizeTo: 'To (µm)',
  sizeInvalid: 'Enter sizes in µm, the smaller one first. Leave a field empty for no limit.',
  sizeUnknown: 'The resolution is unknown, so cells cannot be filtered by size.',
  leftOut: (count, written) =>
    count === 1 ? '1 cell excluded by size' : `${written} cells excluded by size`,
  sizeLimits: (from, to) =>
    from && to
      ? `Only cells from ${from} to ${to} µm`
      : from
        ? `Only cells of ${from} µm or more`
        : to
          ? `Only cells of ${to} µm or less`
          : 'Size filter',
  areas: {
    title: 'Counting areas, monolayer',
    none: 'No counting area: the whole slide is counted.',
    draw: 'Add area',
    drawing: 'Drag a rectangle on the slide. Esc cancels.',
    name: (number) => `Area ${number}`,
    monolayer: {
      find: 'Find monolayer',
      finding: (part) => `Looking for red cells in one layer: ${part}`,
      stop: 'Stop looking',
      name: (number) => `Monolayer ${number}`,
      none: 'No monolayer found: red cells overlap or lie far apart everywhere, or the image is smaller than 0.26 mm.',
    },
    analyse: (areas) => (areas === 1 ? 'Analyse this area' : `Analyse these ${areas} areas`),
    nameLabel: 'Area name',
    goTo: (name) => `Go to ${name}`,
    remove: (name) => `Remove ${name}`,
    showPath: 'Show counting path',
    pathHint:
      'Serpentine path, starting at the top left of each area, in rows of 200 µm. A square marks where the count stopped.',
    checking: 'Checking image quality',
    readable: 'Good image quality',
    notChecked: 'Image quality could not be checked',
    thick: (fields, all) => `Too thick in ${fields} of ${all} fields: cells overlap`,
    thin: (fields, all) => `Too thin in ${fields} of ${all} fields: few cells`,
    blurred: (fields, all) => `Out of focus in ${fields} of ${all} fields`,
    focusUnknown: 'resolution too low to assess focus',
  },
  ranges: {
    title: 'Reference ranges',
    source: 'Source',
    adults: 'Adults, common textbook values; not validated by this laboratory',
    changedAdults: 'Adults, common textbook values; modified here',
    from: (kind) => `${kind}, lower limit in percent`,
    to: (kind) => `${kind}, upper limit in percent`,
    low: 'From',
    high: 'To',
    invalid: (kind) => `${kind}: enter two numbers from 0 to 100, the lower one first, or leave both empty`,
    reset: 'Restore adult ranges',
    save: 'Save to file',
    load: 'Load from file',
    hint: 'Enter your laboratory’s reference ranges. Percentages outside them are flagged.',
  },
  compare: {
    title: 'Comparison',
    readersHint: 'The other reviewer’s cells and yours, counted over the same areas.',
    load: 'Open another reviewer’s GeoJSON',
    back: 'Compare with models',
    hint: 'Compares the classification by the models with the current one, over the same cells.',
    first: 'Models',
    second: 'Current',
    difference: 'Difference',
    points: (written) => `${written} percentage points`,
    overlap: 'intervals overlap',
    apart: 'intervals do not overlap',
    overlapHint:
      'All cells are counted, confirmed or not. Where the intervals do not overlap, the counts differ by more than the counting error.',
    nothing: 'Nothing has been counted yet.',
  },
};
