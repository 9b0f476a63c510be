import type { KeepingWords } from '../keeping-words.js';

export const keepingEn: KeepingWords = {
  restoring: 'Looking for saved work on this slide',
  kept: 'Your work is saved in this browser.',
  restored: (cells, when) => `Restored: ${cells}${when ? ` from ${when}` : ''}.`,
  restoredHidden: (written) => `${written} hidden (rejected or low confidence).`,
  restoredHiddenWhy: 'Hidden: rejected or below the minimum confidence.',
  unfinished: (percent) => `The analysis was interrupted at ${percent}.`,
  elsewhere:
    'This slide is also open in another tab, which saves the work. Changes made here are not saved until you continue here.',
  takeOver: 'Continue here',
  full: 'The disk is full. Your changes are not being saved.',
  unavailable:
    'This browser does not allow saving, for example because this is a private window. Your changes will be lost when the page is closed.',
  unanswered:
    'This browser’s storage does not answer. Your changes are not being saved, and will be lost when the page is closed.',
  wayOut: 'Save a GeoJSON file under “Export” below. It contains every correction and can be opened again.',
  details: 'Details',
  damaged: (count) =>
    count === 1
      ? 'One part of the saved work was damaged and could not be restored.'
      : `${count} parts of the saved work were damaged and could not be restored.`,
  otherPacks: (packs) =>
    `Some of these cells were found by ${packs}. Their classes and your corrections are kept, but they are not included in similar cells, cell map and adaptation.`,
  forget: 'Delete the work on this slide',
  forgetHint: 'Removes all cells and corrections, here and from this browser.',
  forgotten:
    'The work on this slide was deleted. It can be restored until the page is closed or another slide is opened.',
  bringBack: 'Restore',
};
