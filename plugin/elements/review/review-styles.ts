import { css } from 'lit';

/** The section in which cells are answered: what to look at, what it can be called, the gallery. */
export const reviewStyles = css`
  :host {
    display: grid;
    /* A long word wraps, and never widens the panel. */
    grid-template-columns: minmax(0, 1fr);
    align-content: start;
    gap: 0.75rem;
    min-width: 0;
  }
  .line {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: 0.375rem 0.5rem;
  }
  .line [role='status'] {
    flex: 1 1 11rem;
  }
  progress {
    width: 100%;
    height: 6px;
    margin-top: 0.25rem;
    accent-color: var(--_accent);
  }
  .undo {
    display: grid;
    grid-template-columns: repeat(2, minmax(0, 1fr));
    gap: 0.375rem;
  }
  .undo button {
    display: grid;
    padding: 0.1875rem 0.5rem;
    min-width: 0;
    text-align: start;
    line-height: 1.25;
  }
  /* Two lines, also where one is enough: what is below stays where it is from step to step. */
  .undo button span:last-child {
    display: -webkit-box;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 2;
    height: 2.5em;
    overflow: hidden;
    overflow-wrap: anywhere;
  }
  .next {
    display: flex;
    align-items: center;
    justify-content: center;
    gap: 0.5rem;
  }
  .card {
    display: grid;
    gap: 0.5rem;
    padding: 0.5rem 0.625rem;
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    background: var(--_raised);
  }
  /* Three grounds' room, and that of a card where none is chosen: what is below stays under the pointer. */
  .card #what {
    min-height: 4.5rem;
  }
  .card.idle {
    align-content: center;
    min-height: calc(8rem + 2px);
  }
  .card .name {
    display: flex;
    align-items: center;
    gap: 0.375rem;
    font-weight: 600;
  }
  .card .status {
    margin-left: auto;
    font-weight: 400;
  }
  .answers {
    display: grid;
    grid-template-columns: 1fr 1fr;
    gap: 0.375rem;
  }
  .palette {
    display: grid;
    grid-template-columns: repeat(2, minmax(0, 1fr));
    gap: 3px 0.375rem;
    margin-bottom: 0.375rem;
    list-style: none;
  }
  .palette button {
    display: flex;
    align-items: center;
    gap: 0.25rem;
    width: 100%;
    min-height: 1.75rem;
    padding: 0.125rem 0.25rem;
    text-align: start;
  }
  .line .link {
    flex: none;
  }
  .palette .name {
    flex: 1;
    min-width: 0;
    line-height: 1.15;
    overflow-wrap: anywhere;
    hyphens: auto;
  }
  .palette button.target {
    outline: 2px dashed var(--_accent);
    outline-offset: 0;
  }
  .palette button[aria-pressed='true'] {
    border-color: var(--_accent);
    box-shadow: inset 0 0 0 1px var(--_accent);
  }
  @media (forced-colors: active) {
    .palette button[aria-pressed='true'] {
      outline: 2px solid Highlight;
      outline-offset: 0;
    }
  }
  kbd {
    flex: 0 0 auto;
    min-width: 1.25rem;
    padding: 0 0.25rem;
    border: 1px solid var(--_line);
    border-radius: 3px;
    background: var(--_surface);
    color: var(--_text);
    font: inherit;
    font-size: 0.75rem;
    text-align: center;
  }
  .primary kbd {
    border-color: currentColor;
    background: none;
    color: inherit;
  }
  label.reviewer {
    display: grid;
    grid-template-columns: auto 1fr;
    align-items: center;
    gap: 0.5rem;
  }
  .reviewer input {
    min-width: 0;
    min-height: 2rem;
    padding: 0.25rem 0.5rem;
    border: 1px solid var(--_edge);
    border-radius: var(--_radius);
    background: var(--_surface);
  }
`;
