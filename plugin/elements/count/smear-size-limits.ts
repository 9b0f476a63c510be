import { html, nothing, type TemplateResult } from 'lit';
import type { Counting, SizeLimits } from '../../count/counting.js';
import { differentialStyles } from './differential-styles.js';
import { readNumber, writeMeasure } from '../../words/numbers.js';
import { SmearElement } from '../shared/smear-element.js';
import type { Strings } from '../../words/strings.js';
import { baseStyles } from '../shared/styles.js';

/** Which sizes are counted: by the greatest diameter, in µm. */
export class SmearSizeLimits extends SmearElement {
  static override properties = { invalid: { state: true } };
  static override styles = [baseStyles, differentialStyles];

  declare invalid: boolean;

  constructor() {
    super();
    this.invalid = false;
  }

  protected override render(): TemplateResult | typeof nothing {
    if (!this.session) return nothing;
    const { counting } = this.session;
    const { differential: t } = this.strings;
    return html`<details
      @toggle=${(event: Event) =>
        this.toggleAttribute('unfolded', (event.currentTarget as HTMLDetailsElement).open)}
    >
      <summary>${sizeWords(counting.size, this.strings)}</summary>
      <div class="inside">
        <div class="pair">
          ${this.#field(counting, 'minUm', t.sizeFrom)} ${this.#field(counting, 'maxUm', t.sizeTo)}
        </div>
        <p class="small muted" role="status">
          ${this.invalid ? t.sizeInvalid : counting.knowsSizes ? '' : t.sizeUnknown}
        </p>
      </div>
    </details>`;
  }

  #field(counting: Counting, end: keyof SizeLimits, label: string): TemplateResult {
    const value = counting.size[end];
    return html`<label class="small"
      >${label}
      <input
        type="text"
        inputmode="decimal"
        name=${end}
        ?disabled=${!counting.knowsSizes}
        aria-invalid=${this.invalid}
        .value=${value === undefined ? '' : writeMeasure(this.strings.language, value)}
        @change=${() => this.#set(counting)}
      />
    </label>`;
  }

  #set(counting: Counting): void {
    const read = (end: keyof SizeLimits): { ok: boolean; value: number | undefined } => {
      const text = this.renderRoot.querySelector<HTMLInputElement>(`[name=${end}]`)?.value ?? '';
      const value = readNumber(text);
      return { ok: text.trim() === '' || (value !== undefined && value >= 0), value };
    };
    const [from, to] = [read('minUm'), read('maxUm')];
    this.invalid = !from.ok || !to.ok || (from.value ?? 0) > (to.value ?? Infinity);
    if (this.invalid) return;
    counting.size = {
      ...(from.value === undefined ? {} : { minUm: from.value }),
      ...(to.value === undefined ? {} : { maxUm: to.value }),
    };
  }
}

/** Which sizes are counted, as a person says it. */
export function sizeWords({ minUm, maxUm }: SizeLimits, { differential: t, language }: Strings): string {
  const write = (value: number | undefined): string | undefined =>
    value === undefined ? undefined : writeMeasure(language, value);
  return t.sizeLimits(write(minUm), write(maxUm));
}
