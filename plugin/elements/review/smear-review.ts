import { html, nothing, type TemplateResult } from 'lit';
import type { GalleryFilter } from '../../gallery/gallery-filter.js';
import { reviewProgress } from '../../session/review-progress.js';
import type { SmearSession } from '../../session/session.js';
import { followCellKeys } from './cell-keys.js';
import { ClassPalette, paletteStyles } from './class-palette.js';
import { listenToKeys } from '../shared/key-listener.js';
import { focusedElement } from '../../../overlays/tools/focused-element.js';
import { ariaShortcuts } from '../../../overlays/keys/key-press.js';
import { buttonKey } from '../../words/keys/key-help.js';
import { writeCount } from '../../words/numbers.js';
import { reviewCard } from './review-card.js';
import { reviewStyles } from './review-styles.js';
import { reviewUndo } from './review-undo.js';
import { segmentedChoice, segmentedStyles } from '../panel/segmented-choice.js';
import { isText } from '../shared/checked-property.js';
import { SmearElement } from '../shared/smear-element.js';
import { takeStoredKinds } from '../kinds/stored-kinds.js';
import { storedKeys } from './stored-keys.js';
import { baseStyles } from '../shared/styles.js';
import { swatchStyles } from '../shared/swatch-styles.js';

export type ReviewPane = 'gallery' | 'cell' | 'alike';

const PANES: readonly ReviewPane[] = ['gallery', 'cell', 'alike'];

/**
 * Checks the cells one by one or class by class: what is most worth a look and why, what it can be called,
 * what was done and can be undone, and the gallery of all of them.
 *
 * @element smear-review
 */
export class SmearReview extends SmearElement {
  static override properties = {
    filter: { accepts: isText },
    pane: { accepts: isText },
    fill: { type: Boolean, reflect: true },
  };
  static override styles = [baseStyles, segmentedStyles, swatchStyles, reviewStyles, paletteStyles];

  declare filter: GalleryFilter;
  /** What stands below the names: the gallery, all about the chosen cell, or the cells most like it. */
  declare pane: ReviewPane;
  /** As high as its place, the gallery taking what is left; else as high as its content. */
  declare fill: boolean;
  readonly #palette = new ClassPalette(this, (answer) => this.#answer(answer));
  #focusCard = false;
  /** What was on view and had the focus when the key asked for the comment, until that is left. */
  #before: { readonly pane: ReviewPane; readonly focused: Element | null } | undefined;

  constructor() {
    super();
    this.filter = 'all';
    this.pane = 'gallery';
    this.fill = false;
    // The panel hears the keys of the page for everything in it.
    listenToKeys(this, (event) => this.#onKey(event), { fromPage: () => this.#isAlone });
  }

  /** Whether a class waits for its key, and this is the answer; what else is pressed then means nothing. */
  takesKey(event: KeyboardEvent): boolean {
    return this.session !== undefined && this.#palette.takesKey(this.session, event);
  }

  /** Spreads the gallery over the slide, or puts it back. */
  async enlargeGallery(large?: boolean): Promise<void> {
    this.pane = 'gallery';
    await this.updateComplete;
    const gallery = this.renderRoot.querySelector('smear-gallery');
    await gallery?.updateComplete;
    gallery?.enlarge(large ?? !gallery.large);
  }

  /** Leads to the comment on the chosen cell; when that is left, back to where the reader was. */
  async writeComment(): Promise<void> {
    this.#before = { pane: this.pane, focused: focusedElement(this.ownerDocument) };
    this.pane = 'cell';
    await this.updateComplete;
    const cell = this.renderRoot.querySelector('smear-cell');
    await cell?.updateComplete;
    cell?.focus();
  }

  protected override followSession(session: SmearSession): (() => void)[] {
    const update = (): void => this.requestUpdate();
    session.keys.chosenKeys = storedKeys();
    takeStoredKinds(session.kinds);
    // In the panel its tab comes first.
    const write = (): void => void (this.#isAlone && this.writeComment());
    session.keys.addEventListener('change', update);
    session.keys.addEventListener('ask-comment', write);
    return [
      ...super.followSession(session),
      () => session.keys.removeEventListener('change', update),
      () => session.keys.removeEventListener('ask-comment', write),
    ];
  }

  protected override render(): TemplateResult | typeof nothing {
    const { session, strings: t } = this;
    if (!session) return nothing;
    if (session.cells.size === 0)
      return html`<p class="muted">${t.review.empty}</p>
        ${reviewUndo(session, t)}`;
    const isDone = isAllDone(session);
    // Before the models are known nobody knows what is uncertain, but what is confirmed is certain.
    const isDoubtKnown = isDone || session.keys.priority !== undefined;
    const isDoubtOver = isDoubtKnown && session.keys.doubtful === 0;
    return html`${reviewCard(session, t, (answer) => this.#answer(answer))}
      <div class="going">
        <button
          class="primary next"
          data-action="next-uncertain"
          aria-keyshortcuts=${ariaShortcuts('page', 'nextDoubtful') ?? nothing}
          ?disabled=${isDone}
          @click=${() => this.#next(session)}
        >
          ${isDoubtOver ? t.review.nextUnconfirmed : t.review.nextDoubtful}<kbd aria-hidden="true"
            >${buttonKey(t, 'page', 'nextDoubtful')}</kbd
          >
        </button>
        <div class="left small muted">
          <span role="status" title=${t.review.doubtfulHint} data-doubtful=${session.keys.doubtful}>
            ${isDoubtKnown ? this.#doubt(session, isDoubtOver) : nothing}
          </span>
          ${this.#progress(session)}
        </div>
      </div>
      ${this.#palette.render(session, t)}
      <div class="acts">${reviewUndo(session, t)}<slot name="tools"></slot></div>
      ${this.#lower(session)} ${this.fill ? nothing : this.#besides(session)}`;
  }

  protected override updated(): void {
    if (!this.#focusCard) return;
    this.#focusCard = false;
    this.focus();
  }

  /** The card of the cell in question, from where every key answers it. */
  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>('.card')?.focus({ preventScroll: true });
  }

  /** How much of it is left; in the end that it is over, and what comes next. */
  #doubt(session: SmearSession, isOver: boolean): TemplateResult | string {
    const { review: t, language } = this.strings;
    const { doubtful } = session.keys;
    const left = t.doubtfulLeft(doubtful, writeCount(language, doubtful));
    if (!isOver) return left;
    const said = html`<strong class="over">✓ ${left}</strong>`;
    // Once it is signed nothing comes next here.
    if (session.review.caseRecord.isLocked) return said;
    const open = reviewProgress(session).left;
    const next =
      open > 0
        ? t.nextUnconfirmedCells(writeCount(language, open))
        : t.nextStep(buttonKey(this.strings, 'page', 'stepCount') ?? '');
    return html`${said} <span class="after">${next}</span>`;
  }

  #progress(session: SmearSession): TemplateResult {
    const { strings: t } = this;
    const { left, total: all } = reviewProgress(session);
    const confirmed = all - left;
    const words = t.review.confirmed(writeCount(t.language, confirmed), writeCount(t.language, all));
    return html`<progress
        aria-label=${t.review.progress}
        title=${words}
        max=${Math.max(1, all)}
        .value=${confirmed}
      ></progress>
      <span class="hidden">${words}</span>`;
  }

