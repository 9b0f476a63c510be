/** The nucleated classes that a label can ask for, as the product writes them. */
export const NUCLEATED = [
  'Neutrophil',
  'Eosinophil',
  'Basophil',
  'Lymphocyte',
  'Monocyte',
  'Immature granulocyte',
  'Erythroblast',
  'Blast',
] as const;

export const NEUTROPHIL_KINDS = ['Neutrophil: Band', 'Neutrophil: Segmented'] as const;
export const IMMATURE_KINDS = [
  'Immature granulocyte: Promyelocyte',
  'Immature granulocyte: Myelocyte',
  'Immature granulocyte: Metamyelocyte',
] as const;

/** What a label says: a coarse class, and its finer one where it says that too. */
export interface TrueClass {
  readonly coarse: string;
  readonly fine?: string;
}

/** `Neutrophil` of `Neutrophil: Band`. */
export function coarseClass(name: string): string {
  return name.split(':')[0] as string;
}

/** Spellings of whole labels, the short ones of published sets among them; first match counts. */
const SPELLINGS: readonly (readonly [RegExp, string | undefined])[] = [
  [/atypical|reactive|variant|smudge|^(lya|ksc)$/, undefined],
  [/blasts?\b(?<!(erythro|normo)blasts?)|^(mob|myb)$/, 'Blast'],
  [/erythroblast|normoblast|nucleated red|^(nrbc|erb|ebo)$/, 'Erythroblast'],
  [/metamyelocyte|^(mmy|mmz)$/, 'Immature granulocyte: Metamyelocyte'],
  [/promyelocyte|^(pmy|pmo|pmb)$/, 'Immature granulocyte: Promyelocyte'],
  [/myelocyte|^(my|myo)$/, 'Immature granulocyte: Myelocyte'],
  [/immature granulocyte|^ig$/, 'Immature granulocyte'],
  [/\b(band|stab)|^(bne|ngb)$/, 'Neutrophil: Band'],
  [/segment|^(sne|ngs)$/, 'Neutrophil: Segmented'],
  [/neutrophil|^(neu|ne)$/, 'Neutrophil'],
  [/eosinophil|^(eos|eo)$/, 'Eosinophil'],
  [/basophil|^(bas|ba)$/, 'Basophil'],
  [/lymph|^(lym|lyt|ly)$/, 'Lymphocyte'],
  [/monocyte|^(mono|mon|mo)$/, 'Monocyte'],
];

/** Undefined where the label has no counterpart among the product's nucleated classes. */
export function classOfLabel(label: string, subtype = ''): TrueClass | undefined {
  const names = [subtype, label].map((text) => {
    const plain = text.toLowerCase().replace(/[_-]+/g, ' ').trim();
    return SPELLINGS.find(([spelling]) => spelling.test(plain))?.[1];
  });
  const said = names[1];
  if (said === undefined) return undefined;
  const coarse = coarseClass(said);
  const fine = names.find((name) => name?.includes(':') && coarseClass(name) === coarse);
  return { coarse, ...(fine ? { fine } : {}) };
}

/** Whether a box with this category is around a red cell. */
export function isRedCell(category: string): boolean {
  return /^(rbcs?|red (blood )?cells?|erythrocytes?)$/i.test(category.replace(/[_-]+/g, ' ').trim());
}

/** Whether a box with this category is around a nucleated cell, of whichever kind. */
export function isNucleated(category: string): boolean {
  return !isRedCell(category) && !/platelet|thrombocyte|^plts?$|artefact|artifact|background/i.test(category);
}
