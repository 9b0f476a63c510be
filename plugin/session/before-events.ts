import { SmearError } from '../../models/domain/errors.js';
import type { Box } from '../../models/domain/geometry.js';
import type { ExportFormat } from '../formats/export-cells.js';

/** What can be taken out: the cells, the count, its report, the adapted classifier. `count-copy` goes to the clipboard. */
export type ExportKind =
  'geojson' | ExportFormat | 'report' | 'count-csv' | 'count-copy' | 'fhir' | 'classifier';

/**
 * What a session is about to do. `preventDefault()` stops it, whoever asked for it: nothing has happened then, and a method
 * that was called rejects (`adaptation.accept` throws) with `refused`. The panel sends the same events out and is silent
 * about what was refused, so that the page can say why.
 */
export interface BeforeEventMap {
  /** `region` in level-0 pixels, as asked for: what of it lies on the slide would be analysed. */
  'smear-before-analyse': CustomEvent<{ readonly region: Box }>;
  /** The whole slide goes to the host's service. */
  'smear-before-hand-over': CustomEvent<Record<string, never>>;
  /** Cells come in from this file, which nobody has looked into. */
  'smear-before-import': CustomEvent<{ readonly file: Blob }>;
  'smear-before-export': CustomEvent<{ readonly format: ExportKind }>;
  /** The cells are named anew by an adapted classifier; by the pack alone where it is absent. */
  'smear-before-adapt': CustomEvent<{ readonly classifier?: string }>;
}

export type BeforeEvent = keyof BeforeEventMap;

const LISTED: Readonly<Record<BeforeEvent, true>> = {
  'smear-before-analyse': true,
  'smear-before-hand-over': true,
  'smear-before-import': true,
  'smear-before-export': true,
  'smear-before-adapt': true,
};

export const BEFORE_EVENTS = Object.keys(LISTED) as readonly BeforeEvent[];

/** Tells who listens what is about to be done. Throws `refused` where one of them prevents it. */
export function askBefore<Name extends BeforeEvent>(
  session: EventTarget,
  name: Name,
  detail: BeforeEventMap[Name]['detail'],
): void {
  if (session.dispatchEvent(new CustomEvent(name, { detail, cancelable: true }))) return;
  throw new SmearError(
    'refused',
    `The page does not allow this: it prevented “${name}”. Nothing was changed.`,
  );
}

/** Has another target asked too whenever the session asks; it may bubble there. Ends when the function given back is called. */
export function askAlso(session: EventTarget, target: EventTarget): () => void {
  const ask = (event: Event): void => {
    const { type, detail } = event as BeforeEventMap[BeforeEvent];
    const same = new CustomEvent(type, { detail, bubbles: true, composed: true, cancelable: true });
    if (!target.dispatchEvent(same)) event.preventDefault();
  };
  for (const name of BEFORE_EVENTS) session.addEventListener(name, ask);
  return () => {
    for (const name of BEFORE_EVENTS) session.removeEventListener(name, ask);
  };
}
