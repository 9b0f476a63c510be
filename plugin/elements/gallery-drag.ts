import type { ReactiveControllerHost } from 'lit';
import { NOT_COUNTED, type CellGroup } from '../gallery/cell-order.js';
import type { SmearSession } from '../session.js';
import { carryCells } from './carried-cells.js';
import { ClassDrop } from './class-drop.js';
import { groupUnder, tileUnder } from './gallery-section.js';

/** Tiles dragged onto a class of the gallery, which names them; onto those not counted, which takes them out. */
export class GalleryDrag extends ClassDrop {
  readonly #groups: () => readonly CellGroup[];

  constructor(host: ReactiveControllerHost, groups: () => readonly CellGroup[]) {
    super(host);
    this.#groups = groups;
  }

  /** Takes the tile under the pointer, and with it those chosen together with it. */
  start(event: DragEvent, session: SmearSession): void {
    const id = tileUnder(event);
    if (id === undefined || event.shiftKey) {
      event.preventDefault();
      return;
    }
    if (!session.selection.has(id)) session.selection.set([id]);
    carryCells(event, id);
  }

  end(event: DragEvent, session: SmearSession): void {
    const name = groupUnder(event);
    const ids = this.drop(event, session);
    const label = this.#groups().find((group) => group.name === name)?.label;
    if (ids && name === NOT_COUNTED) session.review.reject(ids);
    else if (ids && label) session.review.assign(ids, label);
  }
}
