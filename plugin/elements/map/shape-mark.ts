import { svg, html, type TemplateResult } from 'lit';
import { POINT_SHAPES, type PointShape } from '../../neighbours/paint-points.js';

const PATHS: Readonly<Record<PointShape, string>> = {
  disc: 'M6 1a5 5 0 1 0 0 10a5 5 0 1 0 0-10Z',
  square: 'M2 2h8v8h-8Z',
  triangle: 'M6 1L11 11H1Z',
  diamond: 'M6 1L11 6L6 11L1 6Z',
  plus: 'M4.5 1h3v3.5H11v3H7.5V11h-3V7.5H1v-3h3.5Z',
  wedge: 'M1 1H11L6 11Z',
  cross: 'M1 3L3 1L6 4L9 1L11 3L8 6L11 9L9 11L6 8L3 11L1 9L4 6Z',
  bar: 'M1 4h10v4H1Z',
  pillar: 'M4 1h4v10H4Z',
  ring: 'M6 1a5 5 0 1 0 0 10a5 5 0 1 0 0-10Zm0 2.8a2.2 2.2 0 1 1 0 4.4a2.2 2.2 0 1 1 0-4.4Z',
};

/** The shape that a kind has on the map, in its colour: index into `POINT_SHAPES`. */
export function shapeMark(shape: number, colour: string): TemplateResult {
  const path = PATHS[POINT_SHAPES[shape] ?? 'ring'];
  return html`<svg viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">
    ${svg`<path d=${path} fill=${colour} fill-rule="evenodd" stroke="currentColor" stroke-width="0.5" />`}
  </svg>`;
}
