import { CaseRecord } from '../review/case-record.js';
import type { KeptSlide } from './keep-database.js';

/** A slide that was worked on in this browser, and how far that is. */
export interface ListedSlide {
  /** Fingerprint. */
  readonly slide: string;
  /** File name, where the reader wishes it. */
  readonly name?: string;
  /** When the work was last changed, ISO 8601. */
  readonly changedAt: string;
  readonly reviewer?: string;
  /** Counted cells, and how many of them no person stands by yet; absent for work of older versions. */
  readonly cells?: number;
  readonly left?: number;
  /** Who signed the count and when; absent while it is open. */
  readonly signed?: { readonly by: string; readonly at: string };
}

/** The list from what is stored, the latest first. What is no record of a slide is left out. */
export function workListOf(stored: readonly unknown[]): readonly ListedSlide[] {
  const listed = stored.flatMap((record): ListedSlide[] => {
    const { slide, changedAt, reviewer, summary, caseRecord } = (record ?? {}) as Partial<KeptSlide>;
    if (typeof slide !== 'string' || typeof changedAt !== 'string') return [];
    const said = new CaseRecord();
    said.restore(caseRecord);
    const { signature, slideName } = said;
    return [
      {
        slide,
        changedAt,
        ...(slideName ? { name: slideName } : {}),
        ...(reviewer ? { reviewer } : {}),
        ...(typeof summary?.cells === 'number' && typeof summary.left === 'number'
          ? { cells: summary.cells, left: summary.left }
          : {}),
        ...(signature ? { signed: { by: signature.by, at: signature.at } } : {}),
      },
    ];
  });
  return listed.sort((one, other) => (one.changedAt < other.changedAt ? 1 : -1));
}
