import { html, type PropertyValues, type TemplateResult } from 'lit';
import type { Cell } from '../../../models/domain/cell.js';
import type { CellStoreChange } from '../../cells/cell-store.js';
import { CellOrder } from '../../gallery/cell-order.js';
import { GalleryField } from '../../gallery/gallery-field.js';
import type { GalleryShape } from '../../gallery/layout.js';
import { galleryFilter, type GalleryFilter } from '../../gallery/gallery-filter.js';
import { sortKeyOf, type GallerySort } from '../../gallery/sort-key.js';
import type { SmearSession } from '../../session/session.js';
import { galleryBar } from './gallery-bar.js';
import { GalleryChoice, GalleryDrag } from './gallery-choice.js';
import { GalleryCrops } from './gallery-crops.js';
import { GalleryScroller } from './gallery-scroller.js';
import { gallerySections, groupUnder, tileElementUnder, tileUnder } from './gallery-section.js';
import { galleryStyles } from './gallery-styles.js';
import { GallerySpread, resizeStep } from './gallery-spread.js';
import { RubberBand } from './rubber-band.js';
import { menuPlace, type SmearCellMenu } from '../review/smear-cell-menu.js';
import { isText } from '../shared/checked-property.js';
import { SmearElement } from '../shared/smear-element.js';
import { baseStyles } from '../shared/styles.js';
import { swatchStyles } from '../shared/swatch-styles.js';

/** A click that comes sooner after another was meant for what stood there before. */
const SECOND_CLICK_MS = 700;

/**
 * Every cell as a crop at one physical scale, by class. Only what is on view is in the page, however many
 * cells there are; crops are read as they come into view.
 *
 * @element smear-gallery
 */
export class SmearGallery extends SmearElement {
  static override properties = {
    sort: { accepts: isText },
    filter: { accepts: isText },
    large: { type: Boolean, reflect: true },
    fill: { type: Boolean, reflect: true },
  };
  static override styles = [baseStyles, swatchStyles, galleryStyles];

