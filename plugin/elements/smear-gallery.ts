import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { Cell } from '../../models/domain/cell.js';
import { boxCentre, type Box } from '../../models/domain/geometry.js';
import { cssColor } from '../../overlays/colormap.js';
import type { CellChangeSet } from '../cells/cell-store.js';
import { CellOrder, NOT_COUNTED, type CellGroup, type CellPlace } from '../gallery/cell-order.js';
import { CropShelf } from '../gallery/crop-shelf.js';
import { galleryFilter, type GalleryFilter } from '../gallery/gallery-filter.js';
import { gallerySide, galleryWindow } from '../gallery/gallery-window.js';
import {
  layOut,
  moveFrom,
  placesBetween,
  shapeFor,
  tileBox,
  tilesBetween,
  tilesInside,
  type GalleryLayout,
  type GalleryMove,
  type GalleryShape,
} from '../gallery/layout.js';
import { sortKeyOf, type GallerySort } from '../gallery/sort-key.js';
import type { SmearSession } from '../session.js';
import { carryCells, carriedCells } from './carried-cells.js';
import { followCellKeys } from './cell-keys.js';
import { drawInWindow, readWindow, WINDOW_UM } from './cell-pictures.js';
import { className } from './class-words.js';
import { galleryStyles } from './gallery-styles.js';
import { standingMark, standingWords } from './gallery-words.js';
import { writeCount } from './numbers.js';
import { RubberBand } from './rubber-band.js';
import type { SmearCellMenu } from './smear-cell-menu.js';
import { SmearElement } from './smear-element.js';
import { baseStyles } from './styles.js';

const SORTS: readonly GallerySort[] = ['confidence', 'error', 'size', 'likeness'];
/** Canvas pixels across one crop. */
const SIDE_PX = 128;
/** Crops kept: some screens' worth. */
const KEPT = 400;
/** Least width of a tile, CSS pixels. */
const LEAST = 74;
const LEAST_LARGE = 104;
/** Rows drawn beyond the view on either side, so that scrolling meets no gap. */
const SPARE_ROWS = 3;
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

interface Crop {
  readonly canvas: HTMLCanvasElement;
  readonly x: number;
  readonly y: number;
}

/** A tile that was on view, and where: what should not move when others come and go. */
interface Held {
  readonly id: string;
  readonly group: string;
  readonly offset: number;
}

/**
 * Every cell as a crop at one physical scale, by class. Only what is on view is in the page, however many
 * cells there are; crops are read as they come into view.
 *
 * @element smear-gallery
 */
export class SmearGallery extends SmearElement {
  static override properties = {
    sort: {},
    filter: {},
    large: { type: Boolean, reflect: true },
    menuOf: { state: true },
    target: { state: true },
  };
  static override styles = [baseStyles, galleryStyles];

