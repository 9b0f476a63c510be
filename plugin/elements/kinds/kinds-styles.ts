import { css } from 'lit';

/** A line or two for each kind: its colour, name, code and key, how it is counted, its place. */
export const kindsStyles = css`
  ul {
    display: grid;
    gap: 0.5rem;
    max-height: 20rem;
    overflow: auto;
  }
  li {
    display: grid;
    grid-template-columns: 2rem minmax(5rem, 1fr) 3.5rem 2.25rem;
    gap: 0.25rem;
    list-style: none;
  }
  li.finer {
    padding-left: 0.75rem;
  }
  .second {
    grid-column: 2 / -1;
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.25rem;
  }
  input[type='color'] {
    width: 2rem;
    height: 2rem;
    padding: 0;
    border: 1px solid var(--_edge);
    border-radius: var(--_radius);
    background: none;
  }
  select {
    flex: 1 1 6rem;
    min-width: 0;
    padding: 0.125rem 0.25rem;
  }
  .second button {
    min-width: 2rem;
    padding: 0 0.375rem;
  }
  label select {
    max-width: 100%;
  }
  /* Large type on a phone: the name has a line of its own. */
  @container (max-width: 15rem) {
    ul {
      grid-template-columns: minmax(0, 1fr);
    }
    li {
      grid-template-columns: 2rem minmax(0, 1fr) minmax(0, 0.7fr);
    }
    li > [name='title'] {
      grid-column: 2 / -1;
    }
    li > [name='code'] {
      grid-column: 2;
    }
  }
`;
