import type { Strings } from '../strings.js';

/** The kinds of cells by the names of the data. */
export const classesDe: Strings['classes'] = {
  Neutrophil: 'Neutrophiler',
  'Neutrophil: Band': 'Stabkerniger Neutrophiler',
  'Neutrophil: Segmented': 'Segmentkerniger Neutrophiler',
  Eosinophil: 'Eosinophiler',
  Basophil: 'Basophiler',
  Lymphocyte: 'Lymphozyt',
  Monocyte: 'Monozyt',
  'Immature granulocyte': 'Unreifer Granulozyt',
  'Immature granulocyte: Promyelocyte': 'Promyelozyt',
  'Immature granulocyte: Myelocyte': 'Myelozyt',
  'Immature granulocyte: Metamyelocyte': 'Metamyelozyt',
  Erythroblast: 'Erythroblast',
  Platelet: 'Thrombozyt',
  Unknown: 'Unbekannt',
};
