import { html } from 'lit';
import { SmearCellCrop } from '../cell/smear-cell-crop.js';
import { SmearCellPictures } from '../cell/smear-cell-pictures.js';
import { SmearReferenceCells } from '../cell/smear-reference-cells.js';
import { SmearCell } from '../cell/smear-cell.js';
import { SmearGallery } from '../gallery/smear-gallery.js';
import { SmearNeighbours } from '../map/smear-neighbours.js';
import { SmearCellMenu } from '../review/smear-cell-menu.js';
import { SmearKindSearch } from '../kinds/smear-kind-search.js';
import { SmearNameWanted } from '../review/smear-name-wanted.js';
import { SmearReviewer } from '../review/smear-reviewer.js';
import { SmearReview } from '../review/smear-review.js';
import { SmearTools } from '../review/smear-tools.js';
import type { StepContent } from './panel-view.js';

/** Answers the cells: the one in question, what it can be called, and the gallery of all. */
export const reviewStep: StepContent = {
  elements: {
    'smear-cell-crop': SmearCellCrop,
    'smear-cell-pictures': SmearCellPictures,
    'smear-reference-cells': SmearReferenceCells,
    'smear-cell': SmearCell,
    'smear-cell-menu': SmearCellMenu,
    'smear-neighbours': SmearNeighbours,
    'smear-gallery': SmearGallery,
    'smear-tools': SmearTools,
    'smear-reviewer': SmearReviewer,
    'smear-name-wanted': SmearNameWanted,
    'smear-kind-search': SmearKindSearch,
    'smear-review': SmearReview,
  },
  render: ({ session, strings: { language } }) =>
    html`<smear-review fill .session=${session} lang=${language}>
      <smear-tools slot="tools" .session=${session} lang=${language}></smear-tools>
    </smear-review>`,
};
