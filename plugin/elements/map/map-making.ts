import type { ReactiveControllerHost } from 'lit';
import type { CellMap } from '../../neighbours/cell-map.js';
import { mapInWorker } from '../../neighbours/map-in-worker.js';
import { MapPoints } from '../../neighbours/map-points.js';
import type { SmearSession } from '../../session/session.js';
import { ElementWork } from '../shared/element-work.js';

/** The map that an element shows, and its computation, which takes seconds and can be cancelled. */
export class MapMaking {
  readonly #host: ReactiveControllerHost;
  readonly #work: ElementWork;
  #failed = false;
  #map: { readonly points: MapPoints; readonly made: CellMap } | undefined;
  #wasAsked = false;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    this.#work = new ElementWork(host);
  }

  /** From 0 to 1 while the map is computed. */
  get progress(): number | undefined {
    return this.#work.progress;
  }

  get failed(): boolean {
    return this.#failed;
  }

  /** The last one computed. */
  get map(): { readonly points: MapPoints; readonly made: CellMap } | undefined {
    return this.#map;
  }

  /** Whether one was begun: a map that was cancelled is not begun again by itself. */
  get wasAsked(): boolean {
    return this.#wasAsked;
  }

  async make(session: SmearSession): Promise<void> {
    this.#wasAsked = true;
    this.#failed = false;
    // All that the models have described, so that moving the threshold asks for no new map.
    const { ids, rows } = session.nearest.copy();
    await this.#work.run(
      async ({ signal, onProgress }) => {
        const made = await mapInWorker(rows, { assetUrl: session.assetUrl, signal, onProgress });
        if (!signal.aborted) this.#map = { points: new MapPoints(ids, made.places), made };
      },
      () => {
        this.#failed = true;
      },
    );
  }

  cancel(): void {
    this.#work.abort();
  }

  /** Other cells altogether: nothing has been computed or asked for. */
  forget(): void {
    this.cancel();
    this.#map = undefined;
    this.#failed = false;
    this.#wasAsked = false;
    this.#host.requestUpdate();
  }
}
