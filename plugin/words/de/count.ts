import type { CountWords } from '../differential-words.js';

export const countDe: CountWords = {
  title: 'Differentialblutbild',
  cells: (count, written) => (count === 1 ? '1 Zelle' : `${written} Zellen`),
  empty: 'Die Zahlen erscheinen hier, sobald Zellen gefunden wurden.',
};
