import { html } from 'lit';
import { SmearAreas } from '../count/smear-areas.js';
import { SmearComparison } from '../count/smear-comparison.js';
import { SmearDifferential } from '../count/smear-differential.js';
import { SmearRanges } from '../count/smear-ranges.js';
import { SmearSizeLimits } from '../count/smear-size-limits.js';
import { SmearKinds } from '../kinds/smear-kinds.js';
import type { StepContent } from './panel-view.js';

/** The differential, and how it is counted. */
export const countStep: StepContent = {
  elements: {
    'smear-areas': SmearAreas,
    'smear-size-limits': SmearSizeLimits,
    'smear-ranges': SmearRanges,
    'smear-kinds': SmearKinds,
    'smear-comparison': SmearComparison,
    'smear-differential': SmearDifferential,
  },
  render: ({ session, strings }) =>
    html`<smear-differential .session=${session} lang=${strings.language}></smear-differential>`,
};
