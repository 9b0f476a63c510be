import { css, html, nothing, type TemplateResult } from 'lit';
import { isPossibleResolution } from '../../../models/domain/resolution.js';
import type { SmearSession } from '../../session/session.js';
import { readNumber, writeMeasure } from '../../words/numbers.js';
import { SmearElement } from '../shared/smear-element.js';
import { baseStyles } from '../shared/styles.js';

/** What an analysis rests on: the slide's resolution and what computes; both can be set. */
export class SmearSetup extends SmearElement {
  static override properties = {
    editing: { state: true },
    choosing: { state: true },
    invalid: { state: true },
  };
  static override styles = [
    baseStyles,
    css`
      :host {
        display: block;
      }
      dl {
        display: grid;
        gap: 0.375rem;
      }
      .row {
        display: flex;
        flex-wrap: wrap;
        align-items: baseline;
        gap: 0 0.5rem;
      }
      dd {
        display: flex;
        flex: 1 1 8rem;
        min-width: 0;
        align-items: baseline;
        justify-content: space-between;
        gap: 0.5rem;
      }
      dt {
        flex: 0 0 5.75rem;
        color: var(--_muted);
        hyphens: auto;
      }
      form {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 0.375rem;
        flex: 1;
      }
      input {
        width: 5rem;
        min-height: 2rem;
        padding: 0.125rem 0.5rem;
        border: 1px solid var(--_edge);
        border-radius: var(--_radius);
        background: var(--_surface);
      }
      select {
        max-width: 100%;
      }
      .warn {
        flex-basis: 100%;
        color: var(--_warn);
      }
    `,
  ];

  declare editing: boolean;
  declare choosing: boolean;
  declare invalid: boolean;

  constructor() {
    super();
    this.editing = false;
    this.choosing = false;
    this.invalid = false;
  }

  protected override render(): TemplateResult | typeof nothing {
    const { session, strings: t } = this;
    if (!session?.slide) return nothing;
    return html`<dl class="small">
      <div class="row">
        <dt>${t.resolution.label}</dt>
        <dd>${this.editing ? this.#form(session) : this.#resolution(session)}</dd>
      </div>
      <div class="row">
        <dt>${t.processor.label}</dt>
        <dd>${this.#runsOn(session)}</dd>
      </div>
    </dl>`;
  }

  #resolution(session: SmearSession): TemplateResult {
    const { strings: t } = this;
    const { resolution } = session;
    const words = resolution
      ? t.resolution[resolution.source](writeMeasure(t.language, resolution.micronsPerPixel, 2))
      : session.state.kind === 'done'
        ? t.resolution.none
        : t.resolution.notYet;
    const file = resolution?.contradicted;
    return html`<span>${words}</span>
      ${file === undefined ? nothing : html`<span class="warn">${t.resolution.contradicted(writeMeasure(t.language, file, 2))}</span>`}
      <button class="link edit" @click=${() => this.#edit()}>${t.resolution.edit}</button>`;
  }

  #form(session: SmearSession): TemplateResult {
    const { strings: t } = this;
    const known = session.resolution?.micronsPerPixel;
    return html`<form
      novalidate
      @submit=${(event: SubmitEvent) => this.#apply(event, session)}
      @keydown=${(event: KeyboardEvent) => {
        if (event.key === 'Escape') void this.#edited();
      }}
    >
      <input
        name="resolution"
        inputmode="decimal"
        autocomplete="off"
        aria-label="${t.resolution.label} (µm)"
        aria-invalid=${this.invalid}
        .value=${known === undefined ? '' : writeMeasure(t.language, known, 4)}
      />
      <span class="muted">µm</span>
      <button type="submit">${t.resolution.apply}</button>
      ${this.invalid ? html`<span class="warn" role="alert">${t.resolution.invalid}</span>` : nothing}
    </form>`;
  }

  /** Its row is there before that is known, so that nothing moves then. */
  #runsOn(session: SmearSession): TemplateResult {
    const { info, state } = session;
    if (info && !this.choosing) return this.#processor(info.backend);
    if (info || state.kind === 'failed') return this.#choice(session);
    return html`<span class="muted">–</span>`;
  }

  #processor(backend: string): TemplateResult {
    const { processor } = this.strings;
    const words =
      backend === 'webgpu'
        ? processor.graphics
        : backend === 'webgl'
          ? processor.olderGraphics
          : processor.processor;
    return html`<span>${words}</span>
      <button
        class="link change"
        @click=${() => {
          this.choosing = true;
          void this.#focus('select');
        }}
      >
        ${processor.change}
      </button>`;
  }

  #choice(session: SmearSession): TemplateResult {
    const { processor } = this.strings;
    const choices = [
      ['', processor.automatic],
      ['webgpu', processor.chooseGraphics],
      ['webgl', processor.chooseOlderGraphics],
      ['wasm', processor.chooseProcessor],
    ];
    return html`<select
      aria-label=${processor.label}
      @change=${(event: Event) => {
        const { value } = event.currentTarget as HTMLSelectElement;
        this.choosing = false;
        void this.#focus('.change, select');
        // The session tells of a failure itself.
        session.setBackend(value === '' ? undefined : value).catch(() => this.requestUpdate());
      }}
    >
      <option value=${session.info?.backend ?? ''} hidden selected>${processor.change}…</option>
      ${choices.map(([value, words]) => html`<option value=${value}>${words}</option>`)}
    </select>`;
  }

  async #edit(): Promise<void> {
    this.editing = true;
    this.invalid = false;
    await this.updateComplete;
    this.renderRoot.querySelector('input')?.select();
  }

  #apply(event: SubmitEvent, session: SmearSession): void {
    event.preventDefault();
    const typed = new FormData(event.currentTarget as HTMLFormElement).get('resolution');
    const value = readNumber(String(typed ?? ''));
    this.invalid = !isPossibleResolution(value);
    if (!isPossibleResolution(value)) return;
    session.setResolution(value);
    void this.#edited();
  }

  async #edited(): Promise<void> {
    this.editing = false;
    await this.#focus('.edit');
  }

  /** What had the focus is gone, and what stands there now takes it. */
  async #focus(selector: string): Promise<void> {
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>(selector)?.focus();
  }
}
