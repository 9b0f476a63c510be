import type { CountArea } from '../../models/domain/count-area.js';
import { SmearError } from '../../models/domain/errors.js';
import { isPossibleResolution, type Resolution } from '../../models/domain/resolution.js';
import { areasAfter, areasWithoutSteps } from '../count/area-steps.js';
import type { Counting, CountingRecord } from '../count/counting.js';
import { readReferenceRanges } from '../count/reference-ranges.js';
import { isViewPlace, type KeptView, type ViewPlace } from '../viewer/viewer-place.js';
import type { KeptSlide, SlideSummary } from './keep-database.js';
import { keptRun } from './interrupted-run/kept-run.js';
import type { KeptSession } from './keeping.js';

/** What is kept of a slide beside cells and steps. */
export type Settings = Omit<KeptSlide, 'slide' | 'changedAt' | 'packs'>;

export function settingsOf(session: KeptSession, view: ViewPlace | undefined): Settings {
  const { review, threshold, resolution, selected, counting, adaptation, analysis } = session;
  return {
    // Opening a slide without working on it does not erase the name of the last reviewer.
    reviewer: review.reviewer.trim() === '' ? review.formerReviewer : review.reviewer,
    threshold,
    ...(resolution ? { resolution } : {}),
    ...(view ? { view } : {}),
    ...(selected === undefined ? {} : { selected }),
    ...(counting ? { counting: counting.record, summary: summaryOf(counting) } : {}),
    ...(Object.keys(review.caseRecord.data).length > 0 ? { caseRecord: review.caseRecord.data } : {}),
    ...(adaptation ? { taughtBase: adaptation.base ?? null } : {}),
    ...(analysis?.unfinished ? { run: keptRun(analysis.unfinished) } : {}),
  };
}

/** The part that is a person's work, as text to compare: how cells are counted, and a resolution that was given. */
export function ownSettings({ counting, resolution, caseRecord }: Settings): string {
  const given = resolution?.source === 'given' ? resolution : undefined;
  return JSON.stringify([counting, given, ...(caseRecord ? [caseRecord] : [])]);
}

/** Applies stored settings to the session; invalid ones are skipped. The cells must already be in the session. */
export function applySettings(stored: unknown, session: KeptSession, view: KeptView | undefined): void {
  if (typeof stored !== 'object' || stored === null) return;
  const { reviewer, threshold, resolution, selected, view: place } = stored as Partial<KeptSlide>;
  // What was kept is taken as a whole, also where it had been signed; the signature comes back with it.
  session.review.caseRecord.restore();
  // Another person may sit here today: no name signs what they do until they have entered or accepted it.
  if (typeof reviewer === 'string' && reviewer !== '') session.review.formerReviewer = reviewer;
  if (typeof threshold === 'number' && threshold >= 0 && threshold <= 1) session.threshold = threshold;
  // A resolution given by a person outranks the file's, and the present one outranks a stored estimate.
  const isWanted = session.resolution === undefined || session.resolution.source === 'metadata';
  if (isResolution(resolution) && isWanted) {
    session.takeResolution(resolution);
  }
  const counting = validCounting((stored as Partial<KeptSlide>).counting);
  if (counting && session.counting) {
    const { record } = session.review.history;
    const withoutSteps = areasWithoutSteps([...counting.areas, ...session.counting.areas.list], record.steps);
    const once = [...new Map(withoutSteps.map((area) => [area.id, area])).values()];
    session.counting.restore({ ...counting, areas: areasAfter(once, record) });
  }
  const { taughtBase } = stored as Partial<KeptSlide>;
  if (taughtBase === null || typeof taughtBase === 'string') {
    session.adaptation?.restoreBase(taughtBase ?? undefined);
  }
  if (isViewPlace(place)) view?.show(place);
  if (typeof selected === 'string' && session.selected === undefined) session.selected = selected;
  // Last: from here on nothing may be changed where the count is signed.
  const { caseRecord } = stored as Partial<KeptSlide>;
  if (caseRecord !== undefined) session.review.caseRecord.restore(caseRecord);
}

function summaryOf({ count }: Counting): SlideSummary {
  return { cells: count.suggested.total, left: count.left };
}

/** Whether it is one that outlasts the file's own; where it is from is said in words that are looked up by it. */
function isResolution(resolution: Resolution | undefined): resolution is Resolution {
  const { micronsPerPixel, source, contradicted = 1 } = resolution ?? {};
  if (!(Number.isFinite(contradicted) && contradicted > 0)) return false;
  return isPossibleResolution(micronsPerPixel) && (source === 'given' || source === 'estimated');
}

/** Stored counting options, or `undefined` where they are invalid. */
function validCounting(stored: unknown): CountingRecord | undefined {
  if (typeof stored !== 'object' || stored === null) return undefined;
  const { areas, limit, basis, size, ranges } = stored as Partial<CountingRecord>;
  if (!Array.isArray(areas) || !areas.every(isArea)) return undefined;
  if (limit !== undefined && !(Number.isInteger(limit) && limit > 0)) return undefined;
  if (basis !== undefined && basis !== 'reviewed' && basis !== 'suggested') return undefined;
  const { minUm, maxUm } = size ?? {};
  if ([minUm, maxUm].some((value) => value !== undefined && !Number.isFinite(value))) return undefined;
  try {
    return {
      areas,
      ...(limit === undefined ? {} : { limit }),
      ...(basis === undefined ? {} : { basis }),
      size: { ...(minUm === undefined ? {} : { minUm }), ...(maxUm === undefined ? {} : { maxUm }) },
      ranges: readReferenceRanges(JSON.stringify(ranges)),
    };
  } catch (error) {
    if (error instanceof SmearError) return undefined;
    throw error;
  }
}

/** Whether the stored value is a count area. */
export function isArea(area: unknown): area is CountArea {
  if (typeof area !== 'object' || area === null) return false;
  const { id, name, box } = area as Partial<CountArea>;
  if (typeof id !== 'string' || typeof name !== 'string' || typeof box !== 'object' || box === null)
    return false;
  const { minX, minY, maxX, maxY } = box;
  return [minX, minY, maxX, maxY].every(Number.isFinite) && maxX > minX && maxY > minY;
}
