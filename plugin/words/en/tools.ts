import type { ToolWords, ToolsWords } from '../tools-words.js';

/** English, with the data's own class names. */
export const ENGLISH_TOOL_WORDS: ToolWords = {
  cancel: 'Cancel',
  done: 'Done',
  keep: 'Apply',
  close: 'Finish outline',
  drawInstead: 'Draw outline',
  add: 'Click a missed cell, or move there with the arrow keys and press Enter. Esc ends.',
  draw: 'Draw around the cell or click corner by corner. Keys: arrows, Space, Enter. Esc cancels.',
  adjust:
    'Drag a handle, or press Tab to reach one and move it with the arrow keys (Shift: faster). Enter applies, Esc cancels.',
  lasso: 'Draw around the cells to select; hold Ctrl to add to the selection. Esc cancels.',
  measure: 'Drag from end to end. Keys: Space, arrows, Space. Esc ends.',
  looking: 'Searching here',
  nothingFound: 'No cell was found here. Click again or draw the outline yourself.',
  added: (name, suggested) =>
    suggested === undefined || suggested === name
      ? `Cell added as ${name}. Press a class key to change it.`
      : `Cell added as ${name}; the model suggests ${suggested}. Press a class key to change it.`,
  alreadyThere: (name) => `This cell has already been found: ${name}.`,
  broughtBack: (name) => `Cell added: ${name}. It had been hidden.`,
  notOnSlide: 'That is outside the slide. Click on the slide.',
  failed: 'The search failed here. Try again or draw the outline yourself.',
  tooSmall: 'That is too small for a cell. Draw around the whole cell.',
  crossesItself: 'The outline crosses itself. Draw once around the cell.',
  adjusted: 'Outline updated.',
  chooseFirst: 'Select a cell first.',
  handle: (handle, of) => `Handle ${handle} of ${of}`,
  chosen: (count) => (count === 1 ? '1 cell selected' : `${count} cells selected`),
  length: (value, unit) =>
    `${new Intl.NumberFormat('en', { maximumSignificantDigits: 3 }).format(value)} ${unit}`,
  className: (name) => name,
};

export const toolsEn: ToolsWords = {
  title: 'Tools',
  names: {
    add: 'Add cell',
    draw: 'Draw',
    adjust: 'Outline',
    lasso: 'Lasso',
    measure: 'Ruler',
  },
  hints: {
    add: 'Click a cell that was missed: it is detected and added.',
    draw: 'Draw the outline of a cell that was not found.',
    adjust: 'Adjust the outline of the selected cell.',
    lasso: 'Draw around cells to select them. Also: drag with Shift held.',
    measure: 'Measure a distance on the slide.',
  },
  onSlide: ENGLISH_TOOL_WORDS,
};
