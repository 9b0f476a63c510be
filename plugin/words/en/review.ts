import type { ReviewWords } from '../review-words.js';
import type { StepKind } from '../../review/step.js';

export const reviewEn: ReviewWords = {
  title: 'Review',
  empty: 'Cells to review appear here once they have been found.',
  confirmed: (confirmed, all) => `${confirmed} of ${all} confirmed`,
  progress: 'Confirmed cells',
  allConfirmed: 'All cells have been confirmed.',
  nextDoubtful: 'Next uncertain cell',
  undo: 'Undo',
  redo: 'Redo',
  step: (kind, count, written, label) => {
    const cells = count === 1 ? '1 cell' : `${written} cells`;
    const steps: Record<StepKind, string> = {
      analyse: `${cells} from analysis`,
      assign: label ? `${cells} classified as ${label}` : `${cells} classified`,
      confirm: `${cells} confirmed`,
      reject: `${cells} not counted`,
      restore: `${cells} counted again`,
      add: `${cells} added`,
      outline: `outline of ${cells} adjusted`,
      import: `${cells} imported`,
      merge: `${cells} merged from the other tab`,
      teach: `${cells} reclassified by refitting`,
      clear: `${cells} removed`,
      areas: 'counting areas',
    };
    return steps[kind];
  },
  areaStep: (what, name) =>
    ({ drawn: `“${name}” drawn`, named: `area renamed to “${name}”`, removed: `“${name}” removed` })[what],
  reason: (kind, [first = '', second = '']) =>
    ({
      close: `${first} and ${second} are almost equally likely`,
      finer: `Between ${first} and ${second}`,
      unlike: 'Unlike the training data',
      rebuilt: 'Unusual appearance for its class',
      faint: 'May not be a cell',
    })[kind],
  noReason: 'No specific reason to doubt its class',
  chosen: (written) => `${written} cells selected`,
  noneChosen: (key) =>
    `Press ${key} for the cell that most needs review, or select one on the slide or below.`,
  confirm: 'Confirm',
  reject: 'Not a cell',
  restore: 'Count again',
  status: {
    confirmed: 'confirmed',
    suggested: 'suggested',
    unknown: 'unknown',
    rejected: 'not counted',
  },
  palette: 'Classes',
  paletteHint: 'Press the key or the button, or drag cells here.',
  call: (name) => `Classify as ${name}`,
  changeKeys: 'Change keys',
  keysDone: 'Done',
  pressKey: (name) => `Press a key for ${name}. Esc keeps the current key.`,
  changeKeysHint: 'Select a class, then press its new key.',
  keyTaken: (key) => `${key} is already in use. Press a different key.`,
  usualKeys: 'Restore default keys',
  filter: 'Show',
  filters: { all: 'All', suggested: 'Suggested', doubtful: 'Uncertain', unknown: 'Unknown' },
  reviewer: 'Reviewed by',
  reviewerHint: 'Saved with every correction',
  goOnAs: (name) => `Continue as ${name}`,
  gallery: {
    label: 'Cell gallery',
    sort: 'Sort by',
    sorts: {
      confidence: 'Least certain first',
      error: 'Most unusual first',
      size: 'Largest first',
      likeness: 'Most similar first',
    },
    compare: 'Compare with selected cell',
    none: 'No matching cells.',
    notCounted: 'Not counted',
    head: (count, confirmed) => `${count}, ${confirmed} confirmed`,
    confirmAll: 'Confirm all',
    confirmAllOf: (name) => `Confirm all: ${name}`,
    cell: (name, certainty, status) =>
      [name, certainty, status].filter((part) => part !== undefined).join(', '),
    noPicture: 'No image',
    selected: (written) => `${written} selected`,
    menu: 'Classify this cell',
    alike: 'Sort by similarity to this cell',
    larger: 'Enlarge gallery',
    smaller: 'Back to the panel',
    hint: 'Hold Shift or Ctrl to select several cells. Drag between the cells, or with Shift held, to select with a rectangle.',
  },
};
