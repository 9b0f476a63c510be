import type { AnalysisProgress } from '../../analysis/progress.js';
import type { Cell } from '../../../models/domain/cell.js';
import type { SmearError } from '../../../models/domain/errors.js';
import type { CellStoreChange } from '../../cells/cell-store.js';
import type { BeforeEventMap } from '../../session/before-events.js';
import type { SmearSession } from '../../session/session.js';

/** What `<smear-panel>` sends out; all of it bubbles and crosses shadow roots. */
export interface SmearEventMap extends BeforeEventMap {
  /** The panel has its session; the models may still be loading. */
  'smear-ready': CustomEvent<{ readonly session: SmearSession }>;
  'smear-progress': CustomEvent<AnalysisProgress>;
  'smear-cells-change': CustomEvent<CellStoreChange>;
  /** A cell was chosen, or none (`cell` absent). */
  'smear-cell-select': CustomEvent<{ readonly cell?: Cell }>;
  'smear-error': CustomEvent<SmearError>;
  /** The list of keys is wanted; cancelled by a page that shows one of its own. */
  'smear-key-list': CustomEvent<null>;
  /** The cells, or a report of them, were saved in a file of this name. */
  'smear-saved': CustomEvent<{ readonly fileName: string }>;
}

export function emit<Name extends keyof SmearEventMap>(
  target: EventTarget,
  name: Name,
  detail: SmearEventMap[Name]['detail'],
): void {
  target.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
}

/** Tells the panel that something was exported without a file: a table to the clipboard, a report to the printer. */
export function tellExported(target: EventTarget): void {
  target.dispatchEvent(new CustomEvent('smear-exported', { bubbles: true, composed: true }));
}

declare global {
  // eslint-disable-next-line @typescript-eslint/no-empty-object-type -- merging is the only way in
  interface HTMLElementEventMap extends SmearEventMap {}
}
