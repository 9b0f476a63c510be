import type { Step } from '../../review/step.js';
import { css, html, nothing, type TemplateResult } from 'lit';
import { asSmearError } from '../../../models/domain/errors.js';
import type { GeoJsonImport } from '../../formats/geojson-import.js';
import { failureStyles } from '../shared/failure-notice.js';
import { ElementWork } from '../shared/element-work.js';
import { LocalFailure, type SaysItsFailures } from '../shared/local-failure.js';
import { writeCount, writeMeasure } from '../../words/numbers.js';
import { SmearElement } from '../shared/smear-element.js';
import { baseStyles } from '../shared/styles.js';

/** Imports the cells of a GeoJSON file, chosen or dropped, and reports the outcome. */
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
        border-radius: var(--_radius);
      }
      .place.over {
        outline: 2px solid var(--_accent);
        outline-offset: 3px;
        background: var(--_raised);
      }
      button {
        width: 100%;
      }
      :is(p, [role='status']):empty {
        display: none;
      }
      ul {
        padding-left: 1.1rem;
      }
    `,
  ];

  /** What the last file brought; `stopped` where the reader cancelled it. */
  declare outcome: GeoJsonImport | 'stopped' | undefined;
  /** A file hangs above. */
  declare over: boolean;
  readonly localFailure = new LocalFailure(this);
  readonly #work = new ElementWork(this);
  /** The step that the last file made. */
  #step?: Step;

  constructor() {
    super();
    this.over = false;
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
          this.#isReading
            ? html`<button data-action="cancel" @click=${() => this.#work.abort()}>${t.stop}</button>`
            : html`<button
                data-action="choose"
                title=${t.hint}
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
        <p class="small muted">${this.over ? t.drop : ''}</p>
        <div class="small" role="status">${this.#isReading ? html`<p>${t.reading}</p>` : this.#report()}</div>
        ${this.localFailure.render(this.strings)}
      </div>
    `;
  }

  #report(): TemplateResult | typeof nothing {
    const { outcome } = this;
    const { language, import: t } = this.strings;
    if (outcome === undefined || this.#isUndone) return nothing;
    if (outcome === 'stopped') return html`<p>${t.stopped}</p>`;
    const { added, replaced, repaired, skipped, otherModels, countsAnew, resolution } = outcome;
    const write = (count: number): string => writeCount(language, count);
    const written = (count: number): string | undefined => (count > 0 ? write(count) : undefined);
    const came = added + replaced > 0;
    const notes = [
      ...(repaired > 0 ? [t.repaired(repaired, write(repaired))] : []),
      ...skipped.map(({ reason, count }) => t.skipped(reason, count, write(count))),
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

  get #isReading(): boolean {
    return this.#work.progress !== undefined;
  }

  /** What was undone is no longer reported. */
  get #isUndone(): boolean {
    const { outcome, session } = this;
    if (!session || !outcome || outcome === 'stopped' || this.#step?.kind !== 'import') return false;
    const { steps, done } = session.review.history.record;
    return !steps.slice(0, done).includes(this.#step);
  }

  #onChosen(input: HTMLInputElement): void {
    const [file] = input.files ?? [];
    // The same file can be chosen again.
    input.value = '';
    if (file) void this.#import(file);
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
    void this.#import(file);
  }

  async #import(file: File): Promise<void> {
    const { session } = this;
    if (!session || this.#isReading) return;
    this.outcome = undefined;
    this.localFailure.clear();
    const ending = await this.#work.run(
      async ({ signal }) => {
        this.outcome = await session.importGeoJson(file, { signal });
        this.#step = session.review.history.undoable;
      },
      (error) =>
        this.localFailure.say(asSmearError(error, 'import-unreadable', 'The file could not be imported.')),
    );
    if (ending === 'aborted') this.outcome = 'stopped';
  }
}
