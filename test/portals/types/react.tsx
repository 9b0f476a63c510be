import type { SmearPanel } from 'smearlens';
import 'smearlens/react';

export const panel = (ref: { current: SmearPanel | null }) => (
  <smear-panel
    ref={ref}
    className="beside"
    options={{ keep: false, micronsPerPixel: 0.25 }}
    asset-url="/smearlens/"
    folded
    onsmear-ready={({ detail }) => void detail.session.analyzeView()}
    onsmear-cells-change={({ detail }) => console.log(detail.added.map(({ label }) => label.name))}
    onsmear-before-export={(event) => {
      if (event.detail.format === 'fhir') event.preventDefault();
    }}
  />
);

// @ts-expect-error -- it stands left or right
export const above = <smear-panel side="above" />;
// @ts-expect-error -- a change of the cells has no progress
export const mistaken = <smear-panel onsmear-cells-change={({ detail }) => console.log(detail.total)} />;
