import type { CellWords } from '../cell-words.js';

export const cellDe: CellWords = {
  title: 'Ausgewählte Zelle',
  none: 'keine',
  pick: 'Eine Zelle im Präparat anklicken oder N drücken.',
  picture: 'Zelle',
  reconstruction: 'Rekonstruktion',
  reconstructionError: 'Rekonstruktions\u00adfehler',
  noPictures: 'Die Bilder dieser Zelle konnten nicht erstellt werden.',
  diameter: 'Durchmesser',
  area: 'Fläche',
  nucleusRatio: 'Flächenverhältnis Kern/Zelle',
  detection: 'Detektionskonfidenz',
  likeness: 'Aussehen',
  likenessWords: [
    'typisch für die Trainingsdaten',
    'leicht ungewöhnlich',
    'untypisch für die Trainingsdaten',
  ],
  modelsSaid: 'Modelle',
  named: (by) => (by ? `bestätigt von ${by}` : 'bestätigt'),
  unknownSize: 'Auflösung unbekannt',
  probabilities: 'Klassenwahrscheinlichkeiten',
  previous: 'Vorherige',
  next: 'Nächste',
  certainty: ['sehr sicher', 'sicher', 'eher sicher', 'unsicher'],
};
