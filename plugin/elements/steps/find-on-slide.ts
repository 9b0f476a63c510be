import { SmearLegend } from '../panel/smear-legend.js';
import { SmearShow } from '../panel/smear-show.js';
import { SmearWorkList } from '../report/smear-work-list.js';
import type { StepContent } from './panel-view.js';

/** What the first step shows of an open slide alone: a page without one does not load it. */
export const findOnSlide: StepContent['elements'] = {
  'smear-legend': SmearLegend,
  'smear-show': SmearShow,
  'smear-work-list': SmearWorkList,
};
