import type { AdaptWords } from '../adapt-words.js';

export const adaptEn: AdaptWords = {
  title: 'Adapt to this laboratory',
  hint: 'Adapts the classifier to the cells you have confirmed. You can preview all changes before accepting them.',
  confirmed: 'Confirmed',
  of: (count, needed) => `${count} of ${needed} needed`,
  enough: 'enough',
  needs: (cells, kinds) =>
    `Confirm at least ${cells} cells of each of ${kinds} classes. Other classes remain unchanged.`,
  noneConfirmed: 'No cells have been confirmed yet.',
  show: 'Preview changes',
  cancel: 'Cancel',
  busy: 'Adapting the classifier',
  active: 'A classifier adapted to this laboratory is in use. Later analyses will use it too.',
  packAlone: 'The original classifier is in use.',
  takeBack: 'Restore the original classifier',
  save: 'Save adapted classifier',
  load: 'Load classifier',
  loadLabel: 'Load an adapted classifier from a file',
  fileName: 'laboratory.json',
  preview: 'Preview of the changes',
  agreement: (before, after) => `Agreement with you: ${before} before, ${after} after`,
  agreementHint: (count) => `On ${count} confirmed cells, each predicted from the others (cross-validation).`,
  kind: 'Cell class',
  before: 'Before',
  after: 'After',
  changes: (count, written) =>
    count === 1 ? '1 unconfirmed cell changes class' : `${written} unconfirmed cells change class`,
  noChange: 'No unconfirmed cell changes class.',
  worse: 'Agreement would be lower than now. Confirm more cells first.',
  from: 'From',
  to: 'To',
  cells: 'Cells',
  leftOut: (count, written) =>
    count === 1
      ? '1 confirmed cell was not used: drawn by hand, or of a class the model does not have.'
      : `${written} confirmed cells were not used: drawn by hand, or of a class the model does not have.`,
  untouched: 'Cells you have confirmed are not changed.',
  accept: 'Accept',
  discard: 'Discard',
};
