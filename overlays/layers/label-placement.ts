import { boxHeight, boxWidth, type Box } from '../../models/domain/geometry.js';

/** Something to be labelled: where it lies and how large its label is, both in CSS pixels. */
export interface LabelRequest {
  readonly id: string;
  readonly anchor: Box;
  readonly width: number;
  readonly height: number;
  /** Placed before the others, and never left out for them. */
  readonly first?: boolean;
}

export interface PlacedLabel {
  readonly id: string;
  readonly box: Box;
}

const GAP_PX = 3;

/**
 * A place for each label above, right of, below or left of its cell such that no label covers another
 * label or a cell; those that find none are left out. The same cells give the same places.
 * Inside `view` only; `obstacles` are all cells on view, the label's own included.
 */
export function placeLabels(
  requests: readonly LabelRequest[],
  obstacles: readonly Box[],
  view: Box,
): PlacedLabel[] {
  const taken = new OccupiedGrid(64);
  for (const obstacle of obstacles) taken.add(obstacle);
  const placed: PlacedLabel[] = [];
  const inOrder = [...requests].sort(
    (one, other) => Number(other.first ?? false) - Number(one.first ?? false) || (one.id < other.id ? -1 : 1),
  );
  for (const request of inOrder) {
    const box = candidates(request).find((place) => isInside(place, view) && taken.isFree(place));
    if (!box) continue;
    taken.add(box);
    placed.push({ id: request.id, box });
  }
  return placed;
}

function candidates({ anchor, width, height }: LabelRequest): Box[] {
  const midX = (anchor.minX + anchor.maxX) / 2;
  const midY = (anchor.minY + anchor.maxY) / 2;
  const at = (minX: number, minY: number): Box => ({
    minX,
    minY,
    maxX: minX + width,
    maxY: minY + height,
  });
  const above = anchor.minY - GAP_PX - height;
  const below = anchor.maxY + GAP_PX;
  const right = anchor.maxX + GAP_PX;
  const left = anchor.minX - GAP_PX - width;
  return [
    at(midX - width / 2, above),
    at(midX - width / 2, below),
    at(right, midY - height / 2),
    at(left, midY - height / 2),
    at(right, above),
    at(left, above),
    at(right, below),
    at(left, below),
  ];
}

function isInside(box: Box, view: Box): boolean {
  return box.minX >= view.minX && box.minY >= view.minY && box.maxX <= view.maxX && box.maxY <= view.maxY;
}

/** More squares than a row on any screen has. */
const SQUARES_ACROSS = 2 ** 20;

/** Boxes by grid square, so that a look at one place does not visit the whole screen. */
class OccupiedGrid {
  readonly #squares = new Map<number, Box[]>();
  readonly #size: number;

  constructor(size: number) {
    this.#size = size;
  }

  add(box: Box): void {
    for (const key of this.#keys(box)) {
      const square = this.#squares.get(key);
      if (square) square.push(box);
      else this.#squares.set(key, [box]);
    }
  }

  isFree(box: Box): boolean {
    if (boxWidth(box) <= 0 || boxHeight(box) <= 0) return true;
    for (const key of this.#keys(box)) {
      for (const other of this.#squares.get(key) ?? []) {
        if (
          other.minX < box.maxX &&
          other.maxX > box.minX &&
          other.minY < box.maxY &&
          other.maxY > box.minY
        ) {
          return false;
        }
      }
    }
    return true;
  }

  #keys(box: Box): number[] {
    const size = this.#size;
    const keys: number[] = [];
    for (let x = Math.floor(box.minX / size); x <= Math.floor(box.maxX / size); x += 1) {
      for (let y = Math.floor(box.minY / size); y <= Math.floor(box.maxY / size); y += 1) {
        keys.push(y * SQUARES_ACROSS + x);
      }
    }
    return keys;
  }
}
