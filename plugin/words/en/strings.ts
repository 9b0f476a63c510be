import type { Strings } from '../strings.js';
import { panelEn, showEn } from './panel.js';
import { findEn, resolutionEn, processorEn } from './find.js';
import { reviewEn } from './review.js';
import { toolsEn } from './tools.js';
import { keysEn } from './keys.js';
import { keepingEn } from './keeping.js';
import { countEn } from './count.js';
import { cellEn } from './cell.js';
import { exportEn, geoJsonEn } from './export.js';
import { neighboursEn, mapEn } from './neighbours.js';
import { adaptEn } from './adapt.js';
import { differentialEn } from './differential.js';
import { reportEn } from './report.js';
import { kindsEn } from './kinds.js';
import { signOffEn } from './sign-off.js';
import { importEn } from './import.js';
import { errorsEn } from './errors.js';
import { classesEn } from './classes.js';

export const en: Strings = {
  language: 'en',
  panel: panelEn,
  find: findEn,
  resolution: resolutionEn,
  processor: processorEn,
  review: reviewEn,
  tools: toolsEn,
  keys: keysEn,
  keeping: keepingEn,
  count: countEn,
  cell: cellEn,
  export: exportEn,
  neighbours: neighboursEn,
  adapt: adaptEn,
  map: mapEn,
  differential: differentialEn,
  report: reportEn,
  kinds: kindsEn,
  signOff: signOffEn,
  show: showEn,
  geoJson: geoJsonEn,
  import: importEn,
  errors: errorsEn,
  // Abbreviations stay.
  insideSentence: (word) => word.replace(/^[A-Z](?=[a-z])/, (letter) => letter.toLowerCase()),
  classes: classesEn,
};
