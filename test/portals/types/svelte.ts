import 'smearlens/svelte';
import type { SvelteHTMLElements } from 'svelte/elements';

/** What Svelte's compiler checks a `<smear-panel>` of a template against. */
type Attributes = SvelteHTMLElements['smear-panel'];

export const panel: Attributes = {
  class: 'beside',
  options: { keep: false, micronsPerPixel: 0.25 },
  'asset-url': '/smearlens/',
  folded: true,
  'onsmear-ready': ({ detail }) => void detail.session.analyzeView(),
  'onsmear-cells-change': ({ detail }) => console.log(detail.added.map(({ label }) => label.name)),
  'onsmear-before-export': (event) => {
    if (event.detail.format === 'fhir') event.preventDefault();
  },
};

export const above: Attributes = {
  // @ts-expect-error -- it stands left or right
  side: 'above',
  // @ts-expect-error -- a change of the cells has no progress
  'onsmear-cells-change': ({ detail }) => console.log(detail.total),
};
