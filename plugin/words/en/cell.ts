import type { CellWords } from '../cell-words.js';

export const cellEn: CellWords = {
  title: 'Selected cell',
  none: 'none',
  pick: 'Click a cell on the slide or press N.',
  picture: 'Cell',
  reconstruction: 'Reconstruction',
  reconstructionError: 'Reconstruction error',
  noPictures: 'The images of this cell could not be created.',
  diameter: 'Diameter',
  area: 'Area',
  nucleusRatio: 'Nucleus/cell area ratio',
  detection: 'Detection confidence',
  likeness: 'Appearance',
  likenessWords: ['typical of the training data', 'slightly unusual', 'unlike the training data'],
  modelsSaid: 'Models',
  named: (by) => (by ? `confirmed by ${by}` : 'confirmed'),
  unknownSize: 'resolution unknown',
  probabilities: 'Class probabilities',
  previous: 'Previous',
  next: 'Next',
  certainty: ['very certain', 'certain', 'fairly certain', 'uncertain'],
};
