import { css } from 'lit';

/** What the parts of the differential share: small forms and tables of numbers. */
export const differentialStyles = css`
  :host {
    display: grid;
    /* A table may be wide: it wraps, and never widens the panel. */
    grid-template-columns: minmax(0, 1fr);
    gap: 0.75rem;
    min-width: 0;
    container-type: inline-size;
  }
  .choice {
    display: grid;
    grid-template-columns: 5.5rem minmax(0, 1fr);
    align-items: center;
    gap: 0.5rem;
  }
  .notes {
    display: grid;
    gap: 0.25rem;
  }
  .notes li {
    display: flex;
    justify-content: space-between;
    align-items: baseline;
    gap: 0.5rem;
    list-style: none;
  }
  table {
    width: 100%;
    border-collapse: collapse;
  }
  th {
    font-weight: 400;
    text-align: left;
    vertical-align: top;
  }
  thead th {
    padding-bottom: 0.25rem;
    color: var(--_muted);
    font-size: 0.75rem;
  }
  th:nth-child(n + 2),
  td {
    text-align: right;
    vertical-align: top;
    padding-left: 0.375rem;
  }
  tbody th,
  tbody td {
    padding-block: 0.1875rem;
  }
  /* The code over the name: side by side they would push the last column out of the panel. */
  .kind {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr);
    align-items: baseline;
    column-gap: 0.375rem;
  }
  .kind > :last-child {
    grid-column: 2;
    /* Room for the longest word where the panel is not at its narrowest. */
    min-width: clamp(4.5rem, 75cqi - 8.5rem, 6.75rem);
    overflow-wrap: anywhere;
    hyphens: auto;
  }
  tr.finer th {
    padding-left: 0.75rem;
  }
  tr.finer {
    color: var(--_muted);
  }
  tr.finer .kind > :last-child {
    font-size: 0.75rem;
  }
  tr.none {
    color: var(--_muted);
  }
  tfoot th,
  tfoot td {
    padding-top: 0.375rem;
    border-top: 1px solid var(--_line);
    font-weight: 600;
  }
  .swatch {
    align-self: center;
  }
  .code {
    font-weight: 600;
  }
  .under {
    display: block;
    color: var(--_muted);
    font-size: 0.75rem;
  }
  @container (min-width: 20rem) {
    td:nth-child(4) .under {
      white-space: nowrap;
    }
  }
  .under.outside,
  .under.perhaps {
    /* Under the number of cells there is nothing: its room saves a line. */
    margin-left: -3rem;
  }
  .outside {
    color: var(--_warn);
    font-weight: 600;
  }
  details > summary {
    cursor: pointer;
    padding: 0.25rem 0;
  }
  details > .inside {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 0.5rem;
    padding-top: 0.5rem;
  }
  input[type='text'] {
    width: 100%;
    min-width: 0;
    min-height: 2rem;
    padding: 0.125rem 0.375rem;
    border: 1px solid var(--_edge);
    border-radius: var(--_radius);
    background: var(--_surface);
  }
  input[aria-invalid='true'] {
    border-color: var(--_warn);
    border-width: 2px;
  }
  .pair {
    display: grid;
    grid-template-columns: 1fr 1fr;
    gap: 0.5rem;
  }
  .check {
    display: flex;
    gap: 0.5rem;
    align-items: flex-start;
  }
  .check input {
    margin: 0.2rem 0 0;
    accent-color: var(--_accent);
  }
`;
