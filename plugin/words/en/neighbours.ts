import type { NeighbourWords, MapWords } from '../neighbours-words.js';

export const neighboursEn: NeighbourWords = {
  title: 'Similar cells',
  pick: 'Select a cell to see the cells most similar to it.',
  notDescribed: 'This cell was drawn by hand. It has no embedding, so it cannot be compared.',
  none: 'There are no other cells to compare with.',
  list: 'The cells most similar to the selected one, most similar first',
  agree: (count, of, name) => `${count} of these ${of} are also classified as ${name}.`,
  cell: (name, likeness) => `${name}, similarity ${likeness}`,
  choose: (count) => `Select this cell and these ${count}`,
  among: (cells) => `among ${cells}`,
  more: 'Show more',
};

export const mapEn: MapWords = {
  title: 'Cell map',
  label: 'Cell map: similar cells lie close together',
  keys: 'Arrow keys move from cell to cell, Enter goes to the cell on the slide, Space adds it to the selection, plus and minus zoom.',
  colourBy: 'Colour by',
  byKind: 'Cell class',
  byError: 'Reconstruction error',
  usual: 'typical',
  unusual: 'unusual',
  choose: 'Select cells',
  chooseButton: 'Select',
  inView: 'All in view',
  ofKind: (name, count) => `${name} (${count})`,
  chosen: (count, written) => (count === 1 ? '1 cell selected' : `${written} cells selected`),
  deselect: 'Deselect',
  nearer: 'Zoom in',
  further: 'Zoom out',
  whole: 'Show the whole map',
  draw: 'Compute map',
  drawAgain: 'Recompute map',
  cancel: 'Cancel',
  drawing: (percent) => `Computing the map, ${percent}`,
  waiting: 'The analysis is still running.',
  empty: 'The map appears here once cells have been found.',
  failed: 'The map could not be computed. The cells are not affected.',
  newer: (count, written) =>
    count === 1 ? '1 new cell is not on the map yet.' : `${written} new cells are not on the map yet.`,
  hint: 'Drag around cells to select them; hold Shift to add to the selection. Click a cell to go to it.',
  umap: (count) =>
    `UMAP of all ${count} cells. Cells that lie close together are similar; the axes have no meaning.`,
  umapSample: (sample, rest) =>
    `UMAP of ${sample} cells; the other ${rest} are placed next to their nearest neighbours. The axes have no meaning.`,
  shownOfAll: (shown, all) => `${shown} of ${all} are shown; the others are hidden or rejected.`,
  principal: 'Too few cells for UMAP: the map shows the first two principal components.',
};
