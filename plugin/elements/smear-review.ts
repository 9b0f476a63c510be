import { html, nothing, type TemplateResult } from 'lit';
import type { Cell, CellClass } from '../../models/domain/cell.js';
import { coarseName } from '../../models/domain/class-name.js';
import { cssColor } from '../../overlays/colormap.js';
import type { GalleryFilter } from '../gallery/gallery-filter.js';
import { isUsableKey, withKey } from '../review/class-keys.js';
import type { DoubtReason } from '../review/doubt.js';
import type { Step } from '../review/history.js';
import type { SmearSession } from '../session.js';
import { carriedCells } from './carried-cells.js';
import { followCellKeys } from './cell-keys.js';
import { className, finerClassName } from './class-words.js';
import { standingMark, standingWords } from './gallery-words.js';
import { writeCount, writePercent } from './numbers.js';
import { reviewStyles } from './review-styles.js';
import { SmearElement } from './smear-element.js';
import { storedKeys, storeKeys } from './stored-keys.js';
import type { Strings } from './strings/strings.js';
import { baseStyles } from './styles.js';

const FILTERS: readonly GalleryFilter[] = ['all', 'suggested', 'doubtful', 'unknown'];
/** Grounds told at once; more would be read by nobody. */
const REASONS = 2;

/**
 * Checks the cells one by one or class by class: what is most worth a look and why, what it can be called,
 * what was done and can be undone, and the gallery of all of them.
 *
 * @element smear-review
 */
export class SmearReview extends SmearElement {
  static override properties = {
    filter: {},
    rebinding: { state: true },
    awaiting: { state: true },
    refused: { state: true },
    target: { state: true },
  };
  static override styles = [baseStyles, reviewStyles];

  declare filter: GalleryFilter;
  /** Whether the keys of the classes are being changed. */
  declare rebinding: boolean;
  /** Name of the class that waits for its key. */
  declare awaiting: string | undefined;
  /** A key that no class can have, as it was pressed. */
  declare refused: string | undefined;
  /** Name of the class over which cells are dragged. */
  declare target: string | undefined;
  #focusCard = false;

