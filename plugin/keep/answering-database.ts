import type { KeepDatabase } from './keep-database.js';

/** Longest time that a browser's storage may take to answer one request, milliseconds. */
export const PATIENCE_MS = 8000;

/** The outcome of the work, or a `TimeoutError` where there is none in that time; nobody hears of it afterwards. */
export function answered<T>(work: Promise<T>, patienceMs: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new DOMException('The browser’s storage does not answer.', 'TimeoutError')),
      patienceMs,
    );
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

/**
 * The database, whose every request ends: blocked by another page or hung with its disk, a browser's storage may never
 * answer, and nobody shall wait for it for ever. Rejects with a `TimeoutError` then.
 */
export function answeringDatabase(database: KeepDatabase, patienceMs: number): KeepDatabase {
  return {
    readSlide: (slide) => answered(database.readSlide(slide), patienceMs),
    listSlides: () => answered(database.listSlides(), patienceMs),
    async *readJournal(slide, after) {
      const entries = database.readJournal(slide, after)[Symbol.asyncIterator]();
      for (;;) {
        const { done, value } = await answered(entries.next(), patienceMs);
        if (done) return;
        yield value;
      }
    },
    append: (slide, entry) => answered(database.append(slide, entry), patienceMs),
    forget: (slide) => answered(database.forget(slide), patienceMs),
    close: () => database.close(),
  };
}
