import { css } from 'lit';

/**
 * Tokens and small parts that every element shares. A portal themes the panel by setting the
 * `--smear-*` properties (or just `color-scheme`) on it or on anything around it.
 */
export const baseStyles = css`
  :host {
    --_surface: var(--smear-surface, light-dark(#ffffff, #1b1d22));
    --_raised: var(--smear-raised, light-dark(#f4f5f7, #25282f));
    --_text: var(--smear-text, light-dark(#16181d, #eceef2));
    --_muted: var(--smear-muted, light-dark(#585e6a, #a7adba));
    --_line: var(--smear-line, light-dark(#dfe2e7, #363a44));
    --_edge: var(--smear-edge, light-dark(#858c99, #7d8493));
    --_accent: var(--smear-accent, light-dark(#2459a8, #8db8ff));
    --_on-accent: var(--smear-on-accent, light-dark(#ffffff, #0d1a30));
    --_warn: var(--smear-warn, light-dark(#8a4b00, #ffc27a));
    --_radius: var(--smear-radius, 6px);
    color: var(--_text);
    font: 400 0.8125rem/1.45 var(--smear-font, system-ui, -apple-system, 'Segoe UI', sans-serif);
    font-variant-numeric: tabular-nums;
  }
  :host([hidden]) {
    display: none;
  }
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  p,
  dl,
  dd,
  ul {
    margin: 0;
    padding: 0;
  }
  summary {
    display: flex;
    align-items: baseline;
    gap: 0.5rem;
    cursor: pointer;
    list-style: none;
  }
  summary::-webkit-details-marker {
    display: none;
  }
  summary::before {
    content: '';
    flex: none;
    align-self: start;
    width: 0.375rem;
    height: 0.375rem;
    margin: calc(0.5lh - 0.1875rem) 0 0 0.125rem;
    border: solid var(--_muted);
    border-width: 0 1.5px 1.5px 0;
    transform: rotate(-45deg);
    transition: transform 0.12s;
  }
  details[open] > summary::before {
    transform: rotate(45deg);
  }
  .muted {
    color: var(--_muted);
  }
  .small {
    font-size: 0.75rem;
  }
  button,
  select,
  input {
    font: inherit;
    color: inherit;
  }
  button,
  select {
    min-height: 2rem;
    padding: 0.25rem 0.75rem;
    border: 1px solid var(--_edge);
    border-radius: var(--_radius);
    background: var(--_surface);
    cursor: pointer;
  }
  button:hover:not(:disabled) {
    background: var(--_raised);
  }
  button.primary {
    border-color: var(--_accent);
    background: var(--_accent);
    color: var(--_on-accent);
    font-weight: 600;
  }
  button.primary:hover:not(:disabled) {
    background: color-mix(in oklab, var(--_accent) 88%, var(--_text));
  }
  button.link {
    min-height: 0;
    padding: 0 0.125rem;
    border: 0;
    background: none;
    color: var(--_accent);
    text-decoration: underline;
    text-underline-offset: 2px;
    position: relative;
  }
  /* As low as its text, but no harder to hit than others. */
  button.link::after {
    content: '';
    position: absolute;
    inset: -0.375rem -0.125rem;
  }
  button:is(:disabled, [aria-disabled='true']) {
    opacity: 0.5;
    cursor: default;
  }
  :focus-visible {
    outline: 2px solid var(--_accent);
    outline-offset: 2px;
    border-radius: 3px;
  }
  .hidden {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  @media (prefers-contrast: more) {
    :host {
      --_muted: var(--_text);
      --_line: var(--_text);
      --_edge: var(--_text);
    }
  }
  @media (forced-colors: active) {
    button.primary {
      forced-color-adjust: none;
      background: Highlight;
      color: HighlightText;
      border-color: Highlight;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    *,
    *::before,
    *::after {
      transition: none !important;
      animation: none !important;
    }
  }
`;
