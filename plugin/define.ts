import { SmearCellPictures } from './elements/cell/smear-cell-pictures.js';
import { SmearCell } from './elements/cell/smear-cell.js';
import { SmearCellMenu } from './elements/review/smear-cell-menu.js';
import { SmearAreas } from './elements/count/smear-areas.js';
import { SmearComparison } from './elements/count/smear-comparison.js';
import { SmearDifferential } from './elements/count/smear-differential.js';
import { SmearRanges } from './elements/count/smear-ranges.js';
import { SmearReport } from './elements/report/smear-report.js';
import { SmearSizeLimits } from './elements/count/smear-size-limits.js';
import { SmearFind } from './elements/panel/smear-find.js';
import { SmearGallery } from './elements/gallery/smear-gallery.js';
import { SmearKeeping } from './elements/panel/smear-keeping.js';
import { SmearLegend } from './elements/panel/smear-legend.js';
import { SmearExport } from './elements/exchange/smear-export.js';
import { SmearMapPlot } from './elements/map/smear-map-plot.js';
import { SmearAdapt } from './elements/adapt/smear-adapt.js';
import { SmearMap } from './elements/map/smear-map.js';
import { SmearNeighbours } from './elements/map/smear-neighbours.js';
import { SmearPanel } from './elements/panel/smear-panel.js';
import { SmearReview } from './elements/review/smear-review.js';
import { SmearSetup } from './elements/panel/smear-setup.js';
import { SmearShow } from './elements/panel/smear-show.js';
import { SmearImport } from './elements/exchange/smear-import.js';
import { SmearExchange } from './elements/exchange/smear-exchange.js';
import { SmearTools } from './elements/review/smear-tools.js';

const ELEMENTS: readonly (readonly [string, CustomElementConstructor])[] = [
  ['smear-find', SmearFind],
  ['smear-cell-menu', SmearCellMenu],
  ['smear-gallery', SmearGallery],
  ['smear-review', SmearReview],
  ['smear-setup', SmearSetup],
  ['smear-areas', SmearAreas],
  ['smear-size-limits', SmearSizeLimits],
  ['smear-ranges', SmearRanges],
  ['smear-comparison', SmearComparison],
  ['smear-differential', SmearDifferential],
  ['smear-report', SmearReport],
  ['smear-cell-pictures', SmearCellPictures],
  ['smear-cell', SmearCell],
  ['smear-keeping', SmearKeeping],
  ['smear-legend', SmearLegend],
  ['smear-show', SmearShow],
  ['smear-import', SmearImport],
  ['smear-exchange', SmearExchange],
  // The old name of `smear-exchange`, for one version.
  ['smear-take-away', class extends SmearExchange {}],
  ['smear-tools', SmearTools],
  ['smear-export', SmearExport],
  ['smear-neighbours', SmearNeighbours],
  ['smear-map-plot', SmearMapPlot],
  ['smear-map', SmearMap],
  ['smear-adapt', SmearAdapt],
  ['smear-panel', SmearPanel],
];

// A page may load two copies; the first one stands, since a name can be defined only once.
for (const [name, element] of ELEMENTS) {
  if (!customElements.get(name)) customElements.define(name, element);
}

declare global {
  interface HTMLElementTagNameMap {
    'smear-panel': SmearPanel;
    'smear-find': SmearFind;
    'smear-review': SmearReview;
    'smear-tools': SmearTools;
    'smear-gallery': SmearGallery;
    'smear-cell-menu': SmearCellMenu;
    'smear-setup': SmearSetup;
    'smear-areas': SmearAreas;
    'smear-size-limits': SmearSizeLimits;
    'smear-ranges': SmearRanges;
    'smear-comparison': SmearComparison;
    'smear-differential': SmearDifferential;
    'smear-report': SmearReport;
    'smear-cell': SmearCell;
    'smear-cell-pictures': SmearCellPictures;
    'smear-keeping': SmearKeeping;
    'smear-legend': SmearLegend;
    'smear-export': SmearExport;
    'smear-neighbours': SmearNeighbours;
    'smear-map-plot': SmearMapPlot;
    'smear-map': SmearMap;
    'smear-adapt': SmearAdapt;
    'smear-show': SmearShow;
    'smear-import': SmearImport;
    'smear-exchange': SmearExchange;
    /** @deprecated Now called `smear-exchange`. */
    'smear-take-away': SmearExchange;
  }
}
