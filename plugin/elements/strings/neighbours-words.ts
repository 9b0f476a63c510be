/** Words for the cells that are like the chosen one, and for the map of all cells. */
export interface NeighbourWords {
  readonly title: string;
  /** No cell is chosen. */
  readonly pick: string;
  /** The chosen cell was drawn by hand: the models have not described it. */
  readonly notDescribed: string;
  readonly none: string;
  readonly list: string;
  /** How many of the shown ones are called as the chosen cell is. */
  agree(count: string, of: string, name: string): string;
  /** Name of one of them, for a screen reader and on pointing. */
  cell(name: string, likeness: string): string;
  choose(count: string): string;
  /** How many cells the like ones are sought among, as a person says them. */
  among(cells: string): string;
  readonly more: string;
}

export interface MapWords {
  readonly title: string;
  readonly label: string;
  readonly keys: string;
  readonly colourBy: string;
  readonly byKind: string;
  readonly byError: string;
  readonly usual: string;
  readonly unusual: string;
  readonly choose: string;
  readonly chooseButton: string;
  readonly inView: string;
  ofKind(name: string, count: string): string;
  chosen(count: number, written: string): string;
  readonly letGo: string;
  readonly nearer: string;
  readonly further: string;
  readonly whole: string;
  readonly draw: string;
  readonly drawAgain: string;
  readonly cancel: string;
  drawing(percent: string): string;
  readonly waiting: string;
  readonly empty: string;
  readonly failed: string;
  newer(count: number, written: string): string;
  readonly hint: string;
  umap(count: string): string;
  umapSample(sample: string, rest: string): string;
  /** Said after it where some cells are hidden or not counted. */
  shownOfAll(shown: string, all: string): string;
  readonly principal: string;
}

export const neighboursEn: NeighbourWords = {
  title: 'Cells like this',
  pick: 'Choose a cell to see those most like it.',
  notDescribed: 'This cell was drawn by hand; the models have not described it, so it cannot be compared.',
  none: 'There is no other cell to compare with.',
  list: 'The cells most like the chosen one, the most alike first',
  agree: (count, of, name) => `${count} of these ${of} are called ${name} too.`,
  cell: (name, likeness) => `${name}, ${likeness} alike`,
  choose: (count) => `Choose it and these ${count}`,
  among: (cells) => `among ${cells}`,
  more: 'Show more',
};

export const neighboursDe: NeighbourWords = {
  title: 'Ähnliche Zellen',
  pick: 'Eine Zelle wählen, um die ähnlichsten zu sehen.',
  notDescribed:
    'Diese Zelle wurde von Hand gezeichnet; die Modelle haben sie nicht beschrieben, darum lässt sie sich nicht vergleichen.',
  none: 'Es gibt keine andere Zelle zum Vergleichen.',
  list: 'Die Zellen, die der gewählten am ähnlichsten sind, die ähnlichste zuerst',
  agree: (count, of, name) => `${count} von diesen ${of} heißen ebenfalls ${name}.`,
  cell: (name, likeness) => `${name}, ${likeness} ähnlich`,
  choose: (count) => `Zelle und diese ${count} wählen`,
  among: (cells) => `unter ${cells}`,
  more: 'Mehr zeigen',
};

export const mapEn: MapWords = {
  title: 'Map of the cells',
  label: 'Map of the cells: like cells lie near each other',
  keys: 'Arrow keys go from cell to cell, Enter goes to the cell on the slide, Space chooses it as well, plus and minus zoom.',
  colourBy: 'Colour by',
  byKind: 'Kind',
  byError: 'How unusual',
  usual: 'like the cells learnt from',
  unusual: 'unlike them',
  choose: 'Choose together',
  chooseButton: 'Choose',
  inView: 'All in view',
  ofKind: (name, count) => `${name} (${count})`,
  chosen: (count, written) => (count === 1 ? '1 cell chosen' : `${written} cells chosen`),
  letGo: 'Let go',
  nearer: 'Nearer',
  further: 'Further away',
  whole: 'Whole map',
  draw: 'Draw the map',
  drawAgain: 'Draw again',
  cancel: 'Cancel',
  drawing: (percent) => `Drawing the map, ${percent}`,
  waiting: 'Cells are still being found.',
  empty: 'The map appears here as soon as cells are found.',
  failed: 'The map could not be drawn. The cells are untouched.',
  newer: (count, written) =>
    count === 1 ? '1 newer cell is not on the map.' : `${written} newer cells are not on the map.`,
  hint: 'Drag around cells to choose them together, with Shift to add. Click one to go there.',
  umap: (count) => `UMAP of all ${count} cells. Near means alike; the axes mean nothing.`,
  umapSample: (sample, rest) =>
    `UMAP of ${sample} cells; the other ${rest} lie beside those they are most like. The axes mean nothing.`,
  shownOfAll: (shown, all) => `${shown} of the ${all} are shown; the others are hidden or not counted.`,
  principal: 'Too few cells for UMAP: the two directions in which they differ most.',
};

export const mapDe: MapWords = {
  title: 'Karte der Zellen',
  label: 'Karte der Zellen: ähnliche Zellen liegen nah beieinander',
  keys: 'Pfeiltasten gehen von Zelle zu Zelle, Enter geht zur Zelle im Präparat, Leertaste wählt sie dazu, Plus und Minus zoomen.',
  colourBy: 'Farbe nach',
  byKind: 'Art',
  byError: 'Auffälligkeit',
  usual: 'wie die gelernten Zellen',
  unusual: 'anders als sie',
  choose: 'Gemeinsam wählen',
  chooseButton: 'Wählen',
  inView: 'Alle im Ausschnitt',
  ofKind: (name, count) => `${name} (${count})`,
  chosen: (count, written) => (count === 1 ? '1 Zelle gewählt' : `${written} Zellen gewählt`),
  letGo: 'Loslassen',
  nearer: 'Näher',
  further: 'Weiter weg',
  whole: 'Ganze Karte',
  draw: 'Karte zeichnen',
  drawAgain: 'Neu zeichnen',
  cancel: 'Abbrechen',
  drawing: (percent) => `Karte wird gezeichnet, ${percent}`,
  waiting: 'Es werden noch Zellen gesucht.',
  empty: 'Die Karte erscheint hier, sobald Zellen gefunden sind.',
  failed: 'Die Karte konnte nicht gezeichnet werden. Die Zellen sind unberührt.',
  newer: (count, written) =>
    count === 1
      ? '1 neuere Zelle ist nicht auf der Karte.'
      : `${written} neuere Zellen sind nicht auf der Karte.`,
  hint: 'Zellen umfahren, um sie gemeinsam zu wählen, mit Umschalt dazu. Ein Klick geht zur Zelle.',
  umap: (count) => `UMAP aller ${count} Zellen. Nah heißt ähnlich; die Achsen bedeuten nichts.`,
  umapSample: (sample, rest) =>
    `UMAP von ${sample} Zellen; die anderen ${rest} liegen neben denen, die ihnen am ähnlichsten sind. Die Achsen bedeuten nichts.`,
  shownOfAll: (shown, all) =>
    `Davon sind ${shown} von ${all} zu sehen; die anderen sind ausgeblendet oder werden nicht gezählt.`,
  principal: 'Zu wenige Zellen für UMAP: die zwei Richtungen, in denen sie sich am meisten unterscheiden.',
};
