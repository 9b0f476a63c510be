import type { AnalysisProgress } from '../../analysis/progress.js';
import { html, nothing, type TemplateResult } from 'lit';
import { asSmearError, SmearError } from '../../../models/domain/errors.js';
import type { SessionState, SmearSession } from '../../session/session.js';
import { emit } from '../shared/events.js';
import { writeCount, writeMegabytes, writePercent } from '../../words/numbers.js';
import { isText } from '../shared/checked-property.js';
import { SmearElement } from '../shared/smear-element.js';
import { baseStyles } from '../shared/styles.js';
import { findStyles } from './find-styles.js';

/** Starts an analysis, shows how far it has come, and says what came of it. */
export class SmearFind extends SmearElement {
  static override properties = { modelsFrom: { attribute: false, accepts: isText } };
  static override styles = [baseStyles, findStyles];

  /** Where the models come from, as a person would say it; shown while they load. */
  declare modelsFrom: string | undefined;
  #drawing?: AbortController;
  #wasPaused = false;

  protected override render(): TemplateResult {
    const { strings: t, session } = this;
    if (!session?.slide) {
      return html`<p><strong>${t.find.nothingOpen}</strong></p>
        <p class="muted">${t.find.nothingOpenHint}</p>`;
    }
    const busy = session.state.kind === 'analysing';
    const canPause = busy && session.unfinished?.isAtWork === true;
    return html`
      <div class="buttons">
        ${
          canPause
            ? html`<button class="beside" data-action="pause" @click=${() => this.#pause(session)}>
                ${t.find.pause}
              </button>`
            : nothing
        }
        <button
          class="primary ${canPause ? 'beside' : ''}"
          data-action=${busy ? 'cancel' : 'analyse-view'}
          @click=${() => {
            if (busy) session.cancel();
            else this.#start(session.analyzeView());
          }}
        >
          ${busy ? t.find.cancel : t.find.view}
        </button>
        <button data-action="analyse-region" ?disabled=${busy} @click=${() => this.#draw(session)}>
          ${t.find.region}
        </button>
        <button
          data-action="analyse-slide"
          ?disabled=${busy}
          @click=${() => this.#start(session.analyzeSlide())}
        >
          ${t.find.slide}
        </button>
      </div>
      ${
        session.analyzesAsPanned === undefined
          ? nothing
          : html`<label class="as-panned"
              ><input
                type="checkbox"
                data-action="analyse-as-panned"
                .checked=${session.analyzesAsPanned}
                @change=${({ target }: Event) => {
                  session.analyzesAsPanned = (target as HTMLInputElement).checked;
                }}
              />${t.find.asPanned}</label
            >`
      }
      <div class="state">${this.#state(session)} ${busy ? nothing : this.#unfinished(session)}</div>
    `;
  }

  protected override updated(): void {
    const resume = this.renderRoot.querySelector<HTMLElement>('[data-action=resume]');
    if (!this.#wasPaused || !resume) return;
    this.#wasPaused = false;
    resume.focus();
  }

  /** The button that was pressed goes; the one that reverts it then has the focus. */
  #pause(session: SmearSession): void {
    this.#wasPaused = true;
    session.pause();
  }

  /** What an interrupted analysis can come to. */
  #unfinished(session: SmearSession): TemplateResult | typeof nothing {
    const { find } = this.strings;
    if (!session.unfinished) return nothing;
    return html`<div class="buttons">
      <button data-action="resume" @click=${() => this.#start(session.resume())}>${find.resume}</button>
      <button data-action="end-unfinished" @click=${() => session.cancel()}>${find.cancel}</button>
    </div>`;
  }

