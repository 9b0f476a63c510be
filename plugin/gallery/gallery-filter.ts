import type { Cell } from '../../models/domain/cell.js';
import { UNKNOWN } from '../../models/domain/class-name.js';
import { isShown } from '../cells/is-shown.js';
import type { ReviewPriority } from '../review/review-priority.js';

/** Which cells stand in the gallery. */
export type GalleryFilter = 'all' | 'suggested' | 'doubtful' | 'unknown' | 'commented';

/** Whether a cell belongs there. Cells that are not counted stand in the whole gallery and with their comments only. */
export function galleryFilter(
  filter: GalleryFilter,
  { threshold, priority }: { threshold: number; priority: ReviewPriority | undefined },
): (cell: Cell) => boolean {
  return (cell) => {
    if (filter === 'commented' && !cell.review?.comment) return false;
    if (cell.review?.rejected) return filter === 'all' || filter === 'commented';
    if (!isShown(cell, threshold)) return false;
    if (filter === 'commented') return true;
    if (filter === 'all') return true;
    if (filter === 'unknown') return cell.label.name === UNKNOWN.name;
    if (cell.review?.confirmed) return false;
    return filter === 'suggested' ? cell.label.name !== UNKNOWN.name : (priority?.isDoubtful(cell) ?? false);
  };
}
