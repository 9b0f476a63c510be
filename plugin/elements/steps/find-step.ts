import { html } from 'lit';
import { SmearFind } from '../panel/smear-find.js';
import { SmearHandOver } from '../panel/smear-hand-over.js';
import { SmearKeeping } from '../panel/smear-keeping.js';
import { SmearSetup } from '../panel/smear-setup.js';
import type { StepContent } from './panel-view.js';

/** Starts an analysis, says what it rests on, and sets what is shown of what it found. */
export const findStep: StepContent = {
  elements: {
    'smear-find': SmearFind,
    'smear-hand-over': SmearHandOver,
    'smear-setup': SmearSetup,
    'smear-keeping': SmearKeeping,
  },
  loadForSlide: async () => (await import('./find-on-slide.js')).findOnSlide,
  render: ({ session, strings: t, modelsFrom }) =>
    html`<smear-find .session=${session} .modelsFrom=${modelsFrom} lang=${t.language}></smear-find>
      <smear-hand-over .session=${session} lang=${t.language}></smear-hand-over>
      <smear-setup .session=${session} lang=${t.language}></smear-setup>
      ${
        session?.slide
          ? html`<section data-section="show">
              <h3>${t.show.title}</h3>
              <smear-show .session=${session} lang=${t.language}></smear-show>
            </section>`
          : undefined
      }
      ${session?.slide ? html`<smear-work-list .session=${session} lang=${t.language}></smear-work-list>` : undefined}
      <smear-keeping class="last" .session=${session} lang=${t.language}></smear-keeping>`,
};
