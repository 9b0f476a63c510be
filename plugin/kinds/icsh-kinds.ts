import type { Kind } from './kind.js';

type Row = readonly [
  name: string,
  code: string,
  color: Kind['color'],
  counted: Kind['counted'],
  isHidden?: boolean,
];

/**
 * What a smear is read for, in the order of a differential: the cells that ICSH names (L. Palmer et al. 2015, Int. J.
 * Lab. Hematol. 37:287–303) and what is met beside them. Nucleated red cells are reported per 100 leukocytes (ibid.),
 * smudge cells likewise. Hidden are those that most smears do not have: one types their name.
 */
const ROWS: readonly Row[] = [
  ['Neutrophil', 'N', [0, 114, 178], 'among'],
  ['Neutrophil: Band', 'NB', [64, 150, 206], 'among'],
  ['Neutrophil: Segmented', 'NS', [0, 84, 140], 'among'],
  ['Eosinophil', 'E', [213, 94, 0], 'among'],
  ['Basophil', 'B', [204, 121, 167], 'among'],
  ['Lymphocyte', 'L', [0, 158, 115], 'among'],
  ['Monocyte', 'M', [230, 159, 0], 'among'],
  ['Immature granulocyte', 'IG', [86, 180, 233], 'among'],
  ['Immature granulocyte: Promyelocyte', 'PM', [54, 140, 190], 'among'],
  ['Immature granulocyte: Myelocyte', 'MY', [110, 196, 240], 'among'],
  ['Immature granulocyte: Metamyelocyte', 'MM', [150, 214, 246], 'among'],
  ['Erythroblast', 'NRBC', [240, 228, 66], 'perHundred'],
  ['Blast', 'BL', [90, 60, 140], 'among'],
  ['Atypical lymphocyte', 'RL', [110, 200, 150], 'among'],
  ['Smudge cell', 'SM', [150, 150, 110], 'perHundred'],
  ['Abnormal lymphocyte', 'AL', [0, 110, 80], 'among', true],
  ['Plasma cell', 'PC', [70, 90, 200], 'among', true],
  ['Promonocyte', 'PMO', [190, 120, 0], 'among', true],
  ['Blast: Myeloblast', 'MB', [120, 90, 170], 'among', true],
  ['Blast: Lymphoblast', 'LB', [70, 40, 120], 'among', true],
  ['Blast: Monoblast', 'MOB', [150, 120, 190], 'among', true],
  ['Megakaryocyte nucleus', 'MK', [160, 60, 90], 'perHundred', true],
  ['Platelet', 'PLT', [170, 110, 150], 'no', true],
  ['Giant platelet', 'GP', [140, 80, 120], 'no', true],
  ['Platelet clump', 'CL', [200, 150, 180], 'no', true],
  ['Artefact', 'AF', [110, 110, 110], 'no', true],
];

export const ICSH_KINDS: readonly Kind[] = ROWS.map(([name, code, color, counted, isHidden]) => ({
  name,
  code,
  color,
  counted,
  ...(isHidden ? { isHidden } : {}),
}));
