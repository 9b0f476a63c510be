import { html, nothing, type TemplateResult } from 'lit';
import type { GalleryFilter } from '../../gallery/gallery-filter.js';
import type { SmearSession } from '../../session/session.js';
import { followCellKeys } from './cell-keys.js';
import { ClassPalette } from './class-palette.js';
import type { Step } from '../../review/step.js';
import { listenToKeys } from '../shared/key-listener.js';
import { ariaShortcuts } from '../../../overlays/keys/key-press.js';
import { buttonKey } from '../../words/key-help.js';
import { writeCount, writePercent } from '../../words/numbers.js';
import { stepWords } from '../../words/step-words.js';
import type { Strings } from '../../words/strings.js';
import { reviewCard } from './review-card.js';
import { reviewStyles } from './review-styles.js';
import { segmentedChoice, segmentedStyles } from '../panel/segmented-choice.js';
import { SmearElement } from '../shared/smear-element.js';
import { storedKeys } from './stored-keys.js';
import { baseStyles } from '../shared/styles.js';
import { swatchStyles } from '../shared/swatch-styles.js';

const FILTERS: readonly GalleryFilter[] = ['all', 'suggested', 'doubtful', 'unknown'];

/**
 * Checks the cells one by one or class by class: what is most worth a look and why, what it can be called,
 * what was done and can be undone, and the gallery of all of them.
 *
 * @element smear-review
 */
export class SmearReview extends SmearElement {
  static override properties = {
    filter: {},
  };
  static override styles = [baseStyles, segmentedStyles, swatchStyles, reviewStyles];

  declare filter: GalleryFilter;
  readonly #palette = new ClassPalette(this, (answer) => this.#answer(answer));
  #focusCard = false;

  constructor() {
    super();
    this.filter = 'all';
    listenToKeys(this, (event) => this.#onKey(event), { fromPage: true });
  }

  protected override followSession(session: SmearSession): (() => void)[] {
    const update = (): void => this.requestUpdate();
    session.keys.chosenKeys = storedKeys();
    session.keys.addEventListener('change', update);
    return [...super.followSession(session), () => session.keys.removeEventListener('change', update)];
  }

  protected override render(): TemplateResult | typeof nothing {
    const { session, strings: t } = this;
    if (!session) return nothing;
    if (session.cells.size === 0)
      return html`<p class="muted">${t.review.empty}</p>
        ${reviewUndo(session, t)}`;
    return html`${this.#progress(session)}
      <button
        class="primary next"
        data-action="next-uncertain"
        aria-keyshortcuts=${ariaShortcuts('page', 'nextDoubtful') ?? nothing}
        @click=${() => this.#next(session)}
      >
        ${t.review.nextDoubtful}<kbd aria-hidden="true">${buttonKey(t, 'page', 'nextDoubtful')}</kbd>
      </button>
      <p class="small muted" role="status" data-doubtful=${session.keys.doubtful}>
        ${t.review.doubtfulLeft(session.keys.doubtful, writeCount(t.language, session.keys.doubtful))}
      </p>
      ${reviewCard(session, t, (answer) => this.#answer(answer))} ${this.#palette.render(session, t)}
      ${reviewUndo(session, t)}
      <fieldset>
        <legend class="hidden">${t.review.filter}</legend>
        ${segmentedChoice({
          name: 'filter',
          values: FILTERS,
          chosen: this.filter,
          words: (filter) => t.review.filters[filter],
          onChoose: (filter) => (this.filter = filter),
          isSmall: true,
        })}
      </fieldset>
      <smear-gallery .session=${session} .filter=${this.filter} lang=${t.language}></smear-gallery>
      ${this.#reviewer(session)}`;
  }

  protected override updated(): void {
    if (!this.#focusCard) return;
    this.#focusCard = false;
    this.renderRoot.querySelector<HTMLElement>('.card')?.focus({ preventScroll: true });
  }

  #progress(session: SmearSession): TemplateResult {
    const { strings: t } = this;
    const { shown, confirmed } = session.tally.at(session.threshold);
    const words = t.review.confirmed(writeCount(t.language, confirmed), writeCount(t.language, shown));
    return html`<div>
      <div class="line">
        <span>${words}</span>
        <span class="muted"
          >${writePercent(t.language, shown > 0 ? Math.floor((confirmed / shown) * 100) / 100 : 0)}</span
        >
      </div>
      <progress aria-label=${t.review.progress} max=${Math.max(1, shown)} .value=${confirmed}></progress>
    </div>`;
  }

  #reviewer(session: SmearSession): TemplateResult {
    const { strings: t } = this;
    const { review } = session;
    const sign = (name: string): void => {
      review.reviewer = name;
      this.requestUpdate();
    };
    return html`<label class="reviewer small">
        <span>${t.review.reviewer}</span>
        <input
          type="text"
          maxlength="80"
          autocomplete="name"
          title=${t.review.reviewerHint}
          .value=${review.reviewer}
          @input=${(event: Event) => sign((event.currentTarget as HTMLInputElement).value)}
        />
      </label>
      ${
        review.reviewer === '' && review.formerReviewer !== ''
          ? html`<button
              class="former"
              @click=${() => {
                sign(review.formerReviewer);
                this.renderRoot.querySelector<HTMLElement>('.reviewer input')?.focus();
              }}
            >
              ${t.review.goOnAs(review.formerReviewer)}
            </button>`
          : nothing
      }`;
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
    if (session && !this.#palette.takesKey(session, event)) followCellKeys(session, event);
  }
}

/** Undoes the last step or redoes it, and says which one that is. */
function reviewUndo(session: SmearSession, t: Strings): TemplateResult | typeof nothing {
  const { history } = session.review;
  if (!history.undoable && !history.redoable) return nothing;
  const button = (action: 'undo' | 'redo', step: Step | undefined, act: () => void): TemplateResult => {
    const what = step ? stepWords(t, step, session.threshold) : '';
    return html`<button
      ?disabled=${!step}
      title=${what}
      aria-keyshortcuts=${ariaShortcuts('page', action) ?? nothing}
      @click=${act}
    >
      <span>${t.review[action]}</span> <span class="small muted">${what || '–'}</span>
    </button>`;
  };
  return html`<div class="undo">
    ${button('undo', history.undoable, () => session.keys.undo())}
    ${button('redo', history.redoable, () => session.keys.redo())}
  </div>`;
}
