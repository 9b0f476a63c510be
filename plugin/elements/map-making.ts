import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { CellMap } from '../neighbours/cell-map.js';
import { mapInWorker } from '../neighbours/map-in-worker.js';
import { MapPoints } from '../neighbours/map-points.js';
import type { SmearSession } from '../session.js';

/** The map that an element shows, and the making of it, which takes seconds and can be given up. */
export class MapMaking implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  #progress: number | undefined;
  #failed = false;
  #map: { readonly points: MapPoints; readonly made: CellMap } | undefined;
  #wasAsked = false;
  #making: AbortController | undefined;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  /** From 0 to 1 while the map is made. */
  get progress(): number | undefined {
    return this.#progress;
  }

  get failed(): boolean {
    return this.#failed;
  }

  /** The last one made. */
  get map(): { readonly points: MapPoints; readonly made: CellMap } | undefined {
    return this.#map;
  }

  /** Whether one was begun: a map that was given up is not begun again by itself. */
  get wasAsked(): boolean {
    return this.#wasAsked;
  }

  hostDisconnected(): void {
    this.giveUp();
  }

  async make(session: SmearSession): Promise<void> {
    this.giveUp();
    this.#wasAsked = true;
    this.#failed = false;
    this.#tell(0);
    const making = new AbortController();
    this.#making = making;
    // All that the models have described, so that moving the threshold asks for no new map.
    const { ids, rows } = session.nearest.copy();
    try {
      const made = await mapInWorker(rows, {
        signal: making.signal,
        onProgress: (part) => {
          if (!making.signal.aborted) this.#tell(part);
        },
      });
      if (making.signal.aborted) return;
      this.#map = { points: new MapPoints(ids, made.places), made };
    } catch {
      if (making.signal.aborted) return;
      this.#failed = true;
    }
    this.#tell(undefined);
  }

  giveUp(): void {
    this.#making?.abort();
    this.#making = undefined;
    this.#tell(undefined);
  }

  /** Other cells altogether: nothing has been made or asked for. */
  forget(): void {
    this.giveUp();
    this.#map = undefined;
    this.#failed = false;
    this.#wasAsked = false;
  }

  #tell(progress: number | undefined): void {
    this.#progress = progress;
    this.#host.requestUpdate();
  }
}
