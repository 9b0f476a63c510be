import { SmearError } from '../../models/domain/errors.js';
import { boxHeight, boxWidth, type Box } from '../../models/domain/geometry.js';
import { randomUuid } from '../uuid.js';

/** A part of the slide that was chosen for the count. Plain data: it may be stored. */
export interface CountArea {
  readonly id: string;
  /** What the reader calls it. */
  readonly name: string;
  /** Level-0 pixels. */
  readonly box: Box;
}

/** The areas chosen for the count, in the order in which they are walked; `change` follows every change. */
export class CountAreas extends EventTarget {
  #list: readonly CountArea[] = [];

  get list(): readonly CountArea[] {
    return this.#list;
  }

  /** Adds an area after the others and returns its id. Throws `invalid-argument` for a box without inside. */
  add(box: Box, name: string): string {
    const id = randomUuid();
    this.set([...this.#list, { id, name, box }]);
    return id;
  }

  rename(id: string, name: string): void {
    this.set(this.#list.map((area) => (area.id === id ? { ...area, name } : area)));
  }

  remove(id: string): void {
    this.set(this.#list.filter((area) => area.id !== id));
  }

  /** Takes these in place of all: areas that were kept, or another reader's. Throws `invalid-argument`. */
  set(areas: readonly CountArea[]): void {
    for (const { name, box } of areas) {
      const isSound = boxWidth(box) > 0 && boxHeight(box) > 0 && Object.values(box).every(Number.isFinite);
      if (isSound) continue;
      throw new SmearError(
        'invalid-argument',
        `The area “${name}” has no inside. Draw it again, from one corner to the other.`,
      );
    }
    this.#list = areas.map(({ id, name, box: { minX, minY, maxX, maxY } }) => ({
      id,
      name,
      box: { minX, minY, maxX, maxY },
    }));
    this.dispatchEvent(new Event('change'));
  }
}
