import type { DifferentialWords } from '../differential-words.js';

export const differentialEn: DifferentialWords = {
  countTo: 'Count up to',
  all: 'All',
  basis: 'Percentages of',
  reviewed: 'Reviewed cells',
  suggested: 'All cells',
  kind: 'Cell type',
  number: 'Cells',
  percent: '%',
  otherReviewed: 'Reviewed',
  otherSuggested: 'All',
  leukocytes: 'White blood cells',
  perHundred: (written) => `${written} per 100 WBC`,
  interval: (low, high) => `${low}\u00a0to\u00a0${high}`,
  intervalHint:
    'Below each percentage: its 95 % confidence interval (Wilson), from the number of cells alone. “Possibly” high or low: the interval overlaps the reference range, or cells are still unreviewed.',
  verdicts: { low: 'low', maybeLow: 'possibly low', maybeHigh: 'possibly high', high: 'high' },
  usual: (low, high) => `ref. ${low}\u00a0to\u00a0${high}`,
  reviewedOf: (reviewed, all) => `${reviewed} of ${all} white blood cells reviewed`,
  reached: (limit) => `Stopped after ${limit} white blood cells`,
  notReached: (found, limit) => `Only ${found} of ${limit} white blood cells were found`,
  unreviewed: (count, written) => (count === 1 ? '1 unreviewed cell' : `${written} unreviewed cells`),
  unknown: (count, written) =>
    count === 1
      ? '1 unknown cell, excluded from percentages'
      : `${written} unknown cells, excluded from percentages`,
  next: 'Next',
  nextUnreviewed: 'Next unreviewed cell',
  nextUnknown: 'Next unknown cell',
  size: 'Cell size',
  sizeFrom: 'From, µm',
  sizeTo: 'To, µm',
  sizeInvalid: 'Numbers in µm, the first not larger than the second; leave empty for no limit',
  sizeUnknown: 'The resolution is unknown, so cells cannot be filtered by size.',
  leftOut: (count, written) =>
    count === 1 ? '1 cell excluded by size' : `${written} cells excluded by size`,
  sizeLimits: (from, to) =>
    from && to
      ? `Cells from ${from} to ${to} µm only`
      : from
        ? `Cells of at least ${from} µm only`
        : to
          ? `Cells up to ${to} µm only`
          : 'Size filter',
  areas: {
    title: 'Counting areas',
    none: 'No counting area: the whole slide is counted.',
    draw: 'Add area',
    drawing: 'Drag a rectangle on the slide. Esc cancels.',
    name: (number) => `Area ${number}`,
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
    focusUnknown: 'slide resolution too low to judge focus',
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
    invalid: (kind) =>
      `${kind}: enter two numbers from 0 to 100, the first not larger than the second, or leave both empty`,
    reset: 'Restore adult ranges',
    save: 'Save to file',
    load: 'Load from file',
    hint: 'Enter your laboratory’s reference ranges. Percentages outside them are flagged.',
  },
  compare: {
    title: 'Comparison',
    readersHint: 'The other reader’s cells and yours, counted over the same areas.',
    load: 'Open another reader’s GeoJSON',
    back: 'Back to models',
    hint: 'The same count with the models’ classification and with the current one.',
    first: 'Models',
    second: 'Current',
    difference: 'Difference',
    points: (written) => `${written} percentage points`,
    overlap: 'intervals overlap',
    apart: 'intervals do not overlap',
    overlapHint:
      'Every cell counts with its class, reviewed or not. Where the intervals do not overlap, the counts differ by more than counting statistics explain.',
    nothing: 'Nothing has been counted yet.',
  },
};
