import { css } from 'lit';

/** What stands around the map of the cells: tools, legend, progress. */
export const mapStyles = css`
  :host {
    display: grid;
    gap: 0.625rem;
  }
  .row {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.5rem;
  }
  .row > label {
    flex: 1 1 8rem;
    display: grid;
    gap: 0.125rem;
    min-width: 0;
  }
  select {
    width: 100%;
  }
  .zoom {
    display: flex;
    gap: 0.25rem;
    margin-left: auto;
  }
  progress {
    width: 100%;
    accent-color: var(--_accent);
  }
  .legend {
    display: flex;
    flex-wrap: wrap;
    gap: 0.125rem 0.75rem;
    list-style: none;
  }
  .legend li {
    display: flex;
    align-items: center;
    gap: 0.25rem;
  }
  .legend svg,
  .scale {
    forced-color-adjust: none;
  }
  .scale {
    height: 0.625rem;
    border-radius: 3px;
    border: 1px solid var(--_edge);
  }
  .ends {
    display: flex;
    justify-content: space-between;
  }
`;
