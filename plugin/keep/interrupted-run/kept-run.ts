import type { Box } from '../../../models/domain/geometry.js';
import { UnfinishedRun, type ClaimedCell, type RunPlan } from '../../analysis/unfinished-run.js';

/** An unfinished run in its slide's record: how it was started, and how far it is. */
export interface KeptRun extends RunPlan {
  readonly done: number;
  readonly failed: number;
  /** `UnfinishedRun.changes`. */
  readonly changes: number;
}

/** What stands in a journal entry of a run: the cells that its tiles claimed since the entry before, and how far it was then. */
export interface KeptClaims {
  /** The run. */
  readonly id: string;
  /** How many stand in the entries before. */
  readonly from: number;
  readonly ids: readonly string[];
  /** Places in `ids` of the cells that a tile's border cut. */
  readonly cut: readonly number[];
  readonly done: number;
  readonly failed: number;
  readonly changes: number;
}

/** How much of a run stands in the journal. */
export interface NotedRun {
  readonly id: string;
  readonly changes: number;
  readonly claimed: number;
}

export function keptRun({ plan, done, failed, changes }: UnfinishedRun): KeptRun {
  return { ...plan, done, failed, changes };
}

export function notedRun({ plan, changes, claimed }: UnfinishedRun): NotedRun {
  return { id: plan.id, changes, claimed: claimed.length };
}

/** Whether all that the run did to cells stands in the journal. */
export function isNoted(run: UnfinishedRun, noted: NotedRun | undefined): boolean {
  return run.changes === (noted?.id === run.plan.id ? noted.changes : 0);
}

/** What of the run does not stand in the journal yet. */
export function claimsSince(run: UnfinishedRun, noted: NotedRun | undefined): KeptClaims {
  const { plan, done, failed, changes, claimed } = run;
  const from = noted?.id === plan.id ? noted.claimed : 0;
  const fresh = claimed.slice(from);
  const cut = fresh.flatMap(([, isCut], place) => (isCut ? [place] : []));
  return { id: plan.id, from, ids: fresh.map(([id]) => id), cut, done, failed, changes };
}

/** Puts the claims of the entries of one run together; a run of which an entry is missing is none. */
export class ClaimsReader {
  #last?: KeptClaims;
  #claimed: ClaimedCell[] = [];

  add(claims: unknown): void {
    if (!isKeptClaims(claims)) return;
    if (claims.from === 0) this.#claimed = [];
    else if (claims.id !== this.#last?.id || claims.from !== this.#claimed.length) return;
    this.#last = claims;
    const cut = new Set(claims.cut);
    for (const [place, id] of claims.ids.entries()) this.#claimed.push([id, cut.has(place)]);
  }

  /**
   * The run of the slide's record. The cells of the last tiles may not have been written any more: then it is as far as
   * the journal says. `undefined` where the record has none, or it cannot be continued.
   */
  runOf(record: unknown): UnfinishedRun | undefined {
    const kept: unknown = (record as { run?: unknown } | undefined)?.run;
    if (!isKeptRun(kept)) return undefined;
    const { done, failed, changes, ...plan } = kept;
    const last = this.#last?.id === kept.id ? this.#last : undefined;
    if (!last) return changes === 0 ? new UnfinishedRun(plan, { done, failed }) : undefined;
    const claimed = this.#claimed;
    if (last.changes === changes) return new UnfinishedRun(plan, { done, failed, changes, claimed });
    return new UnfinishedRun(plan, { done: last.done, failed: last.failed, changes: last.changes, claimed });
  }
}

function isKeptRun(run: unknown): run is KeptRun {
  const { id, region, packHash, threshold, micronsPerPixel, total, done, failed, changes } = (run ??
    {}) as Partial<KeptRun>;
  const { minX, minY, maxX, maxY } = (region ?? {}) as Partial<Box>;
  return (
    typeof id === 'string' &&
    typeof packHash === 'string' &&
    [minX, minY, maxX, maxY, threshold, micronsPerPixel].every(Number.isFinite) &&
    [total, done, failed, changes].every(isCount) &&
    (done as number) < (total as number)
  );
}

function isKeptClaims(claims: unknown): claims is KeptClaims {
  const { id, from, ids, cut, done, failed, changes } = (claims ?? {}) as Partial<KeptClaims>;
  return (
    typeof id === 'string' &&
    Array.isArray(ids) &&
    ids.every((cell) => typeof cell === 'string') &&
    Array.isArray(cut) &&
    [from, done, failed, changes].every(isCount)
  );
}

function isCount(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) >= 0;
}
