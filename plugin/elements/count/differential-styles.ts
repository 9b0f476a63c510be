import { css } from 'lit';

/** A property that says whether a part is unfolded: it has a row of its own then. */
export const UNFOLDED = { type: Boolean, reflect: true, attribute: 'unfolded' } as const;

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
    grid-template-columns: 6.375rem minmax(0, 1fr);
    align-items: center;
    gap: 0.375rem;
    line-height: 1.2;
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
    line-height: 1.3;
  }
  table {
    width: 100%;
    border-collapse: collapse;
    line-height: 1.25;
  }
  th {
    font-weight: 400;
    text-align: left;
    vertical-align: top;
  }
  thead th {
    padding-bottom: 0.125rem;
    color: var(--_muted);
    font-size: 0.6875rem;
  }
  th:nth-child(n + 2),
  td {
    text-align: right;
    vertical-align: top;
    padding-left: 0.375rem;
    white-space: nowrap;
  }
  tbody th,
  tbody td {
    padding-block: 0.125rem;
  }
  .kind {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr);
    align-items: baseline;
    column-gap: 0.25rem;
  }
  .kind > :last-child {
    overflow-wrap: anywhere;
    hyphens: auto;
  }
  /* As it is labelled on the slide. */
  .code {
    min-width: 2.5em;
    min-height: 1.25em;
    padding: 0 0.1875rem;
    border-radius: 3px;
    font-size: 0.625rem;
    font-weight: 700;
    text-align: center;
    forced-color-adjust: none;
  }
  /* On the line of its name also where it holds no letters. */
  .code:empty::before {
    content: '\\200b';
  }
  tr.finer th {
    padding-left: 0.5rem;
  }
  tr.finer,
  tr.none {
    color: var(--_muted);
  }
  tr.finer .kind > :last-child,
  .interval {
    font-size: 0.75rem;
  }
  .interval {
    color: var(--_muted);
  }
  /* Into the empty field before it. */
  .interval .wide {
    margin-left: -4rem;
  }
  /* On view however long the table: what scrolls goes on beneath it, down to the edge of the step. */
  tfoot {
    position: sticky;
    bottom: -0.5rem;
    background: var(--_surface);
  }
  tfoot th,
  tfoot td {
    padding-block: 0.25rem;
    /* A border of a collapsed table stays behind where the row is stuck. */
    box-shadow: inset 0 1px var(--_line);
    font-weight: 600;
  }
  .verdict {
    display: block;
    font-size: 0.75rem;
  }
  .under {
    display: block;
    font-size: 0.75rem;
  }
  /* Closed they stand two in a row. */
  .folds {
    display: flex;
    flex-wrap: wrap;
    gap: 0 0.5rem;
  }
  .folds > * {
    flex: 1 1 8.5rem;
  }
  .folds > [unfolded] {
    flex-basis: 100%;
  }
  /* Room for the longest words in a narrow panel. */
  @container (max-width: 21rem) {
    td,
    th:nth-child(n + 2) {
      padding-left: 0.25rem;
    }
    thead th {
      font-size: 0.625rem;
    }
    .interval {
      font-size: 0.6875rem;
    }
    .code {
      min-width: 0;
    }
  }
  /* Large type on a phone: each kind stands above its numbers. */
  @container (max-width: 15rem) {
    .choice {
      grid-template-columns: minmax(0, 1fr);
    }
    tr {
      display: grid;
      grid-template-columns: minmax(0, 1.1fr) minmax(0, 1fr) minmax(0, 1.85fr) minmax(0, 1.1fr);
    }
    tr > th:first-child {
      grid-column: 1 / -1;
    }
    thead th:last-child:nth-child(n + 2) {
      hyphens: auto;
      overflow-wrap: anywhere;
      white-space: normal;
    }
  }
  /* To the right of it the line is empty. */
  @container (min-width: 20rem) {
    .verdict {
      width: 0;
      white-space: nowrap;
    }
  }
  .outside {
    color: var(--_warn);
    font-weight: 600;
  }
  details > summary {
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
  @container (max-width: 15rem) {
    .pair {
      grid-template-columns: minmax(0, 1fr);
    }
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
