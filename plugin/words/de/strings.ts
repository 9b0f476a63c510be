import type { Strings } from '../strings.js';
import { panelDe, showDe } from './panel.js';
import { findDe, resolutionDe, processorDe } from './find.js';
import { reviewDe } from './review.js';
import { toolsDe } from './tools.js';
import { keysDe } from './keys.js';
import { keepingDe } from './keeping.js';
import { countDe } from './count.js';
import { cellDe } from './cell.js';
import { exportDe, geoJsonDe } from './export.js';
import { neighboursDe, mapDe } from './neighbours.js';
import { adaptDe } from './adapt.js';
import { differentialDe } from './differential.js';
import { reportDe } from './report.js';
import { kindsDe } from './kinds.js';
import { signOffDe } from './sign-off.js';
import { importDe } from './import.js';
import { errorsDe } from './errors.js';
import { classesDe } from './classes.js';

export const de: Strings = {
  language: 'de',
  panel: panelDe,
  find: findDe,
  resolution: resolutionDe,
  processor: processorDe,
  review: reviewDe,
  tools: toolsDe,
  keys: keysDe,
  keeping: keepingDe,
  count: countDe,
  cell: cellDe,
  export: exportDe,
  neighbours: neighboursDe,
  adapt: adaptDe,
  map: mapDe,
  differential: differentialDe,
  report: reportDe,
  kinds: kindsDe,
  signOff: signOffDe,
  show: showDe,
  geoJson: geoJsonDe,
  import: importDe,
  errors: errorsDe,
  insideSentence: (word) => word,
  classes: classesDe,
};
