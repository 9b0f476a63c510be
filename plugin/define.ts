import { SmearCellPictures } from './elements/smear-cell-pictures.js';
import { SmearCell } from './elements/smear-cell.js';
import { SmearCounts } from './elements/smear-counts.js';
import { SmearFind } from './elements/smear-find.js';
import { SmearLegend } from './elements/smear-legend.js';
import { SmearPanel } from './elements/smear-panel.js';
import { SmearSetup } from './elements/smear-setup.js';
import { SmearShow } from './elements/smear-show.js';
import { SmearTakeAway } from './elements/smear-take-away.js';

const ELEMENTS: readonly (readonly [string, CustomElementConstructor])[] = [
  ['smear-find', SmearFind],
  ['smear-setup', SmearSetup],
  ['smear-counts', SmearCounts],
  ['smear-cell-pictures', SmearCellPictures],
  ['smear-cell', SmearCell],
  ['smear-legend', SmearLegend],
  ['smear-show', SmearShow],
  ['smear-take-away', SmearTakeAway],
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
    'smear-setup': SmearSetup;
    'smear-counts': SmearCounts;
    'smear-cell': SmearCell;
    'smear-cell-pictures': SmearCellPictures;
    'smear-legend': SmearLegend;
    'smear-show': SmearShow;
    'smear-take-away': SmearTakeAway;
  }
}
