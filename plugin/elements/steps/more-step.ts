import { html, type TemplateResult } from 'lit';
import { shortKeyList } from '../../words/keys/key-list.js';
import { SmearAdapt } from '../adapt/smear-adapt.js';
import { SmearMapPlot } from '../map/smear-map-plot.js';
import { SmearMap } from '../map/smear-map.js';
import type { StepContent } from './panel-view.js';

/** What is needed more rarely: adapting to the laboratory, the map of the cells, the list of keys. */
export const moreStep: StepContent = {
  elements: { 'smear-adapt': SmearAdapt, 'smear-map-plot': SmearMapPlot, 'smear-map': SmearMap },
  render: ({ session, strings: t }) =>
    html`${section('adapt', t.adapt.title, html`<smear-adapt .session=${session} lang=${t.language}></smear-adapt>`)}
    ${section('map', t.map.title, html`<smear-map .session=${session} lang=${t.language}></smear-map>`)}
    ${section(
      'keys',
      t.keys.title,
      html`<dl class="keys small muted" aria-label=${t.keys.title}>
        ${shortKeyList(t).map(
          ([key, meaning]) =>
            html`<dt><kbd>${key}</kbd></dt>
              <dd>${meaning}</dd>`,
        )}
      </dl>`,
    )}`,
};

/** One of them is open at a time. The map takes seconds to compute, and is not made before it is asked for. */
function section(name: string, title: string, content: TemplateResult): TemplateResult {
  return html`<details
    data-section=${name}
    name="more"
    @toggle=${(event: Event) => {
      const details = event.currentTarget as HTMLDetailsElement;
      details.querySelector('smear-map')?.toggleAttribute('open', details.open);
    }}
  >
    <summary><h3>${title}</h3></summary>
    <div class="content">${content}</div>
  </details>`;
}
