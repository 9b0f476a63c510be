import 'smearlens/vue';
import type { GlobalComponents } from 'vue';

type Props = InstanceType<GlobalComponents['smear-panel']>['$props'];

export const panel: Props = {
  class: 'beside',
  options: { keep: false, micronsPerPixel: 0.25 },
  'asset-url': '/smearlens/',
  folded: true,
  onSmearReady: ({ detail }) => void detail.session.analyzeView(),
  onSmearCellsChange: ({ detail }) => console.log(detail.added.map(({ label }) => label.name)),
  onSmearBeforeExport: (event) => {
    if (event.detail.format === 'fhir') event.preventDefault();
  },
};

export const above: Props = {
  // @ts-expect-error -- it stands left or right
  side: 'above',
  // @ts-expect-error -- a change of the cells has no progress
  onSmearCellsChange: ({ detail }) => console.log(detail.total),
};
