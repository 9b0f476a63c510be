import { css, html, type TemplateResult } from 'lit';
import { asSmearError } from '../../models/domain/errors.js';
import type { SmearSession } from '../session.js';
import { emit } from './events.js';
import { countShown } from './smear-find.js';
import { SmearElement } from './smear-element.js';
import { baseStyles } from './styles.js';

/** Saves the shown cells as GeoJSON. */
export class SmearTakeAway extends SmearElement {
  static override properties = { embedding: { type: Boolean } };
  static override styles = [
    baseStyles,
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

  /** Whether the saved cells carry their 50 numbers. */
  declare embedding: boolean;

  constructor() {
    super();
    this.embedding = false;
  }

  protected override render(): TemplateResult {
    const { session, strings: t } = this;
    const count = session ? countShown(session) : 0;
    return html`
      <button ?disabled=${count === 0} @click=${() => session && this.#save(session)}>
        ${t.takeAway.save}
      </button>
      <p class="small muted">${count === 0 ? t.takeAway.empty : t.takeAway.hint}</p>
      <label class="small">
        <input
          type="checkbox"
          .checked=${this.embedding}
          @change=${(event: Event) => {
            this.embedding = (event.currentTarget as HTMLInputElement).checked;
          }}
        />${t.takeAway.embedding}
      </label>
    `;
  }

  #save(session: SmearSession): void {
    try {
      const address = URL.createObjectURL(session.exportGeoJson({ embedding: this.embedding }));
      const link = this.ownerDocument.createElement('a');
      link.href = address;
      link.download = `${session.slide?.name ?? 'cells'}.geojson`;
      link.click();
      // The browser reads the address after the click has returned.
      setTimeout(() => URL.revokeObjectURL(address), 60_000);
    } catch (error) {
      emit(this, 'smear-error', asSmearError(error, 'export-failed', 'The GeoJSON could not be written.'));
    }
  }
}
