import type { ToolWords, ToolsWords } from '../tools-words.js';

/** English, with the data's own class names. */
export const ENGLISH_TOOL_WORDS: ToolWords = {
  cancel: 'Cancel',
  done: 'Done',
  keep: 'Apply',
  close: 'Finish outline',
  drawInstead: 'Draw outline',
  add: 'Click a missed cell, or move there with the arrow keys and press Enter. Esc closes the tool.',
  draw: 'Draw around the cell or click corner by corner. Keys: arrows, Space, Enter. Esc cancels.',
  adjust:
    'Drag a handle, or press Tab to reach one and move it with the arrow keys (Shift: faster). Enter applies, Esc cancels.',
  lasso: 'Draw around the cells to select; hold Ctrl to add to the selection. Esc cancels.',
  measure: 'Drag from one end to the other. Keys: Space, arrows, Space. Esc closes the tool.',
  looking: 'Searching for a cell',
  nothingFound: 'No cell was found here. Click again or draw the outline yourself.',
  added: (name, suggested) =>
    suggested === undefined || suggested === name
      ? `Cell added as ${name}. Press a class key to change it.`
      : `Cell added as ${name}; the model suggests ${suggested}. Press a class key to change it.`,
  alreadyThere: (name) => `This cell has already been found: ${name}.`,
  broughtBack: (name) => `Cell shown again: ${name}. It was hidden.`,
  notOnSlide: 'This is outside the slide. Click on the slide.',
  failed: 'The search failed here. Try again or draw the outline yourself.',
  tooSmall: 'This is too small for a cell. Draw around the whole cell.',
  crossesItself: 'The outline crosses itself. Draw around the cell once.',
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
    adjust: 'Adjust',
    lasso: 'Lasso',
    measure: 'Measure',
  },
  hints: {
    add: 'Click a cell that was missed: it is detected and added.',
    draw: 'Draw the outline of a cell that was not found.',
    adjust: 'Adjust the outline of the selected cell.',
    lasso: 'Draw around cells to select them, or hold Shift and drag.',
    measure: 'Measure a distance on the slide.',
  },
  onSlide: ENGLISH_TOOL_WORDS,
};
