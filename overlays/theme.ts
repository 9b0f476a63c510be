/** The two ends between which a colour's counterpart is chosen: nearly black, and white. */
export const DARK = [17, 19, 24] as const;
export const LIGHT = [255, 255, 255] as const;

/** The colours of all that is drawn on a slide beside the classes' own and the heat map's, and its typeface. */
export interface SlideTheme {
  /** Frames, rulers, handles and lines of tools. */
  readonly line: string;
  /** What sets them off from any stain. */
  readonly lineEdge: string;
  /** The ground of text: counts, names of areas, lengths, hints. */
  readonly note: string;
  readonly noteEdge: string;
  readonly noteText: string;
  /** Bare letters beside small cells, and their rim. */
  readonly letter: string;
  readonly letterEdge: string;
  readonly fontFamily: string;
}

type Token = keyof SlideTheme | 'shade';

/** The custom property that a page can set for each, and what holds where it does not. */
const TOKENS: Readonly<Record<Token, readonly [property: string, fallback: string]>> = {
  line: ['--smear-slide-line', '#fff'],
  lineEdge: ['--smear-slide-line-edge', 'rgb(17 19 24 / 0.85)'],
  note: ['--smear-slide-note', 'rgb(17 19 24 / 0.92)'],
  noteEdge: ['--smear-slide-note-edge', 'rgb(255 255 255 / 0.6)'],
  noteText: ['--smear-slide-note-text', '#fff'],
  letter: ['--smear-slide-letter', '#111318'],
  letterEdge: ['--smear-slide-letter-edge', 'rgb(255 255 255 / 0.9)'],
  /** Over the slide around a rectangle that is being drawn. */
  shade: ['--smear-slide-shade', 'rgb(17 19 24 / 0.25)'],
  fontFamily: ['--smear-font', 'system-ui, -apple-system, "Segoe UI", sans-serif'],
};

/** A token as a CSS value, for elements over the slide. */
export function themeValue(token: Token): string {
  const [property, fallback] = TOKENS[token];
  return `var(${property}, ${fallback})`;
}

/**
 * CSS properties that show nothing on a canvas and carry the tokens: the browser resolves them for the place where the
 * canvas stands, `light-dark()` and nested properties included, which a custom property read as text would not be.
 */
const CARRIERS = {
  line: 'color',
  lineEdge: 'outline-color',
  note: 'column-rule-color',
  noteEdge: 'text-decoration-color',
  noteText: 'caret-color',
  letter: 'border-top-color',
  letterEdge: 'border-bottom-color',
  fontFamily: 'font-family',
} as const satisfies Record<keyof SlideTheme, string>;

/** What a canvas over the slide has in its style, so that `readTheme` can read the theme off it. */
export const THEME_CSS = `forced-color-adjust:none;${Object.entries(CARRIERS)
  .map(([token, carrier]) => `${carrier}:${themeValue(token as Token)}`)
  .join(';')}`;

/** The theme that holds for a canvas now. Read at each draw, so that a page may change it at any time. */
export function readTheme(canvas: Element): SlideTheme {
  const style = getComputedStyle(canvas);
  const read = (token: keyof SlideTheme): string => style.getPropertyValue(CARRIERS[token]);
  return {
    line: read('line'),
    lineEdge: read('lineEdge'),
    note: read('note'),
    noteEdge: read('noteEdge'),
    noteText: read('noteText'),
    letter: read('letter'),
    letterEdge: read('letterEdge'),
    fontFamily: read('fontFamily'),
  };
}
