import { css } from 'lit';

/** The gallery: a scrolling field of tiles at fixed places under heads that stay on view. */
export const galleryStyles = css`
  :host {
    display: grid;
    grid-template: auto minmax(0, 1fr) auto / minmax(0, 1fr);
    gap: 0.375rem;
    min-height: 0;
  }
  /* In its place in the panel the hint has no row, and in a low window the lists have none: nor have they gaps. */
  :host([fill]:not([large])) {
    gap: 0;
  }
  :host([fill]:not([large])) .bar {
    margin-bottom: 0.375rem;
  }
  :host([large]) {
    position: fixed;
    z-index: 1000;
    inset-block: 0;
    padding: 0.75rem 1rem;
    background: var(--_surface);
    box-shadow: 0 0 2rem rgb(0 0 0 / 0.35);
  }
  .bar {
    grid-row: 1;
    display: flex;
    align-items: center;
    gap: 0.375rem;
  }
  .bar label {
    display: flex;
    flex: 1 1 7rem;
    min-width: 0;
  }
  .bar .sort {
    flex: 1.4 1 9rem;
  }
  .bar select {
    flex: 1;
    min-width: 0;
    padding-inline: 0.25rem;
  }
  :host([large]) .bar label {
    flex: 0 1 auto;
  }
  :host([large]) .bar .icon {
    margin-left: auto;
  }
  .icon {
    display: grid;
    place-items: center;
    width: 2.25rem;
    padding: 0;
  }
  /* A low window's room is for the cells; the enlarged gallery has the lists. */
  @media (max-height: 879px) {
    :host([fill]:not([large])) .bar {
      display: none;
    }
  }
  /* There the button stands beside the choice of what is shown. */
  :host([fill]:not([large])) .icon {
    display: none;
  }
  .scroller {
    grid-row: 2;
    position: relative;
    height: var(--smear-gallery-height, 25rem);
    /* Dragged at its lower edge; the sides stay where the panel puts them. */
    resize: vertical;
    min-height: 9rem;
    overflow: hidden scroll;
    overflow-anchor: none;
    scrollbar-width: thin;
    border-block: 1px solid var(--_line);
    user-select: none;
    -webkit-user-select: none;
    contain: layout paint style;
  }
  :host([fill]) .scroller,
  :host([large]) .scroller {
    height: 100%;
    min-height: 0;
    resize: none;
  }
  :host([large]) .scroller {
    overscroll-behavior: contain;
  }
  /* What it says is needed where there are many cells to choose from. */
  :host([fill]:not([large])) .hint {
    display: none;
  }
  .field {
    position: relative;
    margin-inline: 6px;
  }
  .group {
    position: absolute;
    inset-inline: -6px;
  }
  .group.target {
    outline: 2px dashed var(--_accent);
    outline-offset: -2px;
  }
  .head {
    position: sticky;
    top: 0;
    z-index: 2;
    display: flex;
    align-items: center;
    gap: 0.5rem;
    padding-inline: 6px;
    /* Its last pixels are those of the frame of a chosen cell below. */
    background: linear-gradient(var(--_surface) calc(100% - 4px), transparent 0);
  }
  .head h3 {
    display: flex;
    flex: 1 1 auto;
    align-items: center;
    gap: 0.375rem;
    min-width: 0;
    margin: 0;
    font: inherit;
  }
  /* One line: in the panel the counts are written short for it. */
  .head {
    white-space: nowrap;
  }
  /* The name before all: where it leaves no room for the counts, they are in the title. */
  .group {
    container-type: inline-size;
  }
  @container (max-width: 20.5rem) {
    .counts {
      display: none;
    }
    .head .name {
      font-size: 0.75rem;
    }
  }
  :host([large]) .short,
  :host(:not([large])) .long {
    display: none;
  }
  .head .name {
    overflow: hidden;
    font-weight: 600;
    text-overflow: ellipsis;
  }
  .head :is(.counts, button) {
    flex: none;
    text-align: end;
  }
  .tile {
    position: absolute;
    display: grid;
    grid-template-rows: auto 1fr;
    border-radius: 4px;
    cursor: pointer;
    contain: layout style size;
  }
  .picture {
    display: grid;
    place-items: center;
    width: 100%;
    aspect-ratio: 1;
    overflow: hidden;
    border: 2px dashed var(--_class);
    border-radius: 4px;
    background: var(--_raised);
    color: var(--_muted);
    font-size: 0.6875rem;
    text-align: center;
  }
  .confirmed .picture {
    border-style: solid;
  }
  .unknown .picture {
    border-style: dotted;
  }
  .rejected .picture {
    border-color: var(--_edge);
    border-style: solid;
    opacity: 0.55;
  }
  .picture canvas {
    display: block;
    width: 100%;
    height: 100%;
    min-width: 0;
    min-height: 0;
  }
  .foot {
    display: flex;
    justify-content: space-between;
    align-items: center;
    padding-inline: 2px;
    font-size: 0.6875rem;
    line-height: 1.2;
    white-space: nowrap;
  }
  .mark {
    font-weight: 700;
  }
  .tile[aria-selected='true'] {
    background: color-mix(in oklab, var(--_accent) 22%, var(--_surface));
    box-shadow: 0 0 0 2px var(--_accent);
  }
  .tile.chosen {
    box-shadow: 0 0 0 3px var(--_accent);
  }
  .tile:focus-visible {
    outline: 2px solid var(--_text);
    outline-offset: 1px;
  }
  .band {
    position: absolute;
    z-index: 3;
    border: 1px solid var(--_accent);
    background: color-mix(in oklab, var(--_accent) 16%, transparent);
    pointer-events: none;
  }
  .none {
    padding: 1.5rem 0.5rem;
    text-align: center;
  }
  @media (forced-colors: active) {
    .tile[aria-selected='true'] {
      outline: 3px solid Highlight;
    }
  }
`;
