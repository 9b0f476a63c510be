/** Words of the tools on the slide, in one language. */
export interface ToolWords {
  /** Gives up what is under way. */
  readonly cancel: string;
  /** Puts a tool away that has done its work at each step. */
  readonly done: string;
  readonly keep: string;
  readonly close: string;
  readonly drawInstead: string;
  /** What to do, while each tool is at work. */
  readonly add: string;
  readonly draw: string;
  readonly adjust: string;
  readonly lasso: string;
  readonly measure: string;
  readonly looking: string;
  readonly nothingFound: string;
  readonly added: (name: string, suggested?: string) => string;
  readonly alreadyThere: (name: string) => string;
  readonly broughtBack: (name: string) => string;
  readonly notOnSlide: string;
  readonly failed: string;
  readonly tooSmall: string;
  readonly crossesItself: string;
  readonly adjusted: string;
  readonly chooseFirst: string;
  readonly handle: (handle: number, of: number) => string;
  readonly chosen: (count: number) => string;
  /** A length in µm, or in pixels of the slide where no resolution is known. */
  readonly length: (value: number, unit: 'µm' | 'px') => string;
  /** A class as a person says it. */
  readonly className: (name: string) => string;
}

/** English, with the data's own class names. */
export const ENGLISH_TOOL_WORDS: ToolWords = {
  cancel: 'Cancel',
  done: 'Done',
  keep: 'Keep',
  close: 'Finish outline',
  drawInstead: 'Draw it',
  add: 'Click a missed cell, or go there with the arrows and press Enter. Esc ends.',
  draw: 'Draw around the cell, or click corner by corner; keys: arrows, Space, Enter. Esc gives up.',
  adjust: 'Drag a handle, or Tab to one and press the arrows, with Shift faster. Enter keeps, Esc gives up.',
  lasso: 'Draw around the cells to choose, with Ctrl as well as those chosen. Esc gives up.',
  measure: 'Drag from end to end; keys: Space, arrows, Space. Esc ends.',
  looking: 'Looking there',
  nothingFound: 'Nothing found here. Click again, or draw the cell yourself.',
  added: (name, suggested) =>
    suggested === undefined || suggested === name
      ? `Cell added as ${name}. Press the key of its kind to name it.`
      : `Cell added as ${name}; the model says ${suggested}. Press the key of its kind to name it.`,
  alreadyThere: (name) => `This cell is there already: ${name}.`,
  broughtBack: (name) => `Cell added: ${name}. It was hidden until now.`,
  notOnSlide: 'That is beside the slide. Click on the slide.',
  failed: 'The models could not look there. Try again, or draw the cell yourself.',
  tooSmall: 'That is too small for a cell. Draw around the whole cell.',
  crossesItself: 'The line crosses itself. Go once around the cell.',
  adjusted: 'New outline kept.',
  chooseFirst: 'Choose a cell first.',
  handle: (handle, of) => `Handle ${handle} of ${of}`,
  chosen: (count) => (count === 1 ? '1 cell chosen' : `${count} cells chosen`),
  length: (value, unit) =>
    `${new Intl.NumberFormat('en', { maximumSignificantDigits: 3 }).format(value)} ${unit}`,
  className: (name) => name,
};
