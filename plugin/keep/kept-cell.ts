import type { Cell, CellClass } from '../../models/domain/cell.js';

/** The part of a cell that a correction leaves unchanged: nearly all of its bytes. */
export type CellBody = Omit<Cell, 'label' | 'review'>;

/** One stored version of a cell. Corrections refer to an earlier body instead of writing it again. */
export interface KeptCell {
  /** Number of this version, unique within its slide. */
  readonly n: number;
  readonly label: CellClass;
  readonly review?: Cell['review'];
  readonly body?: CellBody;
  /** The earlier version that has the same body. */
  readonly as?: number;
}

export function bodyOf(cell: CellBody & Partial<Cell>): CellBody {
  const { label, review, ...body } = cell;
  // Named only to be left out; all other members are copied.
  void [label, review];
  return body;
}

/** Whether all members except label and review are identical objects and numbers. */
export function isSameBody(a: Cell, b: Cell): boolean {
  const differs = (key: string): boolean =>
    key !== 'label' && key !== 'review' && !Object.is(a[key as keyof Cell], b[key as keyof Cell]);
  // Both ways: either may lack a member of the other.
  for (const key in a) if (differs(key)) return false;
  for (const key in b) if (differs(key)) return false;
  return true;
}

/** The cell as it is stored: with its body, or with the number `as` of an earlier version that has the same body. */
export function keptCell({ n, cell, as }: { n: number; cell: Cell; as?: number }): KeptCell {
  const { label, review } = cell;
  return {
    n,
    label,
    ...(review ? { review } : {}),
    ...(as === undefined ? { body: bodyOf(cell) } : { as }),
  };
}

/** The cell with arrays of their own: a view would be stored with the whole buffer behind it. */
export function compacted(cell: KeptCell): KeptCell {
  const { body } = cell;
  if (!body) return cell;
  return {
    ...cell,
    body: {
      ...body,
      outline: compact(body.outline),
      nuclei: body.nuclei.map(compact),
      probabilities: compact(body.probabilities),
      embedding: compact(body.embedding),
    },
  };
}

function compact<T extends Float32Array | Float64Array>(array: T): T {
  return array.byteLength === array.buffer.byteLength && array.buffer instanceof ArrayBuffer
    ? array
    : (array.slice() as T);
}

/** The stored cell, or `undefined` where the stored value is not a valid cell. */
export function cellOf(kept: KeptCell, body: CellBody): Cell | undefined {
  const { label, review } = kept;
  if (!isLabel(label) || !isBody(body)) return undefined;
  if (review === undefined) return { ...body, label };
  const isReview =
    typeof review === 'object' &&
    (review as unknown) !== null &&
    typeof review.confirmed === 'boolean' &&
    typeof review.at === 'string' &&
    (review.suggested === undefined || isLabel(review.suggested));
  return isReview ? { ...body, label, review } : undefined;
}

function isLabel(label: CellClass | undefined): boolean {
  return (
    typeof label?.name === 'string' &&
    typeof label.code === 'string' &&
    Array.isArray(label.color) &&
    label.color.length === 3 &&
    label.color.every((part) => typeof part === 'number')
  );
}

function isBody(body: CellBody | undefined): boolean {
  return (
    typeof body?.id === 'string' &&
    typeof body.box === 'object' &&
    (body.box as unknown) !== null &&
    [body.box.minX, body.box.minY, body.box.maxX, body.box.maxY].every(Number.isFinite) &&
    isRing(body.outline) &&
    Array.isArray(body.nuclei) &&
    body.nuclei.every(isRing) &&
    Number.isFinite(body.score) &&
    body.probabilities instanceof Float32Array &&
    body.embedding instanceof Float32Array &&
    typeof body.reconstructionError === 'number'
  );
}

function isRing(ring: unknown): boolean {
  return ring instanceof Float64Array && ring.length % 2 === 0;
}
