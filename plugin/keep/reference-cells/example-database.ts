import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import { answered, PATIENCE_MS } from '../answering-database.js';

/** A picture of a cell that a person stood by, kept to hold cells of other slides against. */
export interface KeptExample {
  /** Fingerprint of its slide. */
  readonly slide: string;
  /** Of the cell. */
  readonly id: string;
  /** Coarse class; of a pack or of the laboratory. */
  readonly kind: string;
  /** Class, finer where that was said. */
  readonly name: string;
  /** When the picture was taken, ISO 8601. */
  readonly takenAt: string;
  readonly micronsPerPixel: number;
  /** Of the square that the picture shows, micrometres. */
  readonly widthUm: number;
  /** PNG. */
  readonly picture: Uint8Array<ArrayBuffer>;
}

interface ExampleSchema extends DBSchema {
  examples: {
    key: [slide: string, id: string];
    value: KeptExample;
    indexes: { kind: [kind: string, takenAt: string] };
  };
}

const SCHEMA = 1;
/** Pictures of one kind, of all slides together. */
export const MOST_OF_KIND = 12;
/** Pictures in all: about 8 MB. */
export const MOST_IN_ALL = 300;

/**
 * The kept pictures, in a database beside that of the work, so that neither can spoil the other. Opened when first asked,
 * and anew where the browser has closed it. Every call may reject with the browser's `DOMException`.
 */
export class ExampleDatabase {
  readonly #name: string;
  #opened?: Promise<IDBPDatabase<ExampleSchema>>;

  constructor(name: string) {
    this.#name = name;
  }

  /** Of one slide. */
  async ofSlide(slide: string): Promise<readonly KeptExample[]> {
    return this.#ask((database) =>
      database.getAll('examples', IDBKeyRange.bound([slide], [slide, []], false, true)),
    );
  }

  /** Of one kind, those taken last first. */
  async ofKind(kind: string): Promise<readonly KeptExample[]> {
    const found = await this.#ask((database) =>
      database.getAllFromIndex('examples', 'kind', IDBKeyRange.bound([kind], [kind, []], false, true)),
    );
    return found.reverse();
  }

  /** Takes pictures away and adds others in one step; those taken longest ago go where there are too many. */
  async change(removed: readonly KeptExample[], added: readonly KeptExample[]): Promise<void> {
    if (removed.length === 0 && added.length === 0) return;
    await this.#ask(async (database) => {
      const changes = database.transaction('examples', 'readwrite');
      const { store } = changes;
      // What fails is reported by the request as well.
      changes.done.catch(() => undefined);
      const requests = [
        ...removed.map(({ slide, id }) => store.delete([slide, id])),
        ...added.map((example) => store.put(example)),
      ];
      await Promise.all(requests);
      for (const kind of new Set(added.map((example) => example.kind))) {
        const keys = await store.index('kind').getAllKeys(IDBKeyRange.bound([kind], [kind, []], false, true));
        await Promise.all(keys.slice(0, -MOST_OF_KIND).map((key) => store.delete(key)));
      }
      const tooMany = (await store.count()) - MOST_IN_ALL;
      if (tooMany > 0) {
        const all = await store.getAll();
        all.sort((one, other) => (one.takenAt < other.takenAt ? -1 : 1));
        await Promise.all(all.slice(0, tooMany).map(({ slide, id }) => store.delete([slide, id])));
      }
      await changes.done;
    });
  }

  async close(): Promise<void> {
    const opened = this.#opened;
    this.#opened = undefined;
    (await opened?.catch(() => undefined))?.close();
  }

  async #ask<T>(act: (database: IDBPDatabase<ExampleSchema>) => Promise<T>): Promise<T> {
    return answered(this.#open().then(act), PATIENCE_MS);
  }

  #open(): Promise<IDBPDatabase<ExampleSchema>> {
    const forget = (): void => {
      if (this.#opened === opening) this.#opened = undefined;
    };
    const opening = (this.#opened ??= openDB<ExampleSchema>(this.#name, SCHEMA, {
      upgrade(upgraded) {
        const examples = upgraded.createObjectStore('examples', { keyPath: ['slide', 'id'] });
        examples.createIndex('kind', ['kind', 'takenAt']);
      },
      blocking: () => {
        void opening.then((database) => database.close());
        forget();
      },
      terminated: forget,
    }));
    opening.catch(forget);
    return opening;
  }
}
