import { css } from 'lit';

/** The confirmed cells there are, and what a refit would change. */
export const adaptStyles = css`
  :host {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 0.5rem;
  }
  .row {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5rem;
    align-items: center;
  }
  .refit {
    display: grid;
    gap: 0.5rem;
    padding: 0.625rem;
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    background: var(--_raised);
  }
  h4 {
    margin: 0;
    font-size: inherit;
  }
  table {
    width: 100%;
    border-collapse: collapse;
  }
  th {
    font-weight: 400;
    text-align: left;
    overflow-wrap: anywhere;
    hyphens: auto;
  }
  thead th {
    color: var(--_muted);
    font-size: 0.75rem;
  }
  th + th {
    padding-left: 0.5rem;
  }
  td,
  th.number {
    text-align: right;
    padding-left: 0.5rem;
  }
  progress {
    flex: 1 1 6rem;
    accent-color: var(--_accent);
  }
`;