  #lower(session: SmearSession): TemplateResult {
    const { strings: t } = this;
    return html`<div class="lower">
      <div class="line">
        <fieldset>
          <legend class="hidden">${t.review.pane}</legend>
          ${segmentedChoice({
            name: 'pane',
            values: PANES,
            chosen: this.pane,
            words: (pane) => t.review.panes[pane],
            onChoose: (pane) => {
              this.#before = undefined;
              this.pane = pane;
            },
            isSmall: true,
          })}
        </fieldset>
        ${
          this.fill
            ? html`<button
                class="enlarge"
                aria-label=${t.review.gallery.larger}
                title=${`${t.review.gallery.larger} (${buttonKey(t, 'page', 'gallery')})`}
                aria-keyshortcuts=${ariaShortcuts('page', 'gallery') ?? nothing}
                @click=${() => void this.enlargeGallery()}
              >
                <svg viewBox="0 0 16 16" aria-hidden="true"><path d="M9 2h5v5M7 14H2V9" /></svg
                ><kbd aria-hidden="true">${buttonKey(t, 'page', 'gallery')}</kbd>
              </button>`
            : nothing
        }
      </div>
      <smear-gallery
        ?hidden=${this.pane !== 'gallery'}
        ?fill=${this.fill}
        .session=${session}
        .filter=${this.filter}
        lang=${t.language}
        @smear-filter=${(event: CustomEvent<GalleryFilter>) => (this.filter = event.detail)}
        @smear-field-left=${() => this.focus()}
      ></smear-gallery>
      ${
        this.pane === 'gallery'
          ? html`<p class="too-low small muted">
              ${t.review.gallery.tooLow(buttonKey(t, 'page', 'gallery') ?? '')}
            </p>`
          : nothing
      }
      ${this.#about(session)}
    </div>`;
  }

  #about(session: SmearSession): TemplateResult | typeof nothing {
    if (this.pane === 'gallery') return nothing;
    const { language } = this.strings;
    return html`<div class="pane" @smear-field-left=${() => void this.#leaveComment()}>
      ${
        this.pane === 'cell'
          ? html`<smear-cell brief .session=${session} lang=${language}></smear-cell>`
          : html`<smear-neighbours .session=${session} lang=${language}></smear-neighbours>`
      }
    </div>`;
  }

  async #leaveComment(): Promise<void> {
    const before = this.#before;
    this.#before = undefined;
    if (before) {
      this.pane = before.pane;
      await this.updateComplete;
      const { focused } = before;
      // What had the focus may be gone, or out of sight under another tab.
      if (focused instanceof HTMLElement && focused.tabIndex >= 0 && focused.checkVisibility()) {
        focused.focus({ preventScroll: true });
        return;
      }
    }
    this.focus();
  }

  get #isAlone(): boolean {
    const root = this.getRootNode();
    return !(root instanceof ShadowRoot && root.host.localName === 'smear-panel');
  }

  /** What stands elsewhere in the panel. */
  #besides(session: SmearSession): TemplateResult {
    const { language } = this.strings;
    return html`<smear-reviewer .session=${session} lang=${language}></smear-reviewer>
      <smear-kind-search .session=${session} lang=${language}></smear-kind-search>`;
  }

  /** The button gives way to the card, so that Enter then answers and does not lead on unanswered. */
  #next(session: SmearSession): void {
    session.keys.nextDoubtful();
    this.#focusCard = true;
    this.requestUpdate();
  }

  #answer(answer: () => void): void {
    answer();
    this.#focusCard = true;
    this.requestUpdate();
  }

  #onKey(event: KeyboardEvent): void {
    const { session } = this;
    if (session && !this.takesKey(event)) followCellKeys(session, event);
  }
}

function isAllDone({ tally, threshold }: SmearSession): boolean {
  const { shown, confirmed } = tally.at(threshold);
  return shown > 0 && confirmed === shown;
}
