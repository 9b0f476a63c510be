import type { Box } from '../../models/domain/geometry.js';
import { NOT_COUNTED } from '../gallery/cell-order.js';
import type { GalleryField } from '../gallery/gallery-field.js';
import { moveFrom, placesBetween, tilesInside, type GalleryMove } from '../gallery/layout.js';
import type { SmearSession } from '../session.js';
import { followCellKeys } from './cell-keys.js';

const MOVES: Readonly<Record<string, GalleryMove>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
  PageUp: 'pageup',
  PageDown: 'pagedown',
  Home: 'start',
  End: 'end',
};

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

  /** Whether that tile takes the focus once it is drawn; told once. */
  takeFocus(): boolean {
    const needsFocus = this.#needsFocus;
    this.#needsFocus = false;
    return needsFocus;
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
    const move = isAdding(event) ? moveToEnds(event.key) : MOVES[event.key];
    if (move) {
      const from = order.placeOf(id);
      if (from) this.#move(session, order.idAt(moveFrom(layout, from, move, viewHeight)), event);
      event.preventDefault();
    } else if (event.key === ' ') {
      session.selection.toggle(id);
      this.#anchor = id;
      event.preventDefault();
    } else if (isAdding(event) && event.key.toLowerCase() === 'a') {
      // A class key would count again what was said not to count.
      const counted = this.#field.groups.flatMap(({ name }, group) =>
        name === NOT_COUNTED ? [] : [...order.idsOf(group)],
      );
      session.selection.set(counted);
      event.preventDefault();
    } else this.#answer(session, id, event);
  }

  /** Chooses the tiles that a frame touches. */
  inside(session: SmearSession, band: Box, adding: boolean): void {
    const { order, layout } = this.#field;
    const ids = tilesInside(layout, band).flatMap((place) => order?.idAt(place) ?? []);
    if (adding) session.selection.add(ids);
    else session.selection.set(ids);
  }

  /** After one cell is answered here, the next one in its class is at hand, where the reader looks already. */
  #answer(session: SmearSession, id: string, event: KeyboardEvent): void {
    const field = this.#field;
    const from = field.order?.placeOf(id);
    const group = from && field.groups[from.group]?.name;
    const isOne = session.keys.targets.length === 1 && session.keys.targets[0] === id;
    const step = session.review.history.undoable;
    followCellKeys(session, event, { fromGallery: true });
    if (!event.defaultPrevented) return;
    this.#needsFocus = true;
    if (event.ctrlKey || event.metaKey) {
      this.#stayAfterUndo(session, id);
      return;
    }
    if (!isOne || !from || session.selected !== id || event.key === 'Escape') return;
    if (session.review.history.undoable === step && event.key !== 'Enter') return;
    field.lay();
    this.follow();
    const now = field.order?.placeOf(id);
    const hasStayed = now !== undefined && field.groups[now.group]?.name === group;
    const place = { group: field.groups.findIndex(({ name }) => name === group), at: from.at };
    const next = hasStayed
      ? moveFrom(field.layout, now, 'right', 0)
      : { ...place, at: Math.min(place.at, (field.groups[place.group]?.size ?? 0) - 1) };
    const nextId = field.order?.idAt(next);
    if (nextId !== undefined) this.#choose(session, nextId);
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

function moveToEnds(key: string): GalleryMove | undefined {
  return key === 'Home' ? 'first' : key === 'End' ? 'last' : undefined;
}
