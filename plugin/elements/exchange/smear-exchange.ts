import { css, html, type TemplateResult } from 'lit';
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
        gap: 0.5rem;
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
      <button
        data-action="save-geojson"
        ?disabled=${count === 0 || this.saving}
        @click=${() => session && void this.#save(session)}
      >
        ${this.saving ? t.import.saving : t.geoJson.save}
      </button>
      ${this.localFailure.render(t)}
      <p class="small muted">${count === 0 ? t.geoJson.empty : t.geoJson.hint}</p>
      <label class="small">
        <input
          type="checkbox"
          .checked=${this.embedding}
          @change=${(event: Event) => {
            this.embedding = (event.currentTarget as HTMLInputElement).checked;
          }}
        />${t.geoJson.embedding}
      </label>
      <smear-export .session=${session} lang=${t.language}></smear-export>
      <smear-import .session=${session} lang=${t.language}></smear-import>
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
