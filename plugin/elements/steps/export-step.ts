import { html } from 'lit';
import { SmearExchange } from '../exchange/smear-exchange.js';
import { SmearExport } from '../exchange/smear-export.js';
import { SmearImport } from '../exchange/smear-import.js';
import { SmearCountExport } from '../report/smear-count-export.js';
import { SmearReport } from '../report/smear-report.js';
import { SmearSignOff } from '../report/smear-sign-off.js';
import { SmearWorkList } from '../report/smear-work-list.js';
import { SmearReviewer } from '../review/smear-reviewer.js';
import type { StepContent } from './panel-view.js';

/** The report, and files with the cells out and in. */
export const exportStep: StepContent = {
  elements: {
    'smear-reviewer': SmearReviewer,
    'smear-sign-off': SmearSignOff,
    'smear-count-export': SmearCountExport,
    'smear-work-list': SmearWorkList,
    'smear-report': SmearReport,
    'smear-export': SmearExport,
    'smear-import': SmearImport,
    'smear-exchange': SmearExchange,
    // The old name of `smear-exchange`, for one version.
    'smear-take-away': class extends SmearExchange {},
  },
  render: ({ session, strings: { language } }) =>
    html`<smear-report .session=${session} lang=${language}></smear-report>
      <smear-exchange .session=${session} lang=${language}></smear-exchange>`,
};
