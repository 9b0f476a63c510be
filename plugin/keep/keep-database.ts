import type { NamedPack } from '../../models/domain/model-info.js';
import type { Resolution } from '../../models/domain/resolution.js';
import type { CountingRecord } from '../count/counting.js';
import { CaseRecord, type CaseRecordData } from '../review/case-record.js';
import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import type { JournalEntry } from './journal-entry.js';
import { compacted } from './kept-cell.js';
import type { KeptRun } from './interrupted-run/kept-run.js';
import type { ViewPlace } from '../viewer/viewer-place.js';

/** How far the work on a slide is. */
export interface SlideSummary {
  /** Counted cells, and how many of them no person stands by yet. */
  readonly cells: number;
  readonly left: number;
}

/**
 * What is kept of a slide besides its cells. Its file name, which may contain a patient's name, stands in the case
 * record where the reader asks for it, and nowhere else.
 */
export interface KeptSlide {
  /** Fingerprint. */
  readonly slide: string;
  /** ISO 8601. */
  readonly changedAt: string;
  readonly reviewer: string;
  readonly threshold: number;
  readonly resolution?: Resolution;
  readonly view?: ViewPlace;
  /** Id of the chosen cell. */
  readonly selected?: string;
  /** Counting options: areas, limit, ranges. */
  readonly counting?: CountingRecord;
  /** A comment on the slide, and who signed the count; absent where there is neither. */
  readonly caseRecord?: CaseRecordData;
  /** How far the work is, for the list of slides. */
  readonly summary?: SlideSummary;
  /** The adapted classifier that was active when the history began; null for the pack's own, absent in old records. */
  readonly taughtBase?: string | null;
  /** A run that has not come to its end; absent where there is none. */
  readonly run?: KeptRun;
  /** The packs that the entries refer to, the latest at the end; absent in old records. */
  readonly packs?: readonly NamedPack[];
}

/** Where work is kept; every call may reject with the browser's `DOMException`. */
export interface KeepDatabase {
  readSlide(slide: string): Promise<unknown>;
  /** What is kept of every slide, besides its cells. */
  listSlides(): Promise<readonly unknown[]>;
  /** The entries after number `after`, in order; `entry` is absent where the browser cannot read one. */
  readJournal(
    slide: string,
    after: number,
  ): AsyncIterable<{ readonly seq: number; readonly entry?: unknown }>;
  /**
   * Hands the record, and the entry if there is one, to the browser in this turn. Never replaces an entry: rejects
   * with a `ConstraintError` where one of its number exists.
   */
  append(slide: KeptSlide, entry?: JournalEntry): Promise<void>;
  forget(slide: string): Promise<void>;
  close(): void;
}

interface KeepSchema extends DBSchema {
  slides: { key: string; value: KeptSlide };
  journal: { key: [slide: string, seq: number]; value: JournalEntry };
}

const SCHEMA = 1;
const BATCH = 8;

/**
 * Opens the database of this name, and upgrades one of an earlier schema. Rejects where the browser stores nothing
 * (some private windows), or where a later version of the product has written it. `onEnd` is called when the
 * browser closes it, or another page needs it closed. Whoever opens it closes it.
 */
export async function openKeepDatabase(name: string, onEnd: () => void): Promise<KeepDatabase> {
  const database: IDBPDatabase<KeepSchema> = await openDB<KeepSchema>(name, SCHEMA, {
    upgrade(upgraded, from) {
      // One step for each schema, so that a database of any age runs through all that it lacks.
      if (from < 1) {
        upgraded.createObjectStore('slides', { keyPath: 'slide' });
        upgraded.createObjectStore('journal', { keyPath: ['slide', 'seq'] });
      }
    },
    blocking() {
      database.close();
      onEnd();
    },
    terminated: onEnd,
  });
  const rangeOf = (slide: string, after: number): IDBKeyRange =>
    IDBKeyRange.bound([slide, after], [slide, Infinity], true);

  return {
    readSlide: (slide) => database.get('slides', slide),

    listSlides: () => database.getAll('slides'),

    async *readJournal(slide, after) {
      const keys = await database.getAllKeys('journal', rangeOf(slide, after));
      for (let start = 0; start < keys.length; start += BATCH) {
        const batch = keys.slice(start, start + BATCH);
        // In batches: a large slide read at once would block the page while it is deserialised.
        const entries = await Promise.all(
          batch.map((key) => database.get('journal', key).catch(() => undefined)),
        );
        for (const [index, [, seq]] of batch.entries()) yield { seq, entry: entries[index] };
      }
    },

    async append(slide, entry) {
      const changes = database.transaction(['slides', 'journal'], 'readwrite', {
        // A person's step must survive a power cut; what an analysis finds can be found again.
        durability: (entry?.history?.steps.length ?? 0) > 0 ? 'strict' : 'relaxed',
      });
      const requests: Promise<unknown>[] = [changes.done];
      try {
        if (entry) {
          const fresh = entry.fresh.map(compacted);
          requests.push(changes.objectStore('journal').add({ ...entry, fresh }));
        }
        requests.push(changes.objectStore('slides').put(slide));
        changes.commit();
      } catch (error) {
        changes.abort();
        await Promise.allSettled(requests);
        throw error;
      }
      const failed = (await Promise.allSettled(requests)).flatMap((settled) =>
        settled.status === 'rejected' ? [settled.reason as unknown] : [],
      );
      // Every request of the transaction reports the failure; AbortError is the least specific report.
      if (failed.length > 0) throw failed.find((error) => !isNamed(error, 'AbortError')) ?? failed[0];
    },

    async forget(slide) {
      const changes = database.transaction(['slides', 'journal'], 'readwrite');
      await Promise.all([
        changes.objectStore('slides').delete(slide),
        changes.objectStore('journal').delete(rangeOf(slide, 0)),
        changes.done,
      ]);
    },

    close: () => database.close(),
  };
}

/** Whether it is a `DOMException` of this name. */
export function isNamed(error: unknown, name: string): boolean {
  return error instanceof DOMException && error.name === name;
}

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
        ...(typeof reviewer === 'string' && reviewer !== '' ? { reviewer } : {}),
        ...(isCount(summary?.cells) && isCount(summary?.left)
          ? { cells: summary.cells, left: summary.left }
          : {}),
        ...(signature ? { signed: { by: signature.by, at: signature.at } } : {}),
      },
    ];
  });
  return listed.sort((one, other) => (one.changedAt < other.changedAt ? 1 : -1));
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
