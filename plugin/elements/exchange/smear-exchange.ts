import { css, html, nothing, type TemplateResult } from 'lit';
import { asSmearError } from '../../../models/domain/errors.js';
import type { SmearSession } from '../../session/session.js';
import { emit } from '../shared/events.js';
import { failureStyles } from '../shared/failure-notice.js';
import { LocalFailure, type SaysItsFailures } from '../shared/local-failure.js';
import { saveFile } from './save-file.js';
import { countShown } from '../panel/smear-find.js';
import { SmearElement } from '../shared/smear-element.js';
import { baseStyles } from '../shared/styles.js';

/** Saves the shown cells as GeoJSON, and takes in those of a file. */
export class SmearExchange extends SmearElement implements SaysItsFailures {
  static override properties = { embedding: { type: Boolean }, saving: { state: true } };
  static override styles = [
    baseStyles,
    failureStyles,
    css`
      :host {
        display: grid;
        gap: 0.375rem;
      }
      h3 {
        margin: 0;
        font: inherit;
        font-weight: 600;
      }
      .pair {
        display: flex;
        flex-wrap: wrap;
        gap: 0.5rem;
      }
      .pair > * {
        flex: 1 1 9rem;
      }
      label {
        display: flex;
        gap: 0.5rem;
        align-items: flex-start;
      }
      input {
        margin: 0.2rem 0 0;
        accent-color: var(--_accent);
      }
    `,
  ];

  /** Whether the saved cells carry their 50 numbers; without them the file does not bring back the same bench. */
  declare embedding: boolean;
  declare saving: boolean;
  readonly localFailure = new LocalFailure(this);

  constructor() {
    super();
    this.embedding = true;
    this.saving = false;
  }

  protected override render(): TemplateResult {
    const { session, strings: t } = this;
    const count = session ? countShown(session) : 0;
    return html`
      <h3>${t.geoJson.cells}</h3>
      <div class="pair">
        <button
          data-action="save-geojson"
          title=${t.geoJson.hint}
          ?disabled=${count === 0 || this.saving}
          @click=${() => session && void this.#save(session)}
        >
          ${this.saving ? t.import.saving : t.geoJson.save}
        </button>
        <smear-import .session=${session} lang=${t.language}></smear-import>
      </div>
      ${this.localFailure.render(t)}
      ${count === 0 ? html`<p class="small muted">${t.geoJson.empty}</p>` : nothing}
      <label class="small" title=${t.geoJson.embeddingHint}>
        <input
          type="checkbox"
          .checked=${this.embedding}
          @change=${(event: Event) => {
            this.embedding = (event.currentTarget as HTMLInputElement).checked;
          }}
        />${t.geoJson.embedding}
      </label>
      <smear-export .session=${session} lang=${t.language}></smear-export>
    `;
  }

  async #save(session: SmearSession): Promise<void> {
    // Another slide may be open when the file is done.
    const name = session.slide?.name ?? 'cells';
    this.saving = true;
    this.localFailure.clear();
    try {
      const file = await session.exportGeoJson({ embedding: this.embedding });
      const fileName = `${name}.geojson`;
      saveFile(this.ownerDocument, file, fileName);
      emit(this, 'smear-saved', { fileName });
    } catch (error) {
      this.localFailure.say(asSmearError(error, 'export-failed', 'The GeoJSON file could not be written.'));
    } finally {
      this.saving = false;
    }
  }
}
