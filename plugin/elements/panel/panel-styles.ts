import { css } from 'lit';

/** How the panel stands: a column beside the viewer, a strip when folded, a sheet on narrow screens. */
export const panelStyles = css`
  :host {
    position: relative;
    display: flex;
    flex: 0 0 auto;
    /* In the unit of the text: where a reader has it larger, the panel grows with it, but leaves the slide room. */
    width: calc(var(--_width, 380) / 16 * 1rem);
    max-width: min(100%, max(420px, 62vw));
    height: 100%;
    min-height: 0;
    background: var(--_surface);
    border-inline: 1px solid var(--_line);
  }
  :host([folded]) {
    width: 2.75rem;
  }
  .body {
    /* What is hidden from the eye alone must scroll with the rest, or it makes the whole page longer. */
    position: relative;
    flex: 1;
    min-width: 0;
    min-height: 0;
    overflow: hidden;
    display: flex;
    flex-direction: column;
  }
  .body[hidden] {
    display: none;
  }
  .head {
    display: flex;
    flex: none;
    flex-wrap: wrap;
    justify-content: flex-end;
    align-items: center;
    gap: 0 0.5rem;
    padding: 0.125rem 0.375rem 0 1rem;
  }
  h2,
  h3 {
    margin: 0;
    font: inherit;
    font-weight: 600;
  }
  h2 {
    /* What is less than this says nothing: the name of the reviewer goes below it then. */
    flex: 1 1 4rem;
    min-width: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .fold,
  .strip {
    border-color: transparent;
    background: none;
  }
  .fold {
    display: grid;
    place-items: center;
    padding: 0.25rem;
    min-width: 2rem;
  }
  :host([side='left']) .fold svg {
    transform: scaleX(-1);
  }
  .strip {
    display: flex;
    align-items: center;
    gap: 0.75rem;
    width: 100%;
    height: 100%;
    padding: 0.75rem 0;
    writing-mode: vertical-rl;
    border-radius: 0;
  }
  .strip:focus-visible {
    outline-offset: -3px;
  }
  .strip svg {
    transform: scaleX(-1);
  }
  :host([side='left']) .strip svg {
    transform: none;
  }
  .notices {
    flex: 0 1 auto;
    max-height: 45%;
    overflow: hidden auto;
    scrollbar-width: thin;
  }
  /* The newer message takes its room. */
  .failure ~ .keeping::part(restored) {
    display: none;
  }
  .keeping::part(notice) {
    border-bottom: 1px solid var(--_line);
  }
  /* The one thing that scrolls, and only where the window is too low for what stands in it. */
  .step {
    /* Sideways only where a phone's width and very large text leave a table no other way. */
    overflow: auto;
    scrollbar-width: thin;
    flex: 1;
    min-height: 0;
    padding: 0.5rem 1rem;
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    align-content: start;
    gap: 0.75rem;
  }
  .step.review {
    align-content: stretch;
    grid-template-rows: minmax(0, 1fr);
  }
  .step.find {
    grid-template-rows: repeat(4, auto) 1fr;
  }
  .step.find > .last {
    grid-row: 5;
  }
  .step.more {
    padding: 0;
    gap: 0;
    container-type: inline-size;
  }
  .step[hidden] {
    display: none;
  }
  .step > section {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    align-content: start;
    gap: 0.5rem;
    padding-top: 0.75rem;
    border-top: 1px solid var(--_line);
  }
  .step > .last {
    align-self: end;
  }
  .step > details {
    border-bottom: 1px solid var(--_line);
  }
  summary {
    padding: 0.625rem 1rem;
  }
  .step > details > summary::before {
    align-self: center;
    margin: 0;
  }
  summary:focus-visible {
    outline-offset: -2px;
  }
  .content {
    padding: 0 1rem 0.875rem;
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 0.75rem;
  }
  .failure {
    padding: 0.625rem 0.5rem 0.625rem calc(1rem - 3px);
    border-bottom: 1px solid var(--_line);
  }
  .foot {
    flex: none;
    padding: 0.1875rem 1rem 0.25rem;
    border-top: 1px solid var(--_line);
    text-align: center;
  }
  .keys {
    display: grid;
    grid-template-columns: auto 1fr auto 1fr;
    gap: 0.25rem 0.5rem;
  }
  @container (max-width: 15rem) {
    .keys {
      grid-template-columns: auto minmax(0, 1fr);
    }
  }
  kbd {
    padding: 0 0.3125rem;
    border: 1px solid var(--_line);
    border-radius: 3px;
    font: inherit;
  }
  .separator {
    position: absolute;
    inset-block: 0;
    left: -4px;
    z-index: 2;
    width: 8px;
    cursor: col-resize;
    touch-action: none;
  }
  :host([side='left']) .separator {
    left: auto;
    right: -4px;
  }
  .separator:hover,
  .separator:focus-visible {
    background: color-mix(in oklab, var(--_accent) 45%, transparent);
    outline: none;
  }
  @media (max-width: 699px) {
    :host,
    :host([folded]) {
      position: fixed;
      inset: auto 0 0;
      z-index: 10;
      width: auto;
      height: auto;
      /* Large type needs more of a small screen. */
      max-height: max(58%, min(22rem, 85%));
      border-inline: 0;
      border-top: 1px solid var(--_line);
      border-radius: 12px 12px 0 0;
      box-shadow: 0 -4px 24px rgb(0 0 0 / 0.18);
      overflow: hidden;
    }
    .separator {
      display: none;
    }
    .strip {
      writing-mode: horizontal-tb;
      justify-content: center;
      min-height: 2.75rem;
    }
    .strip svg,
    :host([side='left']) .strip svg {
      transform: rotate(-90deg);
    }
    .fold svg,
    :host([side='left']) .fold svg {
      transform: rotate(90deg);
    }
  }
`;