  declare sort: GallerySort;
  declare filter: GalleryFilter;
  /** Spread over the slide beside the panel. */
  declare large: boolean;
  /** As high as its place; else of a height of its own. */
  declare fill: boolean;
  readonly #field = new GalleryField();
  readonly #scroller = new GalleryScroller(this, this.#field);
  readonly #crops = new GalleryCrops(this.ownerDocument);
  readonly #choice = new GalleryChoice(this.#field, () => this.requestUpdate());
  readonly #drag = new GalleryDrag(this, () => this.#field.groups);
  readonly #band = new RubberBand({
    start: () => this.#scroller.element,
    onBand: (band, adding) => this.session && this.#choice.inside(this.session, band, adding),
    onChange: () => this.requestUpdate(),
  });
  readonly #spread = new GallerySpread(this, {
    isCovered: () => this.renderRoot.querySelector<SmearCellMenu>('smear-cell-menu')?.isOpen === true,
    onEscape: () => this.enlarge(false),
    onResize: (step) => this.#resize(step),
  });
  #orderedBy: readonly unknown[] = [];
  #like: Cell | undefined;
  #lastChosen: string | undefined;
  #confirmedAllAt = -Infinity;
  /** How the tiles lay before they were given another size, until they are laid anew. */
  #laidBefore: GalleryShape | undefined;
  #percent: Intl.NumberFormat | undefined;

  constructor() {
    super();
    this.sort = 'confidence';
    this.filter = 'all';
    this.large = false;
    this.fill = false;
  }

  /** How many tiles are in the page. */
  get tilesInPage(): number {
    return this.renderRoot.querySelectorAll('.tile').length;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.large = false;
    this.#crops.stop();
  }

  protected override followSession(session: SmearSession): (() => void)[] {
    this.#field.order = undefined;
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
    this.#field.lay();
    this.#choice.follow();
    this.#field.keepPlace();
    this.#crops.follow(session, this.#field.layout.shape.tileWidth);
    const isLaidAnew = this.#laidBefore !== undefined && this.#field.shape !== this.#laidBefore;
    if (isLaidAnew) this.#laidBefore = undefined;
    if (session.selected === this.#lastChosen && !isLaidAnew) return;
    this.#lastChosen = session.selected;
    // The tile with the focus is the one that is looked at, also where another cell was chosen last, or none.
    const isStoodOn = isLaidAnew && (this.large || this.#spread.hasFocus);
    const stoodOn = isStoodOn ? this.#choice.active : session.selected;
    if (stoodOn !== undefined && this.#field.reveal(stoodOn)) this.#choice.standOn(stoodOn);
  }

  protected override render(): TemplateResult {
    const { session, strings: t } = this;
    if (!session) return html``;
    return html`${this.#bar(session)}
      <div
        class="scroller"
        @scroll=${this.#scroller.onScroll}
        @click=${this.#onClick}
        @keydown=${this.#onKey}
        @contextmenu=${this.#onMenu}
        @pointerdown=${this.#onPointerDown}
        @dragstart=${(event: DragEvent) => (this.#band.box ? event.preventDefault() : this.#drag.start(event, session))}
        @dragover=${(event: DragEvent) => this.#drag.over(event, groupUnder(event))}
        @dragleave=${() => this.#drag.leave()}
        @drop=${(event: DragEvent) => this.#drag.end(event, session)}
      >
        ${
          this.#field.order?.size
            ? html`<div class="field" .style="height:${this.#field.layout.height}px">
                ${gallerySections({
                  session,
                  strings: t,
                  percent: this.#percentIn(t.language),
                  field: this.#field,
                  crops: this.#crops,
                  active: this.#choice.active,
                  target: this.#drag.target,
                  onConfirmAll: (group, event) => this.#confirmAll(session, group, event),
                })}
                ${this.#band.frame}
              </div>`
            : html`<p class="none muted">
                ${session.counting.table.isSettled ? t.review.noneLeft : t.review.gallery.none}
              </p>`
        }
      </div>
      <p class="hint small muted">${t.review.gallery.hint}</p>
      <smear-cell-menu
        .session=${session}
        lang=${t.language}
        @smear-alike=${() => this.#sortBy('likeness')}
      ></smear-cell-menu>`;
  }

  protected override updated(): void {
    this.#crops.want(this.#field.drawnIds);
    // A gallery that was folded away draws its tiles only once it knows its room.
    const tile = this.renderRoot.querySelector<HTMLElement>('.tile[tabindex="0"]');
    if (tile && this.#choice.takeFocus()) tile.focus({ preventScroll: true });
  }

  /** What the order rests on changed, or nothing; a change of single cells has been taken over already. */
  #follow(session: SmearSession, changed: PropertyValues): void {
    const { threshold, info, classes } = session;
    const by = [
      session,
      this.sort,
      this.filter,
      threshold,
      info,
      classes,
      this.sort === 'likeness' && this.#like,
    ];
    if (this.#field.order && by.every((part, index) => part === this.#orderedBy[index])) return;
    this.#field.hold();
    this.#orderedBy = by;
    this.#field.order = new CellOrder(session.cells.all(), {
      classes: session.keys.classes,
      isWanted: galleryFilter(this.filter, { threshold, priority: session.keys.priority }),
      sortKey: sortKeyOf(this.sort, { classes, like: this.#like }),
    });
    if (changed.has('sort') || changed.has('filter')) this.#field.startOver();
  }

  #takeOver(change: CellStoreChange): void {
    this.#field.hold();
    this.#field.order?.apply(change);
    this.#crops.takeOver(change);
    this.requestUpdate();
  }

  #bar(session: SmearSession): TemplateResult {
    const { selected } = session;
    return galleryBar({
      strings: this.strings,
      sort: this.sort,
      filter: this.filter,
      isLarge: this.large,
      canCompare: selected !== undefined,
      canCompareAnew: selected !== undefined && selected !== this.#like?.id,
      onSort: (sort) => this.#sortBy(sort),
      onFilter: (filter) => {
        this.filter = filter;
        this.dispatchEvent(new CustomEvent('smear-filter', { detail: filter }));
      },
      onCompare: () => this.#sortBy('likeness'),
      onEnlarge: () => this.enlarge(!this.large),
    });
  }

  /** By likeness: to the cell chosen now; it stays so when another one is chosen. */
  #sortBy(sort: GallerySort): void {
    const { session } = this;
    if (sort === 'likeness') {
      this.#like = session?.selected === undefined ? undefined : session.cells.get(session.selected);
      this.#field.startOver();
    }
    this.sort = sort;
    this.requestUpdate();
  }

  #percentIn(language: string): Intl.NumberFormat {
    if (this.#percent?.resolvedOptions().locale.startsWith(language) !== true) {
      this.#percent = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 0 });
    }
    return this.#percent;
  }

  /** Spreads it over the slide, or puts it back into its place. */
  enlarge(large = true): void {
    this.#laidBefore = large === this.large ? undefined : this.#field.shape;
    this.large = large;
    this.#spread.set(large);
    if (large) this.#choice.askForFocus(this.session?.selected);
  }

  /** Where a class goes out of view its follower comes under the pointer, which a second click must not confirm unseen. */
  #confirmAll({ review }: SmearSession, group: number, { detail, timeStamp }: MouseEvent): void {
    const isTooSoon = detail > 1 || timeStamp - this.#confirmedAllAt < SECOND_CLICK_MS;
    if (isTooSoon && detail > 0) return;
    this.#confirmedAllAt = timeStamp;
    review.confirm(this.#field.order?.idsOf(group) ?? []);
  }

  /** The cell that is looked at stays on view. */
  #resize(step: 1 | -1): void {
    this.#laidBefore = this.#field.shape;
    this.#scroller.resize(step);
  }

  readonly #onClick = (event: MouseEvent): void => {
    const { session } = this;
    const id = tileUnder(event);
    if (!session || this.#band.justEnded) return;
    if (id !== undefined) this.#choice.click(session, id, event);
    else if (event.target instanceof Element && !event.target.closest('.head')) session.selection.clear();
  };

  readonly #onKey = (event: KeyboardEvent): void => {
    const { session } = this;
    const id = tileUnder(event);
    if (!session || id === undefined) return;
    const step = resizeStep(event);
    if (step === undefined) this.#choice.press(session, id, event);
    else {
      event.preventDefault();
      this.#resize(step);
    }
  };

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
    this.#choice.standOn(id);
    const menu = this.renderRoot.querySelector<SmearCellMenu>('smear-cell-menu');
    menu?.open(menuPlace(event, tileElementUnder(event)), () => this.#choice.standOn(id, { focus: true }));
  };
}