  declare sort: GallerySort;
  declare filter: GalleryFilter;
  /** Spread over the slide beside the panel. */
  declare large: boolean;
  /** Name of the group over which cells are dragged. */
  declare target: string | undefined;
  #order: CellOrder | undefined;
  #orderedBy: readonly unknown[] = [];
  #shape: GalleryShape | undefined;
  #layout: GalleryLayout = layOut([], shapeFor(0, { least: LEAST, em: 13 }));
  #groups: readonly CellGroup[] = [];
  #scrollTop = 0;
  #viewHeight = 0;
  #held: readonly Held[] = [];
  #active: string | undefined;
  #anchor: string | undefined;
  #like: Cell | undefined;
  #lastChosen: string | undefined;
  #shown = '';
  #side = 0;
  #readFrom: readonly unknown[] = [];
  #focusSoon = false;
  #sizes: ResizeObserver | undefined;
  readonly #band = new RubberBand({
    start: () => this.#scroller,
    onBand: (band, adding) => this.#selectInside(band, adding),
    onChange: () => this.requestUpdate(),
  });
  readonly #crops = new CropShelf<Crop>({
    capacity: KEPT,
    read: (id, signal) => this.#readCrop(id, signal),
    onChange: () => this.#drawSoon(),
  });
  #percent: Intl.NumberFormat | undefined;
  #frame = 0;

  constructor() {
    super();
    this.sort = 'confidence';
    this.filter = 'all';
    this.large = false;
  }

  /** How many tiles are in the page. */
  get tilesInPage(): number {
    return this.renderRoot.querySelectorAll('.tile').length;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#sizes?.disconnect();
    this.#sizes = undefined;
    this.#crops.stop();
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
  }

  protected override followSession(session: SmearSession): (() => void)[] {
    this.#order = undefined;
    this.#crops.forget();
    const update = (): void => this.requestUpdate();
    session.addEventListener('change', update);
    return [
      () => session.removeEventListener('change', update),
      session.cells.subscribe((change) => this.#takeOver(change)),
    ];
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    const { session } = this;
    if (!session) return;
    this.#follow(session, changed);
    this.#lay();
    this.#keepPlace();
    if (session.selected !== this.#lastChosen) {
      this.#lastChosen = session.selected;
      if (session.selected !== undefined) this.#reveal(session.selected);
    }
  }

  protected override render(): TemplateResult {
    const { session, strings: t } = this;
    const words = t.review.gallery;
    if (!session) return html``;
    // Making one costs more than a tile; a language lasts for all of them.
    if (this.#percent?.resolvedOptions().locale.startsWith(t.language) !== true) {
      this.#percent = new Intl.NumberFormat(t.language, { style: 'percent', maximumFractionDigits: 0 });
    }
    const canCompare = session.selected !== undefined && session.selected !== this.#like?.id;
    return html`<div class="bar">
        <label>
          <span>${words.sort}</span>
          <select @change=${(event: Event) => this.#chooseSort(event.currentTarget as HTMLSelectElement)}>
            ${SORTS.map(
              (sort) =>
                html`<option
                  value=${sort}
                  ?selected=${sort === this.sort}
                  ?disabled=${sort === 'likeness' && this.sort !== sort && session.selected === undefined}
                >
                  ${words.sorts[sort]}
                </option>`,
            )}
          </select>
        </label>
        ${
          this.sort === 'likeness'
            ? html`<button ?disabled=${!canCompare} @click=${() => this.#compare(session.selected)}>
                ${words.compare}
              </button>`
            : nothing
        }
        <button
          class="icon"
          aria-label=${this.large ? words.smaller : words.larger}
          title=${this.large ? words.smaller : words.larger}
          aria-pressed=${this.large}
          @click=${() => this.#enlarge()}
        >
          ${enlargeIcon(this.large)}
        </button>
      </div>
      <div
        class="scroller"
        @scroll=${this.#onScroll}
        @click=${this.#onClick}
        @keydown=${this.#onKey}
        @contextmenu=${this.#onMenu}
        @pointerdown=${this.#onPointerDown}
        @dragstart=${this.#onDragStart}
        @dragover=${this.#onDragOver}
        @dragleave=${() => (this.target = undefined)}
        @drop=${this.#onDrop}
      >
        ${
          this.#order?.size
            ? html`<div class="field" style="height:${this.#layout.height}px">
                ${this.#sections(session)} ${this.#drawBand()}
              </div>`
            : html`<p class="none muted">${words.none}</p>`
        }
      </div>
      <p class="small muted">${words.hint}</p>
      <smear-cell-menu
        .session=${session}
        lang=${t.language}
        @smear-alike=${() => {
          this.sort = 'likeness';
          this.#compare(session.selected);
        }}
      ></smear-cell-menu>`;
  }

  protected override updated(): void {
    const scroller = this.#scroller;
    if (!scroller) return;
    if (!this.#sizes) {
      this.#sizes = new ResizeObserver(() => this.#measure());
      this.#sizes.observe(scroller);
    }
    if (Math.abs(scroller.scrollTop - this.#scrollTop) >= 1) scroller.scrollTop = this.#scrollTop;
    this.#shown = this.#window();
    this.#crops.want(this.#wantedCrops());
    if (!this.#focusSoon) return;
    this.#focusSoon = false;
    this.renderRoot.querySelector<HTMLElement>('.tile[tabindex="0"]')?.focus({ preventScroll: true });
  }

  get #scroller(): HTMLElement | null {
    return this.renderRoot.querySelector('.scroller');
  }

  /** What the order rests on changed, or nothing; a change of single cells has been taken over already. */
  #follow(session: SmearSession, changed: PropertyValues): void {
    const { threshold, info, resolution, slide } = session;
    const by = [session, this.sort, this.filter, threshold, info, this.sort === 'likeness' && this.#like];
    if (!this.#order || by.some((part, index) => part !== this.#orderedBy[index])) {
      if (this.#order) this.#hold();
      this.#orderedBy = by;
      this.#order = new CellOrder(session.cells.all(), {
        classes: session.keys.classes,
        isWanted: galleryFilter(this.filter, { threshold, scale: session.keys.scale }),
        sortKey: sortKeyOf(this.sort, { classes: info?.classes ?? [], like: this.#like }),
      });
      // Another order is looked at from its beginning.
      if (changed.has('sort') || changed.has('filter')) {
        this.#held = [];
        this.#scrollTop = 0;
      }
    }
    const from = [slide, resolution?.micronsPerPixel];
    if (this.#side > 0 && from.every((part, index) => part === this.#readFrom[index])) return;
    this.#readFrom = from;
    this.#side = 0;
    this.#crops.forget();
    if (session.cells.size === 0) return;
    this.#side = gallerySide(session.cells.all(), {
      micronsPerPixel: resolution?.micronsPerPixel,
      windowUm: WINDOW_UM,
    });
  }

  #takeOver(change: CellChangeSet): void {
    this.#hold();
    this.#order?.apply(change);
    for (const id of change.removed) this.#crops.forget(id);
    for (const { id, box } of change.added) {
      const crop = this.#crops.get(id);
      const { x, y } = boxCentre(box);
      if (crop && (crop.x !== x || crop.y !== y)) this.#crops.forget(id);
    }
    this.requestUpdate();
  }

  #lay(): void {
    this.#groups = this.#order?.groups ?? [];
    if (this.#shape)
      this.#layout = layOut(
        this.#groups.map(({ size }) => size),
        this.#shape,
      );
    const most = Math.max(0, this.#layout.height - this.#viewHeight);
    this.#scrollTop = Math.min(this.#scrollTop, most);
    if (this.#active !== undefined && this.#order?.placeOf(this.#active)) return;
    this.#active = this.#order?.idAt({ group: 0, at: 0 });
  }

  /** Notes what is on view before others come or go. */
  #hold(): void {
    if (this.#held.length > 0 || !this.#order || this.#scrollTop === 0) return;
    const ranges = tilesBetween(this.#layout, this.#scrollTop, this.#scrollTop + this.#viewHeight);
    this.#held = ranges.flatMap(({ section, from, to }) =>
      Array.from({ length: to - from }, (_, index) => {
        const place = { group: section, at: from + index };
        const offset = tileBox(this.#layout, place).minY - this.#scrollTop;
        return { id: this.#order?.idAt(place) ?? '', group: this.#groups[section]?.name ?? '', offset };
      }),
    );
  }

  /** Scrolls so that the first of the tiles noted that is still in its class stays where it was. */
  #keepPlace(): void {
    const held = this.#held;
    this.#held = [];
    for (const { id, group, offset } of held) {
      const place = this.#order?.placeOf(id);
      if (!place || this.#groups[place.group]?.name !== group) continue;
      this.#scrollTop = Math.max(0, tileBox(this.#layout, place).minY - offset);
      return;
    }
  }

  /** Scrolls as little as shows the cell below its head. */
  #reveal(id: string): void {
    const place = this.#order?.placeOf(id);
    if (!place || !this.#shape) return;
    this.#active = id;
    const { minY, maxY } = tileBox(this.#layout, place);
    const { headHeight, gap } = this.#shape;
    const top = minY - headHeight - gap;
    const bottom = maxY + gap - this.#viewHeight;
    if (this.#scrollTop > top) this.#scrollTop = Math.max(0, top);
    else if (this.#scrollTop < bottom) this.#scrollTop = bottom;
  }

  #measure(): void {
    const scroller = this.#scroller;
    if (!scroller || scroller.clientWidth === 0) return;
    const em = parseFloat(getComputedStyle(this).fontSize);
    const least = (this.large ? LEAST_LARGE : LEAST) * Math.max(1, em / 13);
    const field = scroller.clientWidth - 12;
    const shape = shapeFor(field, { least, em });
    const isSame = JSON.stringify(shape) === JSON.stringify(this.#shape);
    if (isSame && this.#viewHeight === scroller.clientHeight) return;
    if (!isSame) this.#hold();
    this.#shape = shape;
    this.#viewHeight = scroller.clientHeight;
    this.requestUpdate();
  }

  /** The rows in the page now, as one word: scrolling within them changes nothing. */
  #window(): string {
    return JSON.stringify(this.#ranges());
  }

  #ranges(): ReturnType<typeof tilesBetween> {
    const spare = SPARE_ROWS * ((this.#shape?.tileHeight ?? 0) + (this.#shape?.gap ?? 0));
    const pitch = spare / SPARE_ROWS || 1;
    const top = Math.floor(this.#scrollTop / pitch) * pitch;
    return tilesBetween(this.#layout, top - spare, top + this.#viewHeight + pitch + spare);
  }

  #sections(session: SmearSession): unknown {
    if (!this.#shape) return nothing;
    const places = new Map(
      this.#ranges().map(({ section, from, to }) => [
        section,
        Array.from({ length: to - from }, (_, index) => from + index),
      ]),
    );
    // The one tile that the Tab key reaches stays, wherever the reader has scrolled to.
    const active = this.#active === undefined ? undefined : this.#order?.placeOf(this.#active);
    if (active) {
      const known = places.get(active.group) ?? [];
      if (!known.includes(active.at)) places.set(active.group, [...known, active.at]);
    }
    return repeat(
      [...places].sort(([one], [other]) => one - other),
      ([section]) => this.#groups[section]?.name,
      ([section, tiles]) => this.#section(session, section, tiles),
    );
  }

  #section(session: SmearSession, index: number, tiles: readonly number[]): TemplateResult {
    const { strings: t } = this;
    const words = t.review.gallery;
    const group = this.#groups[index];
    const section = this.#layout.sections[index];
    if (!group || !section) return html``;
    const name = group.name === NOT_COUNTED ? words.notCounted : className(t, group.name);
    const counts =
      group.name === NOT_COUNTED
        ? writeCount(t.language, group.size)
        : words.head(writeCount(t.language, group.size), writeCount(t.language, group.confirmed));
    const canConfirm = group.name !== NOT_COUNTED && group.confirmed < group.size;
    const placed = tiles.flatMap((at) => {
      const id = this.#order?.idAt({ group: index, at });
      return id === undefined ? [] : [{ id, at }];
    });
    return html`<section
      class="group ${this.target === group.name ? 'target' : ''}"
      data-group=${group.name}
      style="top:${section.top}px;height:${section.height}px"
    >
      <div class="head" style="height:${this.#layout.shape.headHeight}px">
        <h4>
          ${
            group.label
              ? html`<span class="swatch" style="background:${cssColor(group.label.color)}"></span>`
              : nothing
          }
          <span class="name">${name}</span>
        </h4>
        <span class="counts small muted">${counts}</span>
        ${
          canConfirm
            ? html`<button
                class="link small"
                aria-label=${words.confirmAllOf(name)}
                @click=${() => session.review.confirm(this.#order?.idsOf(index) ?? [])}
              >
                ${words.confirmAll}
              </button>`
            : nothing
        }
      </div>
      <div role="listbox" aria-multiselectable="true" aria-label="${name}, ${counts}">
        ${repeat(
          placed,
          ({ id }) => id,
          ({ id, at }) => this.#tile(session, id, { group: index, at }, section),
        )}
      </div>
    </section>`;
  }

  #tile(
    session: SmearSession,
    id: string,
    place: CellPlace,
    { top, size }: { top: number; size: number },
  ): TemplateResult {
    const { strings: t } = this;
    const cell = session.cells.get(id);
    if (!cell) return html``;
    const { standing, certainty } = standingWords(cell, session.info?.classes ?? []);
    const chance = certainty === undefined ? undefined : this.#percent?.format(certainty);
    const box = tileBox(this.#layout, place);
    const { tileWidth, tileHeight } = this.#layout.shape;
    const crop = this.#crops.get(id);
    return html`<div
      class="tile ${standing} ${id === session.selected ? 'chosen' : ''}"
      role="option"
      data-id=${id}
      draggable="true"
      tabindex=${id === this.#active ? 0 : -1}
      aria-selected=${session.selection.has(id) || id === session.selected}
      aria-posinset=${place.at + 1}
      aria-setsize=${size}
      aria-label=${t.review.gallery.cell(className(t, cell.label.name), chance, t.review.standing[standing])}
      style="left:${box.minX + 6}px;top:${box.minY - top}px;width:${tileWidth}px;height:${tileHeight}px;--_class:${cssColor(
        cell.label.color,
      )}"
    >
      <div class="picture">
        ${crop?.canvas ?? (this.#crops.isMissing(id) ? t.review.gallery.noPicture : nothing)}
      </div>
      <div class="foot">
        <span class="mark" aria-hidden="true">${standingMark(standing)}</span>
        <span class="muted">${chance ?? nothing}</span>
      </div>
    </div>`;
  }

  #drawBand(): TemplateResult | typeof nothing {
    const { box } = this.#band;
    if (!box) return nothing;
    const { minX, minY, maxX, maxY } = box;
    return html`<div
      class="band"
      style="left:${minX}px;top:${minY}px;width:${maxX - minX}px;height:${maxY - minY}px"
    ></div>`;
  }

  /** Tiles in the page, those nearest the middle of the view first. */
  #wantedCrops(): string[] {
    const middle = this.#scrollTop + this.#viewHeight / 2;
    return this.#ranges()
      .flatMap(({ section, from, to }) =>
        Array.from({ length: to - from }, (_, index) => {
          const place = { group: section, at: from + index };
          const { minY, maxY } = tileBox(this.#layout, place);
          return { id: this.#order?.idAt(place) ?? '', far: Math.abs((minY + maxY) / 2 - middle) };
        }),
      )
      .sort((one, other) => one.far - other.far)
      .map(({ id }) => id);
  }

  async #readCrop(id: string, signal: AbortSignal): Promise<Crop> {
    const cell = this.session?.cells.get(id);
    const slide = this.session?.slide;
    const canvas = this.ownerDocument.createElement('canvas');
    canvas.width = canvas.height = SIDE_PX;
    const crop = { canvas, ...(cell ? boxCentre(cell.box) : { x: 0, y: 0 }) };
    if (!cell || !slide) return crop;
    const window = galleryWindow(cell, this.#side);
    const read = await readWindow(slide, window, SIDE_PX, signal);
    if (read) drawInWindow(canvas, read.tile, read.box, window);
    return crop;
  }

  /** Crops come one by one; those of one frame are drawn together. */
  #drawSoon(): void {
    if (this.#frame !== 0) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      this.requestUpdate();
    });
  }

  #chooseSort(select: HTMLSelectElement): void {
    const sort = SORTS.find((each) => each === select.value) ?? 'confidence';
    if (sort === 'likeness') this.#compare(this.session?.selected);
    this.sort = sort;
  }

  /** Compares the others with this cell from now on; it stays so when another one is chosen. */
  #compare(id: string | undefined): void {
    this.#like = id === undefined ? undefined : this.session?.cells.get(id);
    this.#scrollTop = 0;
    this.requestUpdate();
  }

  #enlarge(): void {
    this.large = !this.large;
    this.style.removeProperty('left');
    this.style.removeProperty('right');
    if (this.large) {
      // The panel with its classes stays on view beside it, where there is room for both.
      const { left, right } = this.getBoundingClientRect();
      const isWide = innerWidth >= 700;
      const isRight = left > innerWidth / 2;
      this.style.left = isWide && !isRight ? `${right + 20}px` : '0';
      this.style.right = isWide && isRight ? `${innerWidth - left + 20}px` : '0';
    }
  }

  readonly #onScroll = (): void => {
    const scroller = this.#scroller;
    if (!scroller) return;
    this.#scrollTop = scroller.scrollTop;
    if (this.#window() !== this.#shown) this.requestUpdate();
  };

  readonly #onClick = (event: MouseEvent): void => {
    const { session } = this;
    const id = tileUnder(event);
    if (!session || this.#band.justEnded) return;
    if (id === undefined) {
      if (event.target instanceof Element && !event.target.closest('.head')) session.selection.clear();
      return;
    }
    this.#active = id;
    if (event.shiftKey && this.#anchor !== undefined) this.#extend(session, id, isAdding(event));
    else if (isAdding(event)) {
      this.#anchor = id;
      session.selection.toggle(id);
      if (session.selection.has(id)) session.selected = id;
      this.requestUpdate();
    } else this.#choose(session, id);
    this.#focusSoon = true;
  };

  readonly #onKey = (event: KeyboardEvent): void => {
    const { session } = this;
    const id = tileUnder(event);
    if (!session || id === undefined || !this.#order) return;
    const move = isAdding(event) ? moveToEnds(event.key) : MOVES[event.key];
    if (move) {
      const from = this.#order.placeOf(id);
      if (from)
        this.#move(session, this.#order.idAt(moveFrom(this.#layout, from, move, this.#viewHeight)), event);
      event.preventDefault();
    } else if (event.key === ' ') {
      session.selection.toggle(id);
      this.#anchor = id;
      event.preventDefault();
    } else if (isAdding(event) && event.key.toLowerCase() === 'a') {
      session.selection.set(this.#groups.flatMap((_, group) => this.#order?.idsOf(group) ?? []));
      event.preventDefault();
    } else if (event.key === 'Escape' && this.large && session.selected === undefined) {
      this.#enlarge();
      event.preventDefault();
    } else this.#answer(session, id, event);
  };

  /** After one cell is answered here, the next one in its class is at hand, where the reader looks already. */
  #answer(session: SmearSession, id: string, event: KeyboardEvent): void {
    const from = this.#order?.placeOf(id);
    const group = from && this.#groups[from.group]?.name;
    const isOne = session.keys.targets.length === 1 && session.keys.targets[0] === id;
    const step = session.review.history.undoable;
    followCellKeys(session, event, { fromGallery: true });
    if (!event.defaultPrevented || event.ctrlKey || event.metaKey) return;
    this.#focusSoon = true;
    if (!isOne || !from || session.selected !== id || event.key === 'Escape') return;
    if (session.review.history.undoable === step && event.key !== 'Enter') return;
    this.#lay();
    const now = this.#order?.placeOf(id);
    const hasStayed = now !== undefined && this.#groups[now.group]?.name === group;
    const place = { group: this.#groups.findIndex(({ name }) => name === group), at: from.at };
    const next = hasStayed
      ? moveFrom(this.#layout, now, 'right', 0)
      : { ...place, at: Math.min(place.at, (this.#groups[place.group]?.size ?? 0) - 1) };
    const nextId = this.#order?.idAt(next);
    if (nextId !== undefined) this.#choose(session, nextId);
  }

  #move(session: SmearSession, id: string | undefined, event: KeyboardEvent): void {
    if (id === undefined) return;
    this.#active = id;
    this.#focusSoon = true;
    if (event.shiftKey && !isAdding(event)) {
      this.#anchor ??= session.selected;
      this.#extend(session, id, false);
      this.#reveal(id);
    } else this.#choose(session, id);
    this.requestUpdate();
  }

  #choose(session: SmearSession, id: string): void {
    this.#anchor = id;
    this.#active = id;
    session.selection.set([id]);
    session.goTo(id);
    this.requestUpdate();
  }

  #extend(session: SmearSession, id: string, adding: boolean): void {
    const order = this.#order;
    const from = this.#anchor === undefined ? undefined : order?.placeOf(this.#anchor);
    const to = order?.placeOf(id);
    if (!order || !from || !to) return;
    const ids = placesBetween(this.#layout, from, to).flatMap((place) => order.idAt(place) ?? []);
    if (adding) session.selection.add(ids);
    else session.selection.set(ids);
    session.selected = id;
  }

  #selectInside(band: Box, adding: boolean): void {
    const { session } = this;
    const order = this.#order;
    if (!session || !order) return;
    const ids = tilesInside(this.#layout, band).flatMap((place) => order.idAt(place) ?? []);
    if (adding) session.selection.add(ids);
    else session.selection.set(ids);
  }

  readonly #onPointerDown = (event: PointerEvent): void => {
    if (event.button !== 0 || event.pointerType === 'touch') return;
    if (!(event.target instanceof Element) || event.target.closest('.head')) return;
    if (tileUnder(event) !== undefined && !event.shiftKey) return;
    this.#band.begin(event);
  };

  readonly #onMenu = (event: MouseEvent): void => {
    const { session } = this;
    const id = tileUnder(event);
    if (!session || id === undefined) return;
    event.preventDefault();
    if (!session.selection.has(id)) session.selection.set([id]);
    session.selected = id;
    this.#active = id;
    const tile = event.target instanceof Element ? event.target.closest('.tile') : null;
    const box = tile?.getBoundingClientRect();
    // The menu key has no place of its own.
    const isByKey = event.clientX === 0 && event.clientY === 0;
    const place =
      isByKey && box ? { x: box.left + 12, y: box.top + 12 } : { x: event.clientX, y: event.clientY };
    this.renderRoot.querySelector<SmearCellMenu>('smear-cell-menu')?.open(place, () => {
      this.#focusSoon = true;
      this.requestUpdate();
    });
  };

  readonly #onDragStart = (event: DragEvent): void => {
    const { session } = this;
    const id = tileUnder(event);
    if (!session || id === undefined || event.shiftKey || this.#band.box) {
      event.preventDefault();
      return;
    }
    if (!session.selection.has(id)) session.selection.set([id]);
    carryCells(event, id);
  };

  readonly #onDragOver = (event: DragEvent): void => {
    const group = groupUnder(event);
    if (group === undefined || !carriedCells(event)) return;
    event.preventDefault();
    if (group !== this.target) this.target = group;
  };

  readonly #onDrop = (event: DragEvent): void => {
    const { session } = this;
    const name = groupUnder(event);
    this.target = undefined;
    const ids = session && carriedCells(event)?.idsIn(session);
    if (!session || !ids || name === undefined) return;
    event.preventDefault();
    const label = this.#groups.find((group) => group.name === name)?.label;
    if (name === NOT_COUNTED) session.review.reject(ids);
    else if (label) session.review.assign(ids, label);
  };
}

function tileUnder(event: Event): string | undefined {
  const tile = event.target instanceof Element ? event.target.closest<HTMLElement>('.tile') : null;
  return tile?.dataset['id'];
}

function groupUnder(event: Event): string | undefined {
  const group = event.target instanceof Element ? event.target.closest<HTMLElement>('.group') : null;
  return group?.dataset['group'];
}

function isAdding(event: MouseEvent | KeyboardEvent): boolean {
  return event.ctrlKey || event.metaKey;
}

function moveToEnds(key: string): GalleryMove | undefined {
  return key === 'Home' ? 'first' : key === 'End' ? 'last' : undefined;
}

function enlargeIcon(isLarge: boolean): TemplateResult {
  return html`<svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
    <path
      d=${isLarge ? 'M6 2v4H2M10 14v-4h4' : 'M9 2h5v5M7 14H2V9'}
      fill="none"
      stroke="currentColor"
      stroke-width="1.75"
      stroke-linecap="round"
      stroke-linejoin="round"
    />
  </svg>`;
}
