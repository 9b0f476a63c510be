import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { coarseName } from '../../models/domain/class-name.js';
import { colormapGradient, cssColor } from '../../overlays/colormap.js';
import { isShown } from '../cells/is-shown.js';
import type { CellMap } from '../neighbours/cell-map.js';
import { mapInWorker } from '../neighbours/map-in-worker.js';
import { MapPoints } from '../neighbours/map-points.js';
import type { SmearSession } from '../session.js';
import { className } from './class-words.js';
import { mapKinds, type MapColouring, type MapKind } from './map-inks.js';
import { writeCount, writePercent } from './numbers.js';
import { PatientElement } from './patient-element.js';
import { shapeMark } from './shape-mark.js';
import type { SmearMapPlot } from './smear-map-plot.js';
import { baseStyles } from './styles.js';

const ZOOM_STEP = 1.5;
/** What the list of kinds calls everything on view. */
const IN_VIEW = '';

/**
 * The map of the slide's cells with all that can be done on it. Draws nothing until `open`, since a map takes seconds;
 * then once by itself, and again only when asked, so that nothing moves under the reader's hand.
 *
 * @element smear-map
 */
export class SmearMap extends PatientElement {
  static override properties = {
    open: { type: Boolean },
    colouring: { state: true },
    progress: { state: true },
    failed: { state: true },
    map: { state: true },
  };
  static override styles = [
    baseStyles,
    css`
      :host {
        display: grid;
        gap: 0.625rem;
      }
      .row {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 0.5rem;
      }
      .row > label {
        flex: 1 1 8rem;
        display: grid;
        gap: 0.125rem;
        min-width: 0;
      }
      select {
        width: 100%;
      }
      .zoom {
        display: flex;
        gap: 0.25rem;
        margin-left: auto;
      }
      progress {
        width: 100%;
        accent-color: var(--_accent);
      }
      .legend {
        display: flex;
        flex-wrap: wrap;
        gap: 0.125rem 0.75rem;
        list-style: none;
      }
      .legend li {
        display: flex;
        align-items: center;
        gap: 0.25rem;
      }
      .legend svg,
      .scale {
        forced-color-adjust: none;
      }
      .scale {
        height: 0.625rem;
        border-radius: 3px;
        border: 1px solid var(--_edge);
      }
      .ends {
        display: flex;
        justify-content: space-between;
      }
    `,
  ];

  /** Whether the map is looked at; it is not made before. */
  declare open: boolean;
  declare colouring: MapColouring;
  /** From 0 to 1 while the map is made. */
  declare progress: number | undefined;
  declare failed: boolean;
  declare map: { readonly points: MapPoints; readonly made: CellMap } | undefined;
  #making?: AbortController;
  /** A map that was given up is not begun again by itself. */
  #wasAsked = false;
  #chosenKind = IN_VIEW;

  constructor() {
    super();
    this.open = false;
    this.colouring = 'kind';
    this.failed = false;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#giveUp();
  }

