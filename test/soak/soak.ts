import { getEventListeners } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { seededRandom } from '../../models/domain/seeded-random.js';
import type { SmearPipeline } from '../../plugin/analysis/pipeline.js';
import { CellStore } from '../../plugin/cells/cell-store.js';
import { Keeper } from '../../plugin/keep/keeper.js';
import { createPipeline } from '../../plugin/node-entry.js';
import type { AttachedSession } from '../../plugin/session/attached-session.js';
import { fingerprintSlide } from '../../plugin/slide/fingerprint.js';
import { writeTinyPack } from '../end-to-end/tiny-pack.js';
import { discSlide, type Disc } from '../unit/disc-slide.js';
import { ScriptedDatabase, ScriptedPage } from '../unit/plugin/keep/scripted-page.js';
import { unseenSession } from '../unit/plugin/session/unseen-session.js';

/** What is held after so many tiles, garbage collected. */
export interface Holdings {
  readonly tiles: number;
  readonly rounds: number;
  readonly seconds: number;
  readonly heapBytes: number;
  readonly arrayBytes: number;
  readonly rssBytes: number;
  /** Of the models' worker. */
  readonly tensors: number;
  /** On the page: of keepers and sessions. */
  readonly listeners: number;
  /** Entries of the storage. */
  readonly stored: number;
  /** Timers, ports, files and the like that Node keeps for us. */
  readonly handles: number;
}

export interface SoakOptions {
  readonly seed: number;
  readonly tiles: number;
  /** How often it is looked at what is held. */
  readonly looks: number;
  /** The worker as the build writes it. */
  readonly workerUrl: URL;
  readonly wasmUrl: URL;
  readonly onLook: (holdings: Holdings) => void;
}

export interface SoakReport {
  readonly looks: readonly Holdings[];
  /** Whether the slide of the first day gives the same cells on the last. */
  readonly isSameAnswer: boolean;
  /** How often each thing was done. */
  readonly done: Readonly<Record<string, number>>;
}

const SIDE = 640;
const SLIDES = 5;
const FORMATS = ['csv', 'coco', 'dicom'] as const;

/**
 * Works on slides with models of tiny weights until so many tiles have gone through them: analyses run to their end or
 * are cancelled at any moment, cells are corrected, exported and imported, work is forgotten, sessions end and begin.
 */
export async function soak({
  seed,
  tiles,
  looks,
  workerUrl,
  wasmUrl,
  onLook,
}: SoakOptions): Promise<SoakReport> {
  const folder = await mkdtemp(join(tmpdir(), 'smearlens-soak-'));
  const page = new ScriptedPage();
  await writeTinyPack(`${folder}/`);
  const packUrl = pathToFileURL(`${folder}/`);
  const pipeline = await createPipeline({ backend: 'wasm', packUrl, workerUrl, wasmUrl, workers: 1 });
  try {
    return await new Soak({ seed, tiles, looks, page, pipeline, onLook }).run();
  } finally {
    await pipeline.dispose();
    page.close();
    await rm(folder, { recursive: true, force: true });
  }
}

interface Parts extends Pick<SoakOptions, 'seed' | 'tiles' | 'looks' | 'onLook'> {
  readonly page: ScriptedPage;
  readonly pipeline: SmearPipeline;
}

