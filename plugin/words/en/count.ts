import type { CountWords } from '../differential-words.js';

export const countEn: CountWords = {
  title: 'Differential',
  cells: (count, written) => (count === 1 ? '1 cell' : `${written} cells`),
  empty: 'Counts appear here once cells have been found.',
};
