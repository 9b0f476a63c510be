import { css } from 'lit';

/** The buttons that start and stop an analysis, and its progress. */
export const findStyles = css`
  :host {
    display: block;
  }
  .buttons {
    display: grid;
    grid-template-columns: 1fr 1fr;
    gap: 0.5rem;
  }
  .primary {
    grid-column: 1 / -1;
    min-height: 2.5rem;
    font-size: 0.875rem;
  }
  .beside {
    grid-column: auto;
  }
  .as-panned {
    display: flex;
    align-items: center;
    gap: 0.5rem;
    min-height: 1.5rem;
    margin-top: 0.5rem;
  }
  /* What stands below keeps its place while the state changes. */
  .state {
    min-height: 2.5rem;
    margin-top: 0.75rem;
  }
  @media (max-width: 699px), (max-height: 699px) {
    .state {
      min-height: 0;
    }
  }
  .bar {
    height: 4px;
    margin: 0.375rem 0;
    border-radius: 2px;
    background: var(--_line);
    overflow: hidden;
  }
  .bar > div {
    height: 100%;
    background: var(--_accent);
    transform-origin: left;
    transition: transform 0.2s;
  }
  .bar.waiting > div {
    width: 30%;
    animation: wait 1.6s ease-in-out infinite alternate;
  }
  @keyframes wait {
    to {
      transform: translateX(233%);
    }
  }
  @media (forced-colors: active) {
    .bar {
      border: 1px solid CanvasText;
    }
    .bar > div {
      background: Highlight;
      forced-color-adjust: none;
    }
  }
  .line {
    display: flex;
    justify-content: space-between;
    align-items: baseline;
    gap: 0.75rem;
  }
  .warn {
    color: var(--_warn);
  }
  ul {
    margin-top: 0.25rem;
    padding-left: 1.1rem;
  }
  li + li {
    margin-top: 0.125rem;
  }
`;
