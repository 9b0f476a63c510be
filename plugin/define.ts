import type { SmearCellPictures } from './elements/cell/smear-cell-pictures.js';
import type { SmearCell } from './elements/cell/smear-cell.js';
import type { SmearCellMenu } from './elements/review/smear-cell-menu.js';
import type { SmearAreas } from './elements/count/smear-areas.js';
import type { SmearComparison } from './elements/count/smear-comparison.js';
import type { SmearDifferential } from './elements/count/smear-differential.js';
import type { SmearRanges } from './elements/count/smear-ranges.js';
import type { SmearReferenceCells } from './elements/cell/smear-reference-cells.js';
import type { SmearKindSearch } from './elements/kinds/smear-kind-search.js';
import type { SmearKinds } from './elements/kinds/smear-kinds.js';
import type { SmearCountExport } from './elements/report/smear-count-export.js';
import type { SmearSignOff } from './elements/report/smear-sign-off.js';
import type { SmearWorkList } from './elements/report/smear-work-list.js';
import type { SmearReviewer } from './elements/review/smear-reviewer.js';
import type { SmearReport } from './elements/report/smear-report.js';
import type { SmearSizeLimits } from './elements/count/smear-size-limits.js';
import type { SmearHandOver } from './elements/panel/smear-hand-over.js';
import type { SmearFind } from './elements/panel/smear-find.js';
import type { SmearGallery } from './elements/gallery/smear-gallery.js';
import type { SmearKeeping } from './elements/panel/smear-keeping.js';
import type { SmearLegend } from './elements/panel/smear-legend.js';
import type { SmearExport } from './elements/exchange/smear-export.js';
import type { SmearMapPlot } from './elements/map/smear-map-plot.js';
import type { SmearAdapt } from './elements/adapt/smear-adapt.js';
import type { SmearMap } from './elements/map/smear-map.js';
import type { SmearNeighbours } from './elements/map/smear-neighbours.js';
import { SmearPanel } from './elements/panel/smear-panel.js';
import type { SmearReview } from './elements/review/smear-review.js';
import type { SmearSetup } from './elements/panel/smear-setup.js';
import type { SmearShow } from './elements/panel/smear-show.js';
import type { SmearImport } from './elements/exchange/smear-import.js';
import type { SmearExchange } from './elements/exchange/smear-exchange.js';
import type { SmearTools } from './elements/review/smear-tools.js';

import { findStep } from './elements/steps/find-step.js';
import { defineElements } from './elements/shared/define-elements.js';

defineElements(findStep.elements);
defineElements({ 'smear-panel': SmearPanel });
declare global {
  interface HTMLElementTagNameMap {
    'smear-panel': SmearPanel;
    'smear-find': SmearFind;
    'smear-hand-over': SmearHandOver;
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
    'smear-kinds': SmearKinds;
    'smear-reference-cells': SmearReferenceCells;
    'smear-kind-search': SmearKindSearch;
    'smear-reviewer': SmearReviewer;
    'smear-sign-off': SmearSignOff;
    'smear-count-export': SmearCountExport;
    'smear-work-list': SmearWorkList;
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
