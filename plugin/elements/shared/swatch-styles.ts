import { css } from 'lit';

/** A small square in the colour of a kind, in high contrast too. */
export const swatchStyles = css`
  .swatch {
    flex: 0 0 auto;
    width: 0.75rem;
    height: 0.75rem;
    border-radius: 3px;
    border: 1px solid color-mix(in oklab, var(--_text) 45%, transparent);
    forced-color-adjust: none;
  }
`;
