import type { Cell, CellClass, CellReview } from '../../../../models/domain/cell.js';

/** The coarse kinds of a pack, and two finer ones. */
export const KINDS: readonly CellClass[] = [
  ['Neutrophil', 'N'],
  ['Neutrophil: Band', 'NB'],
  ['Eosinophil', 'E'],
  ['Lymphocyte', 'L'],
  ['Monocyte', 'M'],
  ['Erythroblast', 'NRBC'],
  ['Platelet', 'PLT'],
  ['Unknown', '?'],
].map(([name = '', code = '']) => ({ name, code, color: [90, 120, 150] }));

export function kindOf(name: string): CellClass {
  return KINDS.find((kind) => kind.name === name) ?? { name, code: name, color: [0, 0, 0] };
}

/** What a person says when they agree. */
export const CONFIRMED: CellReview = { confirmed: true, at: '2031-05-04T10:00:00.000Z', by: 'A. Reader' };

/** A square cell of this side around its centre, level-0 pixels. */
export function cellAt(
  id: string,
  x: number,
  y: number,
  name = 'Neutrophil',
  more: { readonly review?: CellReview; readonly side?: number; readonly score?: number } = {},
): Cell {
  const half = (more.side ?? 20) / 2;
  return {
    id,
    box: { minX: x - half, minY: y - half, maxX: x + half, maxY: y + half },
    outline: Float64Array.of(x - half, y - half, x + half, y - half, x + half, y + half, x - half, y + half),
    nuclei: [],
    score: more.score ?? 0.9,
    label: kindOf(name),
    probabilities: new Float32Array(0),
    embedding: new Float32Array(0),
    reconstructionError: 0,
    ...(more.review ? { review: more.review } : {}),
  };
}
