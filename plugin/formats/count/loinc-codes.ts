/** A LOINC term. */
export interface LoincCode {
  readonly code: string;
  readonly display: string;
}

/** The panel that holds the others. */
export const DIFFERENTIAL_PANEL: LoincCode = {
  code: '24318-8',
  display: 'Manual Differential panel - Blood',
};

/**
 * The terms of the kinds, by their names in the data. All but the last two are members of LOINC's panel 24318-8 (LOINC
 * 2.78, https://loinc.org/24318-8); these are 38518-7 and 19048-8 of the same table. A kind that is missing has no term
 * of its own, and goes out by its name.
 */
export const LOINC_CODES: Readonly<Record<string, LoincCode>> = {
  Neutrophil: { code: '26511-6', display: 'Neutrophils/100 leukocytes in Blood' },
  'Neutrophil: Band': { code: '26508-2', display: 'Band form neutrophils/100 leukocytes in Blood' },
  'Neutrophil: Segmented': { code: '26505-8', display: 'Segmented neutrophils/100 leukocytes in Blood' },
  Eosinophil: { code: '26450-7', display: 'Eosinophils/100 leukocytes in Blood' },
  Basophil: { code: '30180-4', display: 'Basophils/100 leukocytes in Blood' },
  Lymphocyte: { code: '26478-8', display: 'Lymphocytes/100 leukocytes in Blood' },
  'Atypical lymphocyte': { code: '13046-8', display: 'Variant lymphocytes/100 leukocytes in Blood' },
  'Abnormal lymphocyte': { code: '30413-9', display: 'Abnormal lymphocytes/100 leukocytes in Blood' },
  'Plasma cell': { code: '13047-6', display: 'Plasma cells/100 leukocytes in Blood' },
  Monocyte: { code: '26485-3', display: 'Monocytes/100 leukocytes in Blood' },
  Promonocyte: { code: '30466-7', display: 'Promonocytes/100 leukocytes in Blood' },
  Blast: { code: '26446-5', display: 'Blasts/100 leukocytes in Blood' },
  'Blast: Myeloblast': { code: '30445-1', display: 'Myeloblasts/100 leukocytes in Blood' },
  'Blast: Lymphoblast': { code: '34922-5', display: 'Lymphoblasts/100 leukocytes in Blood' },
  'Blast: Monoblast': { code: '34923-3', display: 'Monoblasts/100 leukocytes in Blood' },
  'Immature granulocyte: Promyelocyte': { code: '26524-9', display: 'Promyelocytes/100 leukocytes in Blood' },
  'Immature granulocyte: Myelocyte': { code: '26498-6', display: 'Myelocytes/100 leukocytes in Blood' },
  'Immature granulocyte: Metamyelocyte': {
    code: '28541-1',
    display: 'Metamyelocytes/100 leukocytes in Blood',
  },
  'Smudge cell': { code: '34992-8', display: 'Smudge cells/100 leukocytes in Blood' },
  'Immature granulocyte': { code: '38518-7', display: 'Immature granulocytes/100 leukocytes in Blood' },
  Erythroblast: { code: '19048-8', display: 'Nucleated erythrocytes/100 leukocytes [Ratio] in Blood' },
};

/** The code of a class; a file may name a class as it likes, also as something that every object inherits. */
export function loincCode(name: string): LoincCode | undefined {
  return Object.hasOwn(LOINC_CODES, name) ? LOINC_CODES[name] : undefined;
}
