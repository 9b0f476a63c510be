import type { CountArea } from '../../models/domain/count-area.js';
import { fullExtent, intersectBoxes } from '../../models/domain/geometry.js';
import { readBackgroundLight, type Light } from '../stain/background-light.js';
import type { SlideReader } from '../slide/slide-reader.js';
import { readArea, type AreaReadability } from './area-readability.js';
import type { CountAreas } from './count-areas.js';

/** The share of a slide's pixels that are darker than its empty glass, as the models' own white balance has it. */
const GLASS_PERCENTILE = 92;

/** What is known of an area: how well it can be read, that it could not be looked at, or nothing yet. */
export type AreaCheck =
  | { readonly kind: 'checking' }
  | { readonly kind: 'read'; readonly readability: AreaReadability }
  | { readonly kind: 'failed' };

export interface AreaChecksOptions {
  readonly areas: CountAreas;
  readonly slide: () => SlideReader | undefined;
  /** Of level 0; areas are looked at once it is known. */
  readonly micronsPerPixel: () => number | undefined;
}

/** Looks at each chosen area once, one after the other, and tells (`change`) how well it can be read. */
export class AreaChecks extends EventTarget {
  readonly #options: AreaChecksOptions;
  readonly #checks = new Map<string, AreaCheck>();
  #running?: AbortController;

  constructor(options: AreaChecksOptions) {
    super();
    this.#options = options;
    options.areas.addEventListener('change', () => this.update());
  }

  /** What is known of an area; absent where the resolution is not, or no slide is open. */
  of({ box }: Pick<CountArea, 'box'>): AreaCheck | undefined {
    return this.#checks.get(keyOf(box));
  }

  /** Starts looking at areas that nobody has looked at; called again when slide or resolution are known. */
  update(): void {
    if (this.#running) return;
    const slide = this.#options.slide();
    const micronsPerPixel = this.#options.micronsPerPixel();
    if (!slide || micronsPerPixel === undefined || !this.#next()) return;
    const running = new AbortController();
    this.#running = running;
    void this.#run(slide, micronsPerPixel, running.signal).finally(() => {
      if (this.#running !== running) return;
      this.#running = undefined;
      this.update();
    });
  }

  /** Forgets everything: another slide or resolution. */
  forget(): void {
    this.#running?.abort();
    this.#running = undefined;
    this.#checks.clear();
  }

  async #run(slide: SlideReader, micronsPerPixel: number, signal: AbortSignal): Promise<void> {
    let glass: Light | undefined;
    for (let area = this.#next(); area && !signal.aborted; area = this.#next()) {
      const key = keyOf(area.box);
      this.#note(key, { kind: 'checking' });
      const check = await this.#look(slide, area, micronsPerPixel, glass, signal);
      if (signal.aborted) return;
      glass = check.glass;
      this.#note(key, check.known);
    }
  }

  async #look(
    slide: SlideReader,
    area: CountArea,
    micronsPerPixel: number,
    known: Light | undefined,
    signal: AbortSignal,
  ): Promise<{ glass: Light | undefined; known: AreaCheck }> {
    let glass = known;
    try {
      const box = intersectBoxes(area.box, fullExtent(slide));
      glass ??= (await readBackgroundLight(slide, GLASS_PERCENTILE, { signal })) ?? [255, 255, 255];
      if (!box) return { glass, known: { kind: 'failed' } };
      const readability = await readArea(slide, box, { micronsPerPixel, glass, signal });
      return { glass, known: { kind: 'read', readability } };
    } catch {
      // An area that cannot be looked at is said to be so; the count goes on without the advice.
      return { glass, known: { kind: 'failed' } };
    }
  }

  #next(): CountArea | undefined {
    return this.#options.areas.list.find(({ box }) => !this.#checks.has(keyOf(box)));
  }

  #note(key: string, check: AreaCheck): void {
    this.#checks.set(key, check);
    this.dispatchEvent(new Event('change'));
  }
}

function keyOf({ minX, minY, maxX, maxY }: CountArea['box']): string {
  return [minX, minY, maxX, maxY].join();
}
