import { css, html, type TemplateResult } from 'lit';
import { asSmearError } from '../../../models/domain/errors.js';
import { EXPORT_ENDINGS, type ExportFormat } from '../../formats/export-cells.js';
import type { SmearSession } from '../../session/session.js';
import { emit } from '../shared/events.js';
import { failureStyles } from '../shared/failure-notice.js';
import { LocalFailure, type SaysItsFailures } from '../shared/local-failure.js';
import { saveFile } from './save-file.js';
import { countShown } from '../panel/smear-find.js';
import { SmearElement } from '../shared/smear-element.js';
import { baseStyles } from '../shared/styles.js';

const FORMATS = Object.keys(EXPORT_ENDINGS) as readonly ExportFormat[];

/**
 * Saves the shown cells as a table, as COCO or as DICOM.
 *
 * @element smear-export
 */
export class SmearExport extends SmearElement implements SaysItsFailures {
  static override properties = { format: { state: true }, saving: { state: true } };
  static override styles = [
    baseStyles,
    failureStyles,
    css`
      :host {
        display: grid;
        gap: 0.25rem;
      }
      .row {
        display: flex;
        flex-wrap: wrap;
        align-items: end;
        gap: 0.5rem;
      }
      label {
        flex: 1 1 8rem;
        display: grid;
        gap: 0.125rem;
      }
      select {
        width: 100%;
      }
    `,
  ];

  declare format: ExportFormat;
  declare saving: boolean;
  readonly localFailure = new LocalFailure(this);

  constructor() {
    super();
    this.format = 'csv';
    this.saving = false;
  }

  protected override render(): TemplateResult {
    const { session, strings: t } = this;
    const isEmpty = !session || countShown(session) === 0;
    return html`<div class="row">
        <label class="small"
          >${t.export.label}
          <select
            @change=${(event: Event) => {
              const { value } = event.currentTarget as HTMLSelectElement;
              this.format = FORMATS.find((format) => format === value) ?? 'csv';
            }}
          >
            ${FORMATS.map((format) => html`<option value=${format}>${t.export[format]}</option>`)}
          </select>
        </label>
        <button
          data-action="save"
          ?disabled=${isEmpty || this.saving}
          @click=${() => session && void this.#save(session)}
        >
          ${t.export.save}
        </button>
      </div>
      ${this.localFailure.render(t)}
      <p class="small muted hint">${t.export[`${this.format}Hint`]}</p>`;
  }

  async #save(session: SmearSession): Promise<void> {
    const { format } = this;
    // Another slide may be open when the file is done.
    const name = session.slide?.name ?? 'cells';
    this.saving = true;
    this.localFailure.clear();
    try {
      const file = await session.exportAs(format);
      const fileName = `${name}.${EXPORT_ENDINGS[format]}`;
      saveFile(this.ownerDocument, file, fileName);
      emit(this, 'smear-saved', { fileName });
    } catch (error) {
      this.localFailure.say(asSmearError(error, 'export-failed', this.strings.export.failed));
    } finally {
      this.saving = false;
    }
  }
}