  protected override followSession(session: SmearSession): (() => void)[] {
    this.#forget();
    const end = session.cells.subscribe(() => {
      // Another slide, or everything cleared: the old map shows nothing any more.
      if (session.cells.size === 0) this.#forget();
    });
    return [end, ...super.followSession(session)];
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    const { session } = this;
    if (!session || !this.open || this.#wasAsked || session.state.kind === 'analysing') return;
    if (session.nearest.size > 0) void this.#make(session);
  }

  protected override render(): TemplateResult | typeof nothing {
    const { session, strings: t, map } = this;
    if (!session || !this.open) return nothing;
    if (session.nearest.size === 0) return html`<p class="muted">${t.map.empty}</p>`;
    return html`${this.#state(session)}
    ${
      map
        ? html`<smear-map-plot
              .session=${session}
              .points=${map.points}
              .colouring=${this.colouring}
              lang=${t.language}
            ></smear-map-plot>
            ${this.#tools(session)} ${this.#legend(session)}
            <p class="small muted">${this.#method(map.made)} ${t.map.hint}</p>`
        : nothing
    }`;
  }

  /** What is under way, missing or wrong. */
  #state(session: SmearSession): TemplateResult | typeof nothing {
    const { strings: t } = this;
    if (this.progress !== undefined) {
      const words = t.map.drawing(writePercent(t.language, this.progress));
      return html`<div>
        <p>${words}</p>
        <progress max="1" .value=${this.progress} aria-label=${words}></progress>
        <button @click=${() => this.#giveUp()}>${t.map.cancel}</button>
      </div>`;
    }
    const again = (label: string): TemplateResult =>
      html`<button @click=${() => this.#make(session)}>${label}</button>`;
    if (this.failed)
      return html`<p role="alert">${t.map.failed}</p>
        ${again(t.map.draw)}`;
    if (!this.map) {
      const isSearching = session.state.kind === 'analysing';
      return html`${isSearching ? html`<p class="muted">${t.map.waiting}</p>` : nothing}${again(t.map.draw)}`;
    }
    const newer = this.#newer(session, this.map.points);
    return newer === 0
      ? nothing
      : html`<div class="row">
          <p>${t.map.newer(newer, writeCount(t.language, newer))}</p>
          ${again(t.map.drawAgain)}
        </div>`;
  }

  #tools(session: SmearSession): TemplateResult {
    const { strings: t } = this;
    const chosen = session.selection.ids.size;
    const plot = (): SmearMapPlot | null => this.renderRoot.querySelector('smear-map-plot');
    return html`<div class="row">
        <label class="small"
          >${t.map.colourBy}
          <select
            @change=${(event: Event) => {
              this.colouring =
                (event.currentTarget as HTMLSelectElement).value === 'error' ? 'error' : 'kind';
            }}
          >
            <option value="kind">${t.map.byKind}</option>
            <option value="error">${t.map.byError}</option>
          </select>
        </label>
        <div class="zoom">
          <button aria-label=${t.map.nearer} title=${t.map.nearer} @click=${() => plot()?.zoom(ZOOM_STEP)}>
            +
          </button>
          <button
            aria-label=${t.map.further}
            title=${t.map.further}
            @click=${() => plot()?.zoom(1 / ZOOM_STEP)}
          >
            −
          </button>
          <button @click=${() => plot()?.showAll()}>${t.map.whole}</button>
        </div>
      </div>
      <div class="row">
        <label class="small"
          >${t.map.choose}
          <select
            @change=${(event: Event) => {
              this.#chosenKind = (event.currentTarget as HTMLSelectElement).value;
            }}
          >
            <option value=${IN_VIEW}>${t.map.inView}</option>
            ${this.#kinds(session).map(
              ({ label, count }) =>
                html`<option value=${label.name}>
                  ${t.map.ofKind(className(t, label.name), writeCount(t.language, count))}
                </option>`,
            )}
          </select>
        </label>
        <button @click=${() => this.#choose(session, plot())}>${t.map.chooseButton}</button>
      </div>
      <div class="row" aria-live="polite">
        ${
          chosen === 0
            ? nothing
            : html`<span>${t.map.chosen(chosen, writeCount(t.language, chosen))}</span
                ><button @click=${() => session.selection.clear()}>${t.map.letGo}</button>`
        }
      </div>`;
  }

  #legend(session: SmearSession): TemplateResult {
    const { strings: t } = this;
    if (this.colouring === 'error') {
      return html`<div class="small">
        <div class="scale" style="background:${colormapGradient()}"></div>
        <div class="ends"><span>${t.map.usual}</span><span>${t.map.unusual}</span></div>
      </div>`;
    }
    return html`<ul class="legend small">
      ${this.#kinds(session).map(
        ({ label, shape }) =>
          html`<li title=${className(t, label.name)}>
            ${shapeMark(shape, cssColor(label.color))}<span>${className(t, label.name)}</span>
          </li>`,
      )}
    </ul>`;
  }

  #method({ method, placedByUmap, places }: CellMap): string {
    const { strings: t } = this;
    const all = places.length / 2;
    if (method === 'umap') return t.map.umap(writeCount(t.language, all));
    if (method === 'principal') return t.map.principal;
    return t.map.umapSample(writeCount(t.language, placedByUmap), writeCount(t.language, all - placedByUmap));
  }

  /** The coarse kinds that are on the map, with how many of their cells are. */
  #kinds(session: SmearSession): (MapKind & { readonly count: number })[] {
    const counts = new Map<string, number>();
    const { points } = this.map ?? {};
    for (const id of points?.ids ?? []) {
      const cell = session.cells.get(id);
      if (!cell || !isShown(cell, session.threshold)) continue;
      const name = coarseName(cell.label.name);
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
    return mapKinds(session.info?.classes ?? []).flatMap((kind) => {
      const count = counts.get(kind.label.name);
      return count === undefined ? [] : [{ ...kind, count }];
    });
  }

  #choose(session: SmearSession, plot: SmearMapPlot | null): void {
    const kind = this.#chosenKind;
    session.selection.set(
      kind === IN_VIEW
        ? (plot?.inView ?? [])
        : [...session.cells.all()].flatMap((cell) =>
            coarseName(cell.label.name) === kind && isShown(cell, session.threshold) ? [cell.id] : [],
          ),
    );
  }

  #newer(session: SmearSession, points: MapPoints): number {
    let newer = 0;
    for (const cell of session.cells.all()) {
      if (!points.has(cell.id) && session.nearest.has(cell.id) && isShown(cell, session.threshold)) newer++;
    }
    return newer;
  }

  async #make(session: SmearSession): Promise<void> {
    this.#giveUp();
    this.#wasAsked = true;
    this.failed = false;
    this.progress = 0;
    const making = new AbortController();
    this.#making = making;
    // All that the models have described, so that moving the threshold asks for no new map.
    const { ids, rows } = session.nearest.copy();
    try {
      const made = await mapInWorker(rows, {
        signal: making.signal,
        onProgress: (part) => {
          if (!making.signal.aborted) this.progress = part;
        },
      });
      if (making.signal.aborted) return;
      this.map = { points: new MapPoints(ids, made.places), made };
      this.progress = undefined;
    } catch {
      if (making.signal.aborted) return;
      this.progress = undefined;
      this.failed = true;
    }
  }

  #giveUp(): void {
    this.#making?.abort();
    this.#making = undefined;
    this.progress = undefined;
  }

  #forget(): void {
    this.#giveUp();
    this.map = undefined;
    this.failed = false;
    this.#wasAsked = false;
  }
}
