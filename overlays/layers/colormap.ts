import { DARK, LIGHT } from '../theme.js';

/** A colour in sRGB, 0 to 255. */
export type Rgb = readonly [number, number, number];

/**
 * Cividis at seventeen even steps (Nuñez, Anderton and Renslow 2018, doi:10.1371/journal.pone.0199239):
 * even steps of lightness, and the same order for readers with and without colour-vision deficiency.
 */
const CIVIDIS: readonly Rgb[] = [
  [0, 34, 78],
  [0, 46, 106],
  [26, 56, 111],
  [50, 67, 109],
  [67, 78, 108],
  [83, 90, 109],
  [97, 101, 111],
  [111, 112, 115],
  [125, 124, 120],
  [140, 136, 120],
  [155, 148, 118],
  [171, 160, 114],
  [188, 174, 108],
  [205, 187, 99],
  [222, 201, 88],
  [240, 216, 70],
  [254, 232, 56],
];

/** The colour for a value from 0 to 1; what lies outside takes the colour of the nearer end. */
export function colorAt(value: number): Rgb {
  const place = Math.min(1, Math.max(0, value || 0)) * (CIVIDIS.length - 1);
  const index = Math.min(CIVIDIS.length - 2, Math.floor(place));
  const low = CIVIDIS[index] ?? [0, 0, 0];
  const high = CIVIDIS[index + 1] ?? low;
  const part = place - index;
  return [
    low[0] + (high[0] - low[0]) * part,
    low[1] + (high[1] - low[1]) * part,
    low[2] + (high[2] - low[2]) * part,
  ];
}

/** The whole map as a CSS gradient from the low end to the high end, for a legend. */
export function colormapGradient(direction = 'to right'): string {
  const stops = CIVIDIS.map(([r, g, b]) => `rgb(${r} ${g} ${b})`);
  return `linear-gradient(${direction}, ${stops.join(', ')})`;
}

/** WCAG 2.2 relative luminance, 0 (black) to 1 (white). */
function relativeLuminance(color: Rgb): number {
  const [r, g, b] = color.map((channel) => {
    const value = channel / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * (r ?? 0) + 0.7152 * (g ?? 0) + 0.0722 * (b ?? 0);
}

/** WCAG 2.2 contrast ratio of two colours, 1 to 21. */
export function contrastRatio(one: Rgb, other: Rgb): number {
  const a = relativeLuminance(one);
  const b = relativeLuminance(other);
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

/** Black or white, whichever stands out more from the colour: for text on it, or a halo around it. */
export function counterColor(color: Rgb): Rgb {
  return contrastRatio(color, DARK) >= contrastRatio(color, LIGHT) ? DARK : LIGHT;
}

/** How much of what lies beneath a halo it hides. */
export const HALO_ALPHA = 0.9;

/**
 * White around a dark colour, dark around a lighter one, such that the line stands out from its halo at 3:1
 * whatever lies beneath: the 3.5 to pure white leave room for what shines through.
 */
export function haloColor(color: Rgb): Rgb {
  return contrastRatio(color, LIGHT) >= 3.5 ? LIGHT : counterColor(color);
}

export function cssColor(color: Rgb, alpha = 1): string {
  const [r, g, b] = color.map((channel) => Math.round(channel));
  return alpha === 1 ? `rgb(${r} ${g} ${b})` : `rgb(${r} ${g} ${b} / ${alpha})`;
}
