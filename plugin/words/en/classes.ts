import type { Strings } from '../strings.js';

/** Subclasses by the names of the data; the other classes keep theirs. */
export const classesEn: Strings['classes'] = {
  'Neutrophil: Band': 'Band neutrophil',
  'Neutrophil: Segmented': 'Segmented neutrophil',
  'Immature granulocyte: Promyelocyte': 'Promyelocyte',
  'Immature granulocyte: Myelocyte': 'Myelocyte',
  'Immature granulocyte: Metamyelocyte': 'Metamyelocyte',
  'Blast: Myeloblast': 'Myeloblast',
  'Blast: Lymphoblast': 'Lymphoblast',
  'Blast: Monoblast': 'Monoblast',
  'Atypical lymphocyte': 'Reactive lymphocyte',
};
