import type { NeighbourWords, MapWords } from '../neighbours-words.js';

export const neighboursDe: NeighbourWords = {
  title: 'Ähnliche Zellen',
  pick: 'Eine Zelle auswählen, um die ähnlichsten Zellen zu sehen.',
  notDescribed:
    'Diese Zelle wurde von Hand gezeichnet. Sie hat kein Embedding und lässt sich daher nicht vergleichen.',
  none: 'Es gibt keine weiteren Zellen zum Vergleichen.',
  list: 'Die Zellen, die der ausgewählten am ähnlichsten sind, die ähnlichste zuerst',
  agree: (count, of, name) => `${count} von diesen ${of} sind ebenfalls als ${name} klassifiziert.`,
  cell: (name, likeness) => `${name}, Ähnlichkeit ${likeness}`,
  choose: (count) => `Diese Zelle und ${count} ähnliche auswählen`,
  among: (cells) => `unter ${cells}`,
  more: 'Mehr anzeigen',
};

export const mapDe: MapWords = {
  title: 'Zellkarte',
  label: 'Zellkarte: Ähnliche Zellen liegen nah beieinander',
  keys: 'Pfeiltasten wechseln von Zelle zu Zelle, Enter springt zur Zelle im Präparat, Leertaste fügt sie zur Auswahl hinzu, Plus und Minus zoomen.',
  colourBy: 'Einfärben nach',
  byKind: 'Zellklasse',
  byError: 'Rekonstruktionsfehler',
  usual: 'typisch',
  unusual: 'ungewöhnlich',
  choose: 'Zellen auswählen',
  chooseButton: 'Auswählen',
  inView: 'Alle im Ausschnitt',
  ofKind: (name, count) => `${name} (${count})`,
  chosen: (count, written) => (count === 1 ? '1 Zelle ausgewählt' : `${written} Zellen ausgewählt`),
  deselect: 'Auswahl aufheben',
  nearer: 'Vergrößern',
  further: 'Verkleinern',
  whole: 'Ganze Karte anzeigen',
  draw: 'Karte berechnen',
  drawAgain: 'Karte neu berechnen',
  cancel: 'Abbrechen',
  drawing: (percent) => `Karte wird berechnet, ${percent}`,
  waiting: 'Die Analyse läuft noch.',
  empty: 'Die Karte erscheint hier, sobald Zellen gefunden wurden.',
  failed: 'Die Karte konnte nicht berechnet werden. Die Zellen sind nicht betroffen.',
  newer: (count, written) =>
    count === 1
      ? '1 neue Zelle ist noch nicht auf der Karte.'
      : `${written} neue Zellen sind noch nicht auf der Karte.`,
  hint: 'Zellen umfahren, um sie auszuwählen; mit Umschalt zur Auswahl hinzufügen. Ein Klick springt zur Zelle.',
  umap: (count) =>
    `UMAP aller ${count} Zellen. Nah beieinanderliegende Zellen sind ähnlich; die Achsen haben keine Bedeutung.`,
  umapSample: (sample, rest) =>
    `UMAP von ${sample} Zellen; die übrigen ${rest} liegen bei ihren nächsten Nachbarn. Die Achsen haben keine Bedeutung.`,
  shownOfAll: (shown, all) =>
    `${shown} von ${all} sind sichtbar; die übrigen sind ausgeblendet oder verworfen.`,
  principal: 'Zu wenige Zellen für UMAP: Die Karte zeigt die ersten zwei Hauptkomponenten.',
};
