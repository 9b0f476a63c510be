import { css, html, type TemplateResult } from 'lit';

/** One of a few, all on view: radio buttons joined into a bar. */
export interface SegmentedChoice<Value> {
  /** Of the radio group within its element. */
  readonly name: string;
  readonly values: readonly Value[];
  readonly chosen: Value;
  readonly words: (value: Value) => string;
  readonly onChoose: (value: Value) => void;
  readonly isSmall?: boolean;
}

/** The bar; it stands in a `fieldset` that names it. */
export function segmentedChoice<Value>(choice: SegmentedChoice<Value>): TemplateResult {
  const { name, values, chosen, words, onChoose, isSmall = false } = choice;
  return html`<div class="switch ${isSmall ? 'small' : ''}">
    ${values.map(
      (value) =>
        html`<label
          ><input
            type="radio"
            name=${name}
            value=${String(value)}
            .checked=${value === chosen}
            @change=${() => onChoose(value)}
          />${words(value)}</label
        >`,
    )}
  </div>`;
}

export const segmentedStyles = css`
  fieldset {
    margin: 0;
    padding: 0;
    border: 0;
    min-width: 0;
  }
  .switch {
    /* One row of equal parts; in large type what finds no room goes into the next. */
    display: flex;
    flex-wrap: wrap;
    border: 1px solid var(--_edge);
    border-radius: var(--_radius);
    overflow: hidden;
  }
  .switch label {
    position: relative;
    flex: 1 1 0;
    margin: -1px 0 0 -1px;
    padding: 0.3125rem 0.25rem;
    border: solid var(--_edge);
    border-width: 1px 0 0 1px;
    text-align: center;
    cursor: pointer;
  }
  .switch label:has(:checked) {
    background: var(--_accent);
    color: var(--_on-accent);
    font-weight: 600;
  }
  .switch label:has(:focus-visible) {
    outline: 2px solid var(--_text);
    outline-offset: -3px;
  }
  .switch input {
    position: absolute;
    inset: 0;
    margin: 0;
    opacity: 0;
    cursor: pointer;
  }
  @media (forced-colors: active) {
    .switch label:has(:checked) {
      forced-color-adjust: none;
      background: Highlight;
      color: HighlightText;
    }
  }
`;
