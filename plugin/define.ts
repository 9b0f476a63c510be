import { SmearCellPictures } from './elements/smear-cell-pictures.js';
import { SmearCell } from './elements/smear-cell.js';
import { SmearCellMenu } from './elements/smear-cell-menu.js';
import { SmearAreas } from './elements/smear-areas.js';
import { SmearComparison } from './elements/smear-comparison.js';
import { SmearDifferential } from './elements/smear-differential.js';
import { SmearRanges } from './elements/smear-ranges.js';
import { SmearReport } from './elements/smear-report.js';
import { SmearSizeLimits } from './elements/smear-size-limits.js';
import { SmearFind } from './elements/smear-find.js';
import { SmearGallery } from './elements/smear-gallery.js';
import { SmearKeeping } from './elements/smear-keeping.js';
import { SmearLegend } from './elements/smear-legend.js';
import { SmearExport } from './elements/smear-export.js';
import { SmearMapPlot } from './elements/smear-map-plot.js';
import { SmearTeach } from './elements/smear-teach.js';
import { SmearMap } from './elements/smear-map.js';
import { SmearNeighbours } from './elements/smear-neighbours.js';
import { SmearPanel } from './elements/smear-panel.js';
import { SmearReview } from './elements/smear-review.js';
import { SmearSetup } from './elements/smear-setup.js';
import { SmearShow } from './elements/smear-show.js';
import { SmearImport } from './elements/smear-import.js';
import { SmearTakeAway } from './elements/smear-take-away.js';
import { SmearTools } from './elements/smear-tools.js';

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
  ['smear-take-away', SmearTakeAway],
  ['smear-tools', SmearTools],
  ['smear-export', SmearExport],
  ['smear-neighbours', SmearNeighbours],
  ['smear-map-plot', SmearMapPlot],
  ['smear-map', SmearMap],
  ['smear-teach', SmearTeach],
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
    'smear-teach': SmearTeach;
    'smear-show': SmearShow;
    'smear-import': SmearImport;
    'smear-take-away': SmearTakeAway;
  }
}