class Soak {
  readonly #parts: Parts;
  readonly #random: () => number;
  readonly #database = new ScriptedDatabase();
  readonly #done: Record<string, number> = {};
  readonly #start = performance.now();
  #session: AttachedSession;
  #tiles = 0;
  #rounds = 0;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#random = seededRandom(parts.seed);
    this.#session = this.#open();
  }

  async run(): Promise<SoakReport> {
    const { tiles, looks, onLook } = this.#parts;
    const first = await this.#answer();
    const seen: Holdings[] = [];
    for (let next = 0; this.#tiles < tiles; this.#rounds++) {
      if (this.#tiles >= next) {
        const holdings = await this.#look();
        seen.push(holdings);
        onLook(holdings);
        next += tiles / looks;
      }
      await this.#round();
    }
    const last = await this.#look();
    onLook(last);
    const isSameAnswer = (await this.#answer()) === first;
    await this.#session.dispose();
    return { looks: [...seen, last], isSameAnswer, done: this.#done };
  }

  /** The cells of the first slide, as the models find them. */
  async #answer(): Promise<string> {
    const store = new CellStore();
    const slide = slideOf(0);
    const region = { minX: 0, minY: 0, maxX: SIDE, maxY: SIDE };
    let made = 0;
    const options = { micronsPerPixel: 1, threshold: 0.1, newId: () => String(made++) };
    for await (const result of this.#parts.pipeline.analyze(slide, region, options)) store.apply(result);
    if (store.size === 0) throw new Error('The models find nothing.');
    return JSON.stringify([...store.all()], (_, value: unknown) =>
      ArrayBuffer.isView(value) ? Array.from(value as Float32Array) : value,
    );
  }

  /** A slide is opened, worked on, and left. */
  async #round(): Promise<void> {
    const session = this.#session;
    session.setSlide(slideOf(this.#below(SLIDES)));
    await session.keeping?.ready;
    for (let acts = 1 + this.#below(5); acts > 0; acts--) await this.#act(session);
    await session.keeping?.flush();
    // Work is kept without limit on purpose: it is forgotten, so that what else grows is seen.
    if (this.#below(4) === 0) {
      this.#note('forgotten');
      await session.keeping?.forget();
    }
    if (this.#below(3) > 0) return;
    this.#note('session ended');
    await session.dispose();
    this.#session = this.#open();
  }

  async #act(session: AttachedSession): Promise<void> {
    const ids = [...session.cells.all()].map(({ id }) => id);
    const some = ids.filter(() => this.#random() < 0.2);
    const { review } = session;
    switch (this.#below(8)) {
      case 0:
        this.#note('analysed');
        await session.analyzeSlide();
        break;
      case 1:
        await this.#cancel(session);
        break;
      case 2:
        this.#note('corrected');
        review.assign(
          some,
          session.classes[this.#below(session.classes.length)] ?? {
            name: 'Round',
            code: 'R',
            color: [0, 0, 0],
          },
        );
        break;
      case 3:
        this.#note('confirmed');
        review.confirm(some);
        break;
      case 4:
        this.#note('undone');
        for (let steps = this.#below(4); steps > 0; steps--) review.history.undo();
        break;
      case 5:
        this.#note('redone');
        review.history.redo();
        break;
      case 6:
        this.#note('cleared');
        session.clear();
        break;
      default:
        await this.#exportAndImport(session);
    }
  }

  async #cancel(session: AttachedSession): Promise<void> {
    this.#note('cancelled');
    const run = session.analyzeSlide();
    await new Promise((resolve) => setTimeout(resolve, this.#below(60)));
    session.cancel();
    await run;
  }

  async #exportAndImport(session: AttachedSession): Promise<void> {
    if (session.cells.size === 0) return;
    this.#note('exported and imported');
    const saved = await session.exportGeoJson();
    await session.exportAs(FORMATS[this.#below(FORMATS.length)] ?? 'csv');
    session.clear();
    await session.importGeoJson(saved);
  }

  #open(): AttachedSession {
    const { pipeline } = this.#parts;
    const session = unseenSession({
      fingerprint: (slide) => fingerprintSlide(slide),
      // The models stay: a session that ends must not take them along.
      openPipeline: async () => this.#counting(pipeline),
      createKeeper: (owner) =>
        new Keeper({
          session: owner,
          database: 'soak',
          identify: async ({ name }) => name,
          openDatabase: this.#database.open,
          delay: 1,
        }),
    });
    session.threshold = 0.1;
    return session;
  }

  /** The pipeline, with its tiles counted as they come. */
  #counting(pipeline: SmearPipeline): SmearPipeline {
    return new Proxy(pipeline, {
      get: (_, name) => {
        if (name === 'dispose') return async () => undefined;
        if (name === 'analyze') {
          return (...asked: Parameters<SmearPipeline['analyze']>) => this.#count(pipeline.analyze(...asked));
        }
        const value: unknown = Reflect.get(pipeline, name, pipeline);
        return typeof value === 'function' ? (value.bind(pipeline) as unknown) : value;
      },
    });
  }

  async *#count(results: ReturnType<SmearPipeline['analyze']>) {
    for await (const result of results) {
      this.#tiles++;
      yield result;
    }
  }

  async #look(): Promise<Holdings> {
    const { page, pipeline } = this.#parts;
    globalThis.gc?.();
    await new Promise((resolve) => setTimeout(resolve, 50));
    globalThis.gc?.();
    const { heapUsed, arrayBuffers, rss } = process.memoryUsage();
    const events = ['pagehide', 'visibilitychange', 'beforeunload', 'smearlens-keepers:soak'];
    return {
      tiles: this.#tiles,
      rounds: this.#rounds,
      seconds: Math.round((performance.now() - this.#start) / 1000),
      heapBytes: heapUsed,
      arrayBytes: arrayBuffers,
      rssBytes: rss,
      tensors: await pipeline.tensorCount(),
      listeners: events.reduce((sum, name) => sum + getEventListeners(page, name).length, 0),
      stored: this.#database.journal.size + this.#database.slides.size,
      handles: process.getActiveResourcesInfo().length,
    };
  }

  #note(what: string): void {
    this.#done[what] = (this.#done[what] ?? 0) + 1;
  }

  #below(most: number): number {
    return Math.floor(this.#random() * most);
  }
}

/** A slide of dark discs, the same every time it is opened. */
function slideOf(number: number) {
  const random = seededRandom(number + 1);
  const discs: Disc[] = Array.from({ length: 30 }, () => ({
    x: 20 + random() * (SIDE - 40),
    y: 20 + random() * (SIDE - 40),
    radius: 5 + random() * 4,
  }));
  return {
    ...discSlide(discs, { width: SIDE, height: SIDE, micronsPerPixel: 0.99 }),
    name: `slide ${number}`,
  };
}
