import { css } from 'lit';

/** The section in which cells are answered: what to look at, what it can be called, the gallery. */
export const reviewStyles = css`
  :host {
    display: grid;
    grid-template-columns: minmax(0, 1fr); /* a long word wraps, and never widens the panel */
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
  :host([fill]) {
    grid-template-rows: auto auto auto auto minmax(7rem, 1fr);
    min-height: 100%;
    height: 100%;
    gap: 0.375rem;
  }
  /* Undo and the tools: under each other, or in one row where the window is low. */
  .acts {
    display: flex;
    flex-flow: row wrap;
    gap: 0.375rem;
  }
  .acts > *,
  .acts > slot::slotted(*) {
    flex: 1 1 100%;
  }
  .left {
    display: flex;
    align-items: center;
    flex-wrap: wrap;
    gap: 0.375rem 0.75rem;
    line-height: 1.2;
  }
  .over {
    padding-inline: 0.375rem;
    box-shadow: 0 0 0 1px var(--_accent);
    border-radius: var(--_radius);
    background: var(--_accent);
    color: var(--_on-accent);
  }
  /* All in one row, so that nothing below moves when it is over. */
  .left:has(.over) {
    column-gap: 0.375rem;
  }
  .left:has(.over) progress {
    min-width: 0.75rem;
  }
  .after {
    color: var(--_text);
  }
  /* In a low window what stands above moves together, so that a row of the gallery finds room. */
  @media (max-height: 879px) {
    :host([fill]) .acts > .undo {
      flex: 1 1 9rem;
    }
    :host([fill]) .acts > slot::slotted(*) {
      flex: 0 1 auto;
    }
    /* The arrow says that it undoes; what it undoes takes the room. */
    :host([fill]) .undo .what > :first-child,
    :host([fill]) .undo [data-action='redo']:disabled {
      display: none;
    }
  }
  .too-low {
    display: none;
  }
  /* Lower still there is no room for a row of pictures, and the line below says where they are. */
  @media (max-height: 719px) {
    :host([fill]) {
      grid-template-rows: auto auto auto auto minmax(min-content, 1fr);
    }
    :host([fill]) smear-gallery:not([large]) {
      display: none;
    }
    :host([fill]) .too-low {
      display: block;
    }
    :host([fill]) .pane {
      min-height: 9.5rem;
    }
  }
  progress {
    display: block;
    flex: 1;
    min-width: 4rem;
    height: 4px;
    accent-color: var(--_accent);
  }
  .going {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 0.375rem;
  }
  .undo {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    gap: 0.375rem;
  }
  .undo button {
    display: flex;
    align-items: center;
    gap: 0.25rem;
    min-width: 2.25rem;
    min-height: 1.75rem;
    padding: 0.0625rem 0.375rem;
    text-align: start;
  }
  .enlarge {
    display: flex;
    align-items: center;
    gap: 0.375rem;
    min-height: 1.75rem;
    padding: 0 0.5rem;
  }
  .enlarge svg,
  .undo svg {
    flex: none;
    width: 1rem;
    height: 1rem;
    fill: none;
    stroke: currentColor;
    stroke-width: 1.5;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  /* One line: what is below stays where it is from step to step; the title says all of it. */
  .undo .what {
    flex: 1;
    min-width: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .next {
    display: flex;
    align-items: center;
    justify-content: center;
    gap: 0.5rem;
  }
  /* Of one height, whatever is said in it: what is below stays under the pointer. */
  .card {
    display: grid;
    grid-template: minmax(0, 1fr) auto / 7.5rem minmax(0, 1fr);
    gap: 0.25rem 0.625rem;
    height: 7.5rem;
    border-radius: var(--_radius);
    container-type: inline-size;
  }
  .card > :is(#what, p) {
    align-self: center;
  }
  .card #what {
    display: grid;
    gap: 0.125rem;
    max-height: 100%;
    overflow: hidden;
    overflow-wrap: anywhere;
    line-height: 1.3;
  }
  /* What finds no room is in its title. */
  .card .reasons {
    display: -webkit-box;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 3;
    overflow: hidden;
  }
  .picture {
    grid-row: 1 / -1;
    width: 7.5rem;
    height: 7.5rem;
    border-radius: var(--_radius);
    background: var(--_raised);
  }
  .picture.many {
    display: grid;
    place-items: center;
    color: var(--_muted);
    font-size: 2rem;
    font-weight: 600;
  }
  .idle .picture {
    border: 1px dashed var(--_line);
  }
  @media (max-width: 699px) {
    .card {
      /* A sheet over the slide: large type may make it higher. */
      grid-template-columns: min(7.5rem, 36%) minmax(0, 1fr);
      height: auto;
      min-height: 7.5rem;
    }
    .picture {
      width: 100%;
      height: auto;
    }
  }
  .card .name {
    display: flex;
    align-items: baseline;
    gap: 0.375rem;
    font-size: 0.9375rem;
    font-weight: 600;
    line-height: 1.25;
  }
  .answers {
    display: flex;
    flex-wrap: wrap;
    gap: 0.25rem;
  }
  .answers button {
    flex: 1 1 auto;
    gap: 0.25rem;
    min-height: 1.75rem;
    padding: 0.0625rem 0.25rem;
    font-size: 0.75rem;
  }
  .answers kbd {
    min-width: 1rem;
    padding: 0 0.1875rem;
    font-size: 0.6875rem;
  }
  /* In the narrowest panel the keys are in the list of keys only: two rows of buttons would cost the reasons. */
  @container (max-width: 21rem) {
    .answers kbd {
      display: none;
    }
  }
  .line .link {
    flex: none;
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
  /* What the room under the names is for: the gallery, all about the cell, or the cells like it. */
  .lower {
    display: grid;
    grid-template: auto minmax(0, 1fr) / minmax(0, 1fr);
    gap: 0.375rem;
    min-height: 0;
  }
  .lower > .line {
    flex-wrap: nowrap;
  }
  .lower > .line fieldset {
    flex: 1;
  }
  .pane {
    min-height: 0;
  }
  :host([fill]) .pane {
    /* Room for the ring of what has the focus at its edge. */
    margin-inline: -4px;
    padding-inline: 4px;
    overflow: hidden auto;
    scrollbar-width: thin;
  }
`;