  constructor() {
    super();
    this.filter = 'all';
    this.rebinding = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.addEventListener('keydown', this.#onKey);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.removeEventListener('keydown', this.#onKey);
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
        ${this.#undo(session)}`;
    return html`${this.#progress(session)}
      <button class="primary next" @click=${() => this.#next(session)}>
        ${t.review.nextDoubtful}<kbd aria-hidden="true">D</kbd>
      </button>
      ${this.#card(session)} ${this.#palette(session)} ${this.#undo(session)}
      <fieldset>
        <legend class="hidden">${t.review.filter}</legend>
        <div class="switch small">${FILTERS.map((filter) => this.#mode(filter))}</div>
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

  #card(session: SmearSession): TemplateResult {
    const { strings: t } = this;
    const { targets } = session.keys;
    const cell = targets.length === 1 ? session.cells.get(targets[0] as string) : undefined;
    const { shown, confirmed } = session.tally.at(session.threshold);
    if (targets.length === 0) {
      return html`<p class="small muted">
        ${shown > 0 && confirmed === shown ? t.review.allConfirmed : t.review.noneChosen}
      </p>`;
    }
    const isRejected = targets.every((id) => session.cells.get(id)?.review?.rejected);
    return html`<div class="card" role="group" tabindex="0" aria-labelledby="what">
      <div id="what" aria-live="polite">
        ${
          cell
            ? this.#what(session, cell)
            : html`<p class="name">${t.review.chosen(writeCount(t.language, targets.length))}</p>`
        }
      </div>
      <div class="answers">
        ${
          isRejected
            ? html`<button class="next" @click=${() => this.#answer(() => session.keys.restore())}>
                ${t.review.restore}<kbd aria-hidden="true">Ins</kbd>
              </button>`
            : html`<button class="next" @click=${() => this.#answer(() => session.keys.confirm())}>
                  ${t.review.confirm}<kbd aria-hidden="true">⏎</kbd>
                </button>
                <button class="next" @click=${() => this.#answer(() => session.keys.reject())}>
                  ${t.review.reject}<kbd aria-hidden="true">Del</kbd>
                </button>`
        }
      </div>
    </div>`;
  }

  #what(session: SmearSession, cell: Cell): TemplateResult {
    const { strings: t } = this;
    const { standing, certainty } = standingWords(cell, session.info?.classes ?? []);
    const reasons = session.keys.reasons(cell).slice(0, REASONS);
    const chance = certainty === undefined ? '' : ` ${writePercent(t.language, certainty)}`;
    return html`<p class="name">
        <span class="swatch" style="background:${cssColor(cell.label.color)}"></span>
        <span>${className(t, cell.label.name)}${chance}</span>
        <span class="standing small muted">${standingMark(standing)} ${t.review.standing[standing]}</span>
      </p>
      ${
        standing === 'confirmed' || standing === 'rejected'
          ? nothing
          : html`<p class="small">
              ${
                reasons.length === 0
                  ? t.review.noReason
                  : reasons.map(
                      (reason, index) => html`${index > 0 ? html`<br />` : nothing}${reasonWords(t, reason)}`,
                    )
              }
            </p>`
      }`;
  }

  #palette(session: SmearSession): TemplateResult {
    const { strings: t } = this;
    const { keys, classes } = session.keys;
    const chosen = new Set(
      session.keys.targets.slice(0, 100).map((id) => session.cells.get(id)?.label.name ?? ''),
    );
    const only = chosen.size === 1 ? [...chosen][0] : undefined;
    const waiting = classes.find(({ name }) => name === this.awaiting);
    return html`<div>
      <ul class="palette small" aria-label=${t.review.palette}>
        ${classes.map((label) => this.#class(session, label, keys[label.name] ?? '', label.name === only))}
      </ul>
      <div class="line small muted">
        <span role="status">
          ${
            !this.rebinding
              ? t.review.paletteHint
              : this.refused !== undefined
                ? t.review.keyTaken(this.refused)
                : waiting
                  ? t.review.pressKey(className(t, waiting.name))
                  : t.review.changeKeysHint
          }
        </span>
        ${
          this.rebinding
            ? html`<button class="link" @click=${() => this.#chooseKeys(session, {})}>
                ${t.review.usualKeys}
              </button>`
            : nothing
        }
        <button class="link" aria-pressed=${this.rebinding} @click=${() => this.#toggleRebinding()}>
          ${this.rebinding ? t.review.keysDone : t.review.changeKeys}
        </button>
      </div>
    </div>`;
  }

  #class(session: SmearSession, label: CellClass, key: string, isTheirs: boolean): TemplateResult {
    const { strings: t } = this;
    const { name } = label;
    const isFiner = coarseName(name) !== name;
    const called = (isFiner ? finerClassName : className)(t, name);
    const isWaiting = this.rebinding && this.awaiting === name;
    return html`<li>
      <button
        class=${this.target === name ? 'target' : ''}
        title=${this.rebinding ? called : t.review.call(className(t, name))}
        aria-keyshortcuts=${key.toUpperCase()}
        aria-pressed=${this.rebinding ? isWaiting : isTheirs}
        ?disabled=${!this.rebinding && session.keys.targets.length === 0}
        @click=${() => (this.rebinding ? this.#await(name) : this.#answer(() => session.keys.assign(label)))}
        @dragover=${(event: DragEvent) => this.#over(event, name)}
        @dragleave=${() => (this.target = undefined)}
        @drop=${(event: DragEvent) => this.#drop(session, event, label)}
      >
        <kbd aria-hidden="true">${isWaiting ? '…' : key.toUpperCase()}</kbd>
        <span class="swatch" style="background:${cssColor(label.color)}"></span>
        <span class="name">${called}</span>
      </button>
    </li>`;
  }

  #undo(session: SmearSession): TemplateResult | typeof nothing {
    const { strings: t } = this;
    const { history } = session.review;
    if (!history.undoable && !history.redoable) return nothing;
    const button = (words: string, step: Step | undefined, act: () => void): TemplateResult => {
      const what = step ? this.#stepWords(step) : '';
      return html`<button ?disabled=${!step} title=${what} @click=${act}>
        <span>${words}</span> <span class="small muted">${what || '–'}</span>
      </button>`;
    };
    return html`<div class="undo">
      ${button(t.review.undo, history.undoable, () => history.undo())}
      ${button(t.review.redo, history.redoable, () => history.redo())}
    </div>`;
  }

  #stepWords({ kind, changes }: Step): string {
    const { strings: t } = this;
    const name = kind === 'assign' ? changes[0]?.after?.label.name : undefined;
    const called = name === undefined ? undefined : className(t, name);
    return t.review.step(kind, changes.length, writeCount(t.language, changes.length), called);
  }

  #mode(filter: GalleryFilter): TemplateResult {
    return html`<label class="mode"
      ><input
        type="radio"
        name="filter"
        .checked=${this.filter === filter}
        @change=${() => {
          this.filter = filter;
        }}
      />${this.strings.review.filters[filter]}</label
    >`;
  }

  #reviewer(session: SmearSession): TemplateResult {
    const { strings: t } = this;
    return html`<label class="reviewer small">
      <span>${t.review.reviewer}</span>
      <input
        type="text"
        maxlength="80"
        autocomplete="name"
        title=${t.review.reviewerHint}
        .value=${session.review.reviewer}
        @input=${(event: Event) => {
          session.review.reviewer = (event.currentTarget as HTMLInputElement).value;
        }}
      />
    </label>`;
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

  #toggleRebinding(): void {
    this.rebinding = !this.rebinding;
    this.awaiting = undefined;
    this.refused = undefined;
  }

  #await(name: string): void {
    this.awaiting = name;
    this.refused = undefined;
  }

  #chooseKeys(session: SmearSession, keys: Readonly<Record<string, string>>): void {
    session.keys.chosenKeys = keys;
    storeKeys(keys);
  }

  #over(event: DragEvent, name: string): void {
    if (!carriedCells(event)) return;
    event.preventDefault();
    if (this.target !== name) this.target = name;
  }

  #drop(session: SmearSession, event: DragEvent, label: CellClass): void {
    this.target = undefined;
    const ids = carriedCells(event)?.idsIn(session);
    if (!ids) return;
    event.preventDefault();
    session.review.assign(ids, label);
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    const { session } = this;
    if (!session) return;
    if (this.rebinding && this.awaiting !== undefined && !event.ctrlKey && !event.metaKey) {
      this.#takeKey(session, this.awaiting, event);
      return;
    }
    followCellKeys(session, event);
  };

  #takeKey(session: SmearSession, name: string, event: KeyboardEvent): void {
    // Tab and the modifiers themselves are no answer.
    if (event.key.length > 1 && event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key === 'Escape') {
      this.awaiting = undefined;
      return;
    }
    const key = event.key.toLowerCase();
    if (!isUsableKey(key)) {
      this.refused = event.key === ' ' ? '␣' : event.key;
      return;
    }
    this.#chooseKeys(session, withKey(session.keys.keys, name, key));
    this.awaiting = undefined;
    this.refused = undefined;
  }
}

function reasonWords(t: Strings, reason: DoubtReason): string {
  const names = 'names' in reason ? reason.names : [];
  const say = reason.kind === 'finer' ? finerClassName : className;
  return t.review.reason(
    reason.kind,
    names.map((name) => say(t, name)),
  );
}
