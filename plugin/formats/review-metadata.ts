import type { Cell, CellClass, CellReview } from '../../models/domain/cell.js';
import { LONGEST_COMMENT } from '../review/review.js';
import { cleanText, readColour } from './foreign-text.js';

/** The product's name before each, so that they stand together in QuPath's list of an object's metadata. */
const KEYS = {
  label: 'smearlens:label',
  code: 'smearlens:code',
  suggested: 'smearlens:suggested',
  suggestedCode: 'smearlens:suggested code',
  suggestedColor: 'smearlens:suggested color',
  confirmed: 'smearlens:confirmed',
  rejected: 'smearlens:rejected',
  outlined: 'smearlens:outlined',
  comment: 'smearlens:comment',
  at: 'smearlens:at',
  by: 'smearlens:by',
} as const;
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
  const metadata: Record<string, string> = { [KEYS.label]: label.name };
  if (!isKnown(label)) metadata[KEYS.code] = label.code;
  if (!review) return metadata;
  const { suggested, confirmed, rejected, outlined, comment, at, by } = review;
  if (suggested) metadata[KEYS.suggested] = suggested.name;
  if (suggested && !isKnown(suggested)) {
    metadata[KEYS.suggestedCode] = suggested.code;
    metadata[KEYS.suggestedColor] = `rgb(${suggested.color.join(', ')})`;
  }
  metadata[KEYS.confirmed] = String(confirmed);
  if (rejected) metadata[KEYS.rejected] = 'true';
  if (outlined) metadata[KEYS.outlined] = 'true';
  if (comment) metadata[KEYS.comment] = comment;
  metadata[KEYS.at] = at;
  if (by) metadata[KEYS.by] = by;
  return metadata;
}

/** The opposite of `encodeReview`; entries of others are skipped. `classNamed` finds the pack's class. */
export function decodeReview(
  metadata: unknown,
  classNamed: (name: string, code?: string, color?: CellClass['color']) => CellClass,
): ReviewMetadata {
  if (typeof metadata !== 'object' || metadata === null) return {};
  const said = metadata as Readonly<Record<string, unknown>>;
  const [label, code, at] = [textIn(said, KEYS.label), textIn(said, KEYS.code), textIn(said, KEYS.at)];
  const found: ReviewMetadata = { ...(label ? { label } : {}), ...(code ? { code } : {}) };
  if (at === undefined || !isTime(at)) return found;
  const suggested = textIn(said, KEYS.suggested);
  const color = readColour(textIn(said, KEYS.suggestedColor));
  const by = textIn(said, KEYS.by);
  const comment = textIn(said, KEYS.comment, LONGEST_COMMENT);
  return {
    ...found,
    review: {
      ...(suggested ? { suggested: classNamed(suggested, textIn(said, KEYS.suggestedCode), color) } : {}),
      confirmed: textIn(said, KEYS.confirmed) === 'true',
      ...(textIn(said, KEYS.rejected) === 'true' ? { rejected: true } : {}),
      ...(textIn(said, KEYS.outlined) === 'true' ? { outlined: true } : {}),
      ...(comment ? { comment } : {}),
      at,
      ...(by ? { by } : {}),
    },
  };
}

/** A month 13 has the form of a time, and is none: nobody could write such a review down again. */
function isTime(text: string): boolean {
  return TIME.test(text) && Number.isFinite(Date.parse(text));
}

function textIn(said: Readonly<Record<string, unknown>>, key: string, longest?: number): string | undefined {
  return Object.hasOwn(said, key) ? cleanText(said[key], longest) : undefined;
}
