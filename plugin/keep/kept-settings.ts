import { standingAreas, untoldAreas } from '../count/area-steps.js';
import type { Resolution } from '../session.js';
import type { KeptSlide } from './keep-database.js';
import { soundCounting } from './kept-counting.js';
import type { KeptSession } from './keeping.js';
import { isViewPlace, type KeptView, type ViewPlace } from './viewer-place.js';

/** What is kept of a slide beside cells and steps. */
export type Settings = Omit<KeptSlide, 'slide' | 'changedAt' | 'packs'>;

export function settingsOf(session: KeptSession, view: ViewPlace | undefined): Settings {
  const { review, threshold, resolution, selected, counting, teaching } = session;
  return {
    // Who only looks on does not wipe out the name of who worked here.
    reviewer: review.reviewer.trim() === '' ? review.formerReviewer : review.reviewer,
    threshold,
    ...(resolution ? { resolution } : {}),
    ...(view ? { view } : {}),
    ...(selected === undefined ? {} : { selected }),
    ...(counting ? { counting: counting.record } : {}),
    ...(teaching ? { taughtBase: teaching.base ?? null } : {}),
  };
}

/** What of it is a person's work, as text to compare: how one counts, and a resolution that was given. */
export function ownSettings({ counting, resolution }: Settings): string {
  return JSON.stringify([counting, resolution?.source === 'given' ? resolution : undefined]);
}

/** Gives the session what was stored; what is not as it should be is left as it is. The cells must be there. */
export function applySettings(stored: unknown, session: KeptSession, view: KeptView | undefined): void {
  if (typeof stored !== 'object' || stored === null) return;
  const { reviewer, threshold, resolution, selected, view: place } = stored as Partial<KeptSlide>;
  // Another person may sit here today: nobody's name signs what they do before they have said so.
  if (typeof reviewer === 'string' && reviewer !== '') session.review.formerReviewer = reviewer;
  if (typeof threshold === 'number' && threshold >= 0 && threshold <= 1) session.threshold = threshold;
  // What a person says outranks the file, and what stands now outranks a stored guess.
  const isWanted = session.resolution === undefined || session.resolution.source === 'metadata';
  if (isResolution(resolution) && isWanted && resolution.source !== 'metadata') {
    session.takeResolution(resolution);
  }
  const counting = soundCounting((stored as Partial<KeptSlide>).counting);
  if (counting && session.counting) {
    const { record } = session.review.history;
    const untold = untoldAreas([...counting.areas, ...session.counting.areas.list], record.steps);
    const once = [...new Map(untold.map((area) => [area.id, area])).values()];
    session.counting.restore({ ...counting, areas: standingAreas(once, record) });
  }
  const { taughtBase } = stored as Partial<KeptSlide>;
  if (taughtBase === null || typeof taughtBase === 'string') {
    session.teaching?.restoreBase(taughtBase ?? undefined);
  }
  if (isViewPlace(place)) view?.show(place);
  if (typeof selected === 'string' && session.selected === undefined) session.selected = selected;
}

function isResolution(resolution: Resolution | undefined): resolution is Resolution {
  const { micronsPerPixel = 0, source } = resolution ?? {};
  return micronsPerPixel > 0 && Number.isFinite(micronsPerPixel) && typeof source === 'string';
}
