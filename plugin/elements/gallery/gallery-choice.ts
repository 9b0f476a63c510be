import { groupUnder, tileUnder } from './gallery-section.js';
import { ClassDrop } from '../review/class-drop.js';
import { carryCells } from './carried-cells.js';
import type { ReactiveControllerHost } from 'lit';
import type { Box } from '../../../models/domain/geometry.js';
import { NOT_COUNTED, type CellGroup, type CellPlace } from '../../gallery/cell-order.js';
import type { GalleryField } from '../../gallery/gallery-field.js';
import { moveFrom, placesBetween, tilesInside } from '../../gallery/layout.js';
import type { SmearSession } from '../../session/session.js';
import { keyAction } from '../../../overlays/keys/key-press.js';
import { followCellKeys } from '../review/cell-keys.js';

/**
 * Which tile the reader stands on and which ones they choose, by click, key and frame: one with a click or an arrow,
 * a stretch with Shift, one more with Ctrl or Space.
 */
export class GalleryChoice {
  readonly #field: GalleryField;
  readonly #redraw: () => void;
  #active: string | undefined;
  #anchor: string | undefined;
  #needsFocus = false;

  constructor(field: GalleryField, redraw: () => void) {
    this.#field = field;
    this.#redraw = redraw;
  }

  /** Id of the one tile that the Tab key reaches. */
  get active(): string | undefined {
    return this.#active;
  }

  /** Whether that tile takes the focus once it is drawn; true once. */
  takeFocus(): boolean {
    const needsFocus = this.#needsFocus;
    this.#needsFocus = false;
    return needsFocus;
  }

  /** The tile of the cell takes the focus once it is drawn; where it has none, the one that is stood on. */
  askForFocus(id: string | undefined): void {
    const hasTile = id !== undefined && this.#field.order?.placeOf(id) !== undefined;
    this.#active = hasTile ? id : this.#active;
    this.#needsFocus = true;
    this.#redraw();
  }

  /** Stands on the tile from now on; with `focus` the keys go there. */
  standOn(id: string, { focus = false }: { focus?: boolean } = {}): void {
    this.#active = id;
    this.#needsFocus ||= focus;
    this.#redraw();
  }

  /** Where the tile stood on has left the gallery, the first one takes its place. */
  follow(): void {
    const { order } = this.#field;
    if (this.#active !== undefined && order?.placeOf(this.#active)) return;
    this.#active = order?.idAt({ group: 0, at: 0 });
  }

  click(session: SmearSession, id: string, event: MouseEvent): void {
    this.#active = id;
    if (event.shiftKey && this.#anchor !== undefined) this.#extend(session, id, isAdding(event));
    else if (isAdding(event)) {
      this.#anchor = id;
      session.selection.toggle(id);
      if (session.selection.has(id)) session.selected = id;
    } else this.#choose(session, id);
    this.#needsFocus = true;
    this.#redraw();
  }

  /** A key on a tile. */
  press(session: SmearSession, id: string, event: KeyboardEvent): void {
    const { order, layout, viewHeight } = this.#field;
    if (!order) return;
    const action = keyAction('gallery', event);
    if (action === undefined || action === 'shrink' || action === 'larger' || action === 'smaller') {
      this.#answer(session, id, event);
      return;
    }
    event.preventDefault();
    if (action === 'toggle') {
      session.selection.toggle(id);
      this.#anchor = id;
    } else if (action === 'selectAll') {
      // A class key would count cells again that are not to be counted.
      const counted = this.#field.groups.flatMap(({ name }, group) =>
        name === NOT_COUNTED ? [] : [...order.idsOf(group)],
      );
      session.selection.set(counted);
    } else {
      const from = order.placeOf(id);
      if (from) this.#move(session, order.idAt(moveFrom(layout, from, action, viewHeight)), event);
    }
  }

  /** Chooses the tiles that a frame touches. */
  inside(session: SmearSession, band: Box, adding: boolean): void {
    const { order, layout } = this.#field;
    const ids = tilesInside(layout, band).flatMap((place) => order?.idAt(place) ?? []);
    if (adding) session.selection.add(ids);
    else session.selection.set(ids);
  }

  /**
   * After one cell is answered here, the one that came after it in the rows is at hand, where the reader looks already.
   * After the last one none is: the next key must not answer the same cell again.
   */
  #answer(session: SmearSession, id: string, event: KeyboardEvent): void {
    const field = this.#field;
    const from = field.order?.placeOf(id);
    const after = from && this.#following(session, id, from);
    const isOne = session.keys.targets.length === 1 && session.keys.targets[0] === id;
    const step = session.review.history.undoable;
    followCellKeys(session, event, { fromGallery: true });
    // The field of the comment has the focus.
    if (!event.defaultPrevented || keyAction('cells', event) === 'comment') return;
    this.#needsFocus = true;
    if (event.ctrlKey || event.metaKey) {
      this.#stayAfterUndo(session, id);
      return;
    }
    if (!isOne || !from || session.selected !== id) return;
    const isConfirmed = keyAction('cells', event) === 'confirm';
    if (session.review.history.undoable === step && !isConfirmed) return;
    field.lay();
    this.follow();
    if (after !== undefined) this.#choose(session, after);
    else {
      session.selection.clear();
      session.selected = undefined;
    }
  }

  /** The next one in the rows that nobody has answered yet; the very next one after an answer that is given anew. */
  #following({ cells }: SmearSession, id: string, from: CellPlace): string | undefined {
    const { order, groups, layout } = this.#field;
    const isConfirmed = (one: string): boolean => cells.get(one)?.review?.confirmed === true;
    const isAnew = isConfirmed(id);
    for (let place = from; ;) {
      const next = moveFrom(layout, place, 'right', 0);
      const isEnd = next.group === place.group && next.at === place.at;
      const nextId = order?.idAt(next);
      if (isEnd || nextId === undefined || groups[next.group]?.name === NOT_COUNTED) return undefined;
      if (isAnew || !isConfirmed(nextId)) return nextId;
      place = next;
    }
  }

  /** Tiles came and went elsewhere: the keys stay with the cell gone to, or with the one that had them. */
  #stayAfterUndo({ selected }: SmearSession, id: string): void {
    const field = this.#field;
    field.lay();
    this.#active = selected ?? id;
    this.follow();
    if (this.#active !== undefined) field.reveal(this.#active);
    this.#redraw();
  }

  #move(session: SmearSession, id: string | undefined, event: KeyboardEvent): void {
    if (id === undefined) return;
    this.#active = id;
    this.#needsFocus = true;
    if (event.shiftKey && !isAdding(event)) {
      this.#anchor ??= session.selected;
      this.#extend(session, id, false);
      this.#field.reveal(id);
    } else this.#choose(session, id);
    this.#redraw();
  }

  #choose(session: SmearSession, id: string): void {
    this.#anchor = id;
    this.#active = id;
    session.selection.set([id]);
    session.goTo(id);
    this.#redraw();
  }

  #extend(session: SmearSession, id: string, adding: boolean): void {
    const { order, layout } = this.#field;
    const from = this.#anchor === undefined ? undefined : order?.placeOf(this.#anchor);
    const to = order?.placeOf(id);
    if (!order || !from || !to) return;
    const ids = placesBetween(layout, from, to).flatMap((place) => order.idAt(place) ?? []);
    if (adding) session.selection.add(ids);
    else session.selection.set(ids);
    session.selected = id;
  }
}

function isAdding(event: MouseEvent | KeyboardEvent): boolean {
  return event.ctrlKey || event.metaKey;
}

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
