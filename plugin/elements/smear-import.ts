import { css, html, nothing, type TemplateResult } from 'lit';
import type { Step } from '../review/history.js';
import { asSmearError } from '../../models/domain/errors.js';
import type { GeoJsonImport } from '../formats/geojson-import.js';
import type { SmearSession } from '../session.js';
import { failureStyles } from './failure-notice.js';
import { LocalFailure, type SaysItsFailures } from './local-failure.js';
import { writeCount, writeMeasure } from './numbers.js';
import { SmearElement } from './smear-element.js';
import { baseStyles } from './styles.js';

/** Takes in the cells of a GeoJSON file, chosen or dropped, and says what came of it. */
export class SmearImport extends SmearElement implements SaysItsFailures {
  static override properties = { outcome: { state: true }, over: { state: true } };
  static override styles = [
    baseStyles,
    failureStyles,
    css`
      :host {
        display: block;
      }
      .place {
        display: grid;
        gap: 0.5rem;
        padding: 0.5rem;
        border: 1px dashed var(--_line);
        border-radius: var(--_radius);
      }
      .place.over {
        border: 1px solid var(--_accent);
        background: var(--_raised);
      }
      ul {
        padding-left: 1.1rem;
      }
    `,
  ];

  /** What the last file brought; `stopped` where the reader gave it up. */
  declare outcome: GeoJsonImport | 'stopped' | undefined;
  /** A file hangs above. */
  declare over: boolean;
  readonly localFailure = new LocalFailure(this);
  #reading?: AbortController;
  /** The step that the last file made. */
  #step?: Step;

  constructor() {
    super();
    this.over = false;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#reading?.abort();
  }

  protected override render(): TemplateResult {
    const { session } = this;
    const t = this.strings.import;
    const ready = session?.slide !== undefined;
    return html`
      <div
        class="place ${this.over ? 'over' : ''}"
        @dragover=${(event: DragEvent) => this.#onDragOver(event, ready)}
        @dragleave=${() => (this.over = false)}
        @drop=${(event: DragEvent) => this.#onDrop(event)}
      >
        ${
          this.#reading
            ? html`<button @click=${() => this.#reading?.abort()}>${t.stop}</button>`
            : html`<button
                ?disabled=${!ready}
                @click=${() => this.renderRoot.querySelector<HTMLInputElement>('input')?.click()}
              >
                ${t.choose}
              </button>`
        }
        <input
          type="file"
          hidden
          accept=".geojson,.json,.gz,application/geo+json,application/json,application/gzip"
          @change=${(event: Event) => this.#onChosen(event.currentTarget as HTMLInputElement)}
        />
        <p class="small muted">${this.over ? t.drop : t.hint}</p>
        <div class="small" role="status">${this.#reading ? html`<p>${t.reading}</p>` : this.#told()}</div>
        ${this.localFailure.render(this.strings)}
      </div>
    `;
  }

  #told(): TemplateResult | typeof nothing {
    const { outcome } = this;
    const { language, import: t } = this.strings;
    if (outcome === undefined || this.#isTakenBack) return nothing;
    if (outcome === 'stopped') return html`<p>${t.stopped}</p>`;
    const { added, replaced, repaired, passedOver, otherModels, countsAnew, resolution } = outcome;
    const write = (count: number): string => writeCount(language, count);
    const written = (count: number): string | undefined => (count > 0 ? write(count) : undefined);
    const came = added + replaced > 0;
    const notes = [
      ...(repaired > 0 ? [t.repaired(repaired, write(repaired))] : []),
      ...passedOver.map(({ reason, count }) => t.passedOver(reason, count, write(count))),
      ...(otherModels ? [t.otherModels] : []),
      ...(countsAnew ? [t.countsAnew] : []),
      ...(resolution ? [t.resolution(writeMeasure(language, resolution.micronsPerPixel))] : []),
    ];
    return html`
      <p>
        ${came ? html`<strong>${t.done(written(added), written(replaced))}</strong> ${t.undoHint}` : countsAnew ? nothing : t.nothing}
      </p>
      ${
        notes.length > 0
          ? html`<ul>
              ${notes.map((note) => html`<li>${note}</li>`)}
            </ul>`
          : nothing
      }
    `;
  }

  /** What undo has taken back is no news any more. */
  get #isTakenBack(): boolean {
    const { outcome, session } = this;
    if (!session || !outcome || outcome === 'stopped' || this.#step?.kind !== 'import') return false;
    const { steps, done } = session.review.history.record;
    return !steps.slice(0, done).includes(this.#step);
  }

  #onChosen(input: HTMLInputElement): void {
    const [file] = input.files ?? [];
    // The same file can be chosen again.
    input.value = '';
    if (file) void this.#bringIn(file);
  }

  #onDragOver(event: DragEvent, ready: boolean): void {
    if (!ready || !event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = 'copy';
    this.over = true;
  }

  #onDrop(event: DragEvent): void {
    const [file] = event.dataTransfer?.files ?? [];
    this.over = false;
    if (!file) return;
    // The page around may take files for slides.
    event.preventDefault();
    event.stopPropagation();
    void this.#bringIn(file);
  }

  async #bringIn(file: File): Promise<void> {
    const { session } = this;
    if (!session || this.#reading) return;
    const reading = new AbortController();
    this.#reading = reading;
    this.outcome = undefined;
    this.localFailure.clear();
    this.requestUpdate();
    try {
      this.outcome = await this.#import(session, file, reading.signal);
      this.#step = session.review.history.undoable;
    } catch (error) {
      this.localFailure.say(asSmearError(error, 'import-unreadable', 'The file could not be taken in.'));
    } finally {
      this.#reading = undefined;
      this.requestUpdate();
    }
  }

  async #import(session: SmearSession, file: File, signal: AbortSignal): Promise<GeoJsonImport | 'stopped'> {
    try {
      return await session.importGeoJson(file, { signal });
    } catch (error) {
      if (signal.aborted) return 'stopped';
      throw error;
    }
  }
}
