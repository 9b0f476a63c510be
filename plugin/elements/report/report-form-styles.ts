import { css } from 'lit';

/** The form that asks what the slide is, and the page that it leads to. */
export const reportFormStyles = css`
  :host {
    overflow-wrap: anywhere;
  }
  [role='status']:empty {
    display: none;
  }
  details > .inside {
    padding-top: 0.125rem;
  }
  .takes {
    display: grid;
    gap: 0.375rem;
  }
  textarea {
    display: block;
    width: 100%;
    height: 2.75rem;
    min-height: 2rem;
    padding: 0.25rem 0.375rem;
    border: 1px solid var(--_edge);
    border-radius: var(--_radius);
    background: var(--_surface);
    color: inherit;
    font: inherit;
    resize: vertical;
  }
  dialog {
    width: min(60rem, 96vw);
    height: 94vh;
    max-height: none;
    padding: 0;
    border: 1px solid var(--_edge);
    border-radius: var(--_radius);
    background: var(--_surface);
    color: var(--_text);
  }
  dialog[open] {
    display: grid;
    grid-template-rows: auto 1fr;
  }
  dialog::backdrop {
    background: rgb(0 0 0 / 0.45);
  }
  .bar {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5rem;
    padding: 0.5rem;
    border-bottom: 1px solid var(--_line);
  }
  .bar .last {
    margin-left: auto;
  }
  iframe {
    width: 100%;
    height: 100%;
    border: 0;
    background: #fff;
  }
`;
