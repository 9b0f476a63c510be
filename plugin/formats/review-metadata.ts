import type { Cell, CellClass, CellReview } from '../../models/domain/cell.js';
import { cleanText, readColour } from './foreign-text.js';

/** Before each key, so that they stand together in QuPath's list of an object's metadata. */
const PREFIX = 'smearlens:';
/** ISO 8601, as `Date` writes it or with an offset. */
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/;

/** What the metadata of a feature say about a cell; texts are cleaned and no longer than allowed. */
export interface ReviewMetadata {
  /** What the cell was called when it was written: another name now means that it was changed elsewhere. */
  readonly label?: string;
  /** The code of a class that is not the pack's. */
  readonly code?: string;
  readonly review?: CellReview;
}

/**
 * What a person said of the cell, as QuPath's map from string to string: QuPath keeps such entries and shows them.
 * `isKnown` tells whether the pack names the class, so that its code and colour need not be written.
 */
export function encodeReview(
  { label, review }: Pick<Cell, 'label' | 'review'>,
  isKnown: (label: CellClass) => boolean,
): Record<string, string> {
  const metadata: Record<string, string> = { [`${PREFIX}label`]: label.name };
  if (!isKnown(label)) metadata[`${PREFIX}code`] = label.code;
  if (!review) return metadata;
  const { suggested, confirmed, rejected, outlined, at, by } = review;
  if (suggested) metadata[`${PREFIX}suggested`] = suggested.name;
  if (suggested && !isKnown(suggested)) {
    metadata[`${PREFIX}suggested code`] = suggested.code;
    metadata[`${PREFIX}suggested color`] = `rgb(${suggested.color.join(', ')})`;
  }
  metadata[`${PREFIX}confirmed`] = String(confirmed);
  if (rejected) metadata[`${PREFIX}rejected`] = 'true';
  if (outlined) metadata[`${PREFIX}outlined`] = 'true';
  metadata[`${PREFIX}at`] = at;
  if (by) metadata[`${PREFIX}by`] = by;
  return metadata;
}

/** The opposite of `encodeReview`; entries of others are passed over. `classNamed` finds the pack's class. */
export function decodeReview(
  metadata: unknown,
  classNamed: (name: string, code?: string, color?: CellClass['color']) => CellClass,
): ReviewMetadata {
  if (typeof metadata !== 'object' || metadata === null) return {};
  const text = (key: string): string | undefined => {
    const name = PREFIX + key;
    return Object.hasOwn(metadata, name) ? cleanText((metadata as Record<string, unknown>)[name]) : undefined;
  };
  const [label, code, at] = [text('label'), text('code'), text('at')];
  const found: ReviewMetadata = { ...(label ? { label } : {}), ...(code ? { code } : {}) };
  if (at === undefined || !TIME.test(at)) return found;
  const suggested = text('suggested');
  const color = readColour(text('suggested color'));
  const by = text('by');
  return {
    ...found,
    review: {
      ...(suggested ? { suggested: classNamed(suggested, text('suggested code'), color) } : {}),
      confirmed: text('confirmed') === 'true',
      ...(text('rejected') === 'true' ? { rejected: true } : {}),
      ...(text('outlined') === 'true' ? { outlined: true } : {}),
      at,
      ...(by ? { by } : {}),
    },
  };
}