  #state(session: SmearSession): TemplateResult {
    const { strings: t } = this;
    const { state, unfinished } = session;
    if (unfinished && !unfinished.isAtWork && (state.kind === 'done' ? state.cancelled : isResting(state))) {
      const part = writePercent(t.language, unfinished.done / unfinished.total);
      return html`<p><strong>${t.find.paused(part, this.#cells(session))}</strong></p>
        ${this.#bar(unfinished.done / unfinished.total)}`;
    }
    switch (state.kind) {
      case 'loading': {
        const loaded = writeMegabytes(t.language, state.loadedBytes);
        const total = writeMegabytes(t.language, state.totalBytes);
        return html`<p class="muted">${t.find.loading(loaded, total, this.modelsFrom)}</p>
          ${this.#bar(state.totalBytes > 0 ? state.loadedBytes / state.totalBytes : undefined)}`;
      }
      case 'electing':
        return html`<p class="muted">${t.find.preparing}</p>
          ${this.#bar(undefined)}`;
      case 'analysing':
        return this.#progress(session, state.progress);
      case 'done':
        return this.#done(session, state.progress, state.cancelled);
      default:
        // Who has cells knows what the button does.
        return html`<p class="muted">
          ${session.cells.size > 0 ? t.find.done(this.#cells(session)) : t.find.openHint}
        </p>`;
    }
  }

  #progress(session: SmearSession, progress: AnalysisProgress): TemplateResult {
    const { strings: t } = this;
    if (progress.total === 0) {
      return html`<p class="muted">${t.find.starting}</p>
        ${this.#bar(undefined)}`;
    }
    const part = progress.done / progress.total;
    const text = t.find.progress(writePercent(t.language, part), this.#cells(session));
    return html`${this.#bar(part)}
      <p class="line"><span>${text}</span><span class="muted">${this.#remaining(progress)}</span></p>
      ${this.#failed(progress)}`;
  }

  #done(session: SmearSession, progress: AnalysisProgress, cancelled: boolean): TemplateResult {
    const { strings: t } = this;
    const shown = countShown(session);
    const all = shown === 0 ? [...session.cells.all()] : [];
    const hidden = all.filter(({ review }) => !review).length;
    // What a person has rejected was found all the same.
    const nothingFound = !cancelled && shown === 0 && hidden === all.length;
    const cells = this.#cells(session);
    return html`
      <p>
        <strong
          >${nothingFound ? t.find.nothingFound : cancelled ? t.find.cancelled(cells) : t.find.done(cells)}</strong
        >
      </p>
      ${
        nothingFound && hidden === 0
          ? html`<ul class="muted">
              ${t.find.nothingFoundReasons.map((reason) => html`<li>${reason}</li>`)}
            </ul>`
          : nothing
      }
      ${
        nothingFound && hidden > 0
          ? html`<p class="muted">
              ${t.find.hidden(hidden, writePercent(t.language, session.threshold))}
              <button class="link" data-action="show-hidden" @click=${() => (session.threshold = 0.1)}>
                ${t.find.showHidden}
              </button>
            </p>`
          : nothing
      }
      ${session.showsRedCells === false && !nothingFound ? html`<p class="warn">${t.find.noRedCells}</p>` : nothing}
      ${this.#failed(progress)}
    `;
  }

  #failed(progress: AnalysisProgress): TemplateResult | typeof nothing {
    return progress.failed > 0
      ? html`<p class="warn">${this.strings.find.failedParts(progress.failed)}</p>`
      : nothing;
  }

  #bar(part: number | undefined): TemplateResult {
    const { strings: t } = this;
    return html`<div
      class="bar ${part === undefined ? 'waiting' : ''}"
      role="progressbar"
      aria-label=${t.find.title}
      aria-valuemin="0"
      aria-valuemax="100"
      aria-valuenow=${part === undefined ? nothing : Math.round(part * 100)}
    >
      <div .style=${part === undefined ? '' : `transform: scaleX(${part})`}></div>
    </div>`;
  }

  #cells(session: SmearSession): string {
    const count = countShown(session);
    return this.strings.count.cells(count, writeCount(this.strings.language, count));
  }

  #remaining({ remainingMs }: AnalysisProgress): string {
    const { find } = this.strings;
    if (remainingMs === undefined) return '';
    const minutes = Math.round(remainingMs / 60_000);
    return find.remaining(remainingMs < 60_000 ? find.seconds : find.minutes(minutes));
  }

  async #draw(session: SmearSession): Promise<void> {
    this.#drawing?.abort(new SmearError('disposed', 'Another region is being drawn.'));
    const drawing = new AbortController();
    this.#drawing = drawing;
    try {
      const region = await session.drawRegion({ signal: drawing.signal });
      if (region) this.#start(session.analyzeRegion(region));
    } catch (error) {
      const isOver = drawing.signal.aborted || (error instanceof SmearError && error.code === 'disposed');
      if (isOver) return;
      const failure = asSmearError(error, 'worker-failed', 'The region could not be drawn.');
      emit(this, 'smear-error', failure);
    }
  }

  #start(run: Promise<void>): void {
    // The other buttons rest during a run, and would drop the focus; this one then stops it.
    if (this.shadowRoot?.activeElement) this.renderRoot.querySelector<HTMLElement>('.primary')?.focus();
    // The session has notified its listeners by then: state `failed`, and its error event.
    run.catch(() => this.requestUpdate());
  }
}

function isResting({ kind }: SessionState): boolean {
  return kind === 'idle' || kind === 'ready';
}

export function countShown(session: SmearSession): number {
  return session.tally.at(session.threshold).shown;
}
