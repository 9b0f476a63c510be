import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { coarseName } from '../../../models/domain/class-name.js';
import { colormapGradient, cssColor } from '../../../overlays/layers/colormap.js';
import { isShown } from '../../cells/is-shown.js';
import type { CellMap } from '../../neighbours/cell-map.js';
import type { MapPoints } from '../../neighbours/map-points.js';
import type { SmearSession } from '../../session/session.js';
import { className } from '../../words/class-words.js';
import { mapKinds, type MapColouring, type MapKind } from './map-inks.js';
import { MapMaking } from './map-making.js';
import { mapStyles } from './map-styles.js';
import { writeCount, writePercent } from '../../words/numbers.js';
import { DeferredElement } from '../shared/deferred-element.js';
import { shapeMark } from './shape-mark.js';
import type { SmearMapPlot } from './smear-map-plot.js';
import { baseStyles } from '../shared/styles.js';

const ZOOM_STEP = 1.5;
/** What the list of kinds calls everything on view. */
const IN_VIEW = '';

/**
 * The map of the slide's cells with all that can be done on it. Draws nothing until `open`, since a map takes seconds;
 * then once by itself, and again only when asked, so that nothing moves under the reader's hand.
 *
 * @element smear-map
 */
export class SmearMap extends DeferredElement {
  static override properties = {
    open: { type: Boolean },
    colouring: { state: true },
    chosenKind: { state: true },
  };
  static override styles = [baseStyles, mapStyles];

  /** Whether the map is looked at; it is not made before. */
  declare open: boolean;
  declare colouring: MapColouring;
  /** The kind to be chosen together, as long as it is on the map; everything on view where none is. */
  declare chosenKind: string;
  readonly #making = new MapMaking(this);

  constructor() {
    super();
    this.open = false;
    this.colouring = 'kind';
    this.chosenKind = IN_VIEW;
  }

  protected override followSession(session: SmearSession): (() => void)[] {
    this.#making.forget();
    const end = session.cells.subscribe(() => {
      // Another slide, or everything cleared: the old map shows nothing any more.
      if (session.cells.size === 0) this.#making.forget();
    });
    return [end, ...super.followSession(session)];
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    const { session } = this;
    if (!session || !this.open || this.#making.wasAsked || session.state.kind === 'analysing') return;
    if (session.nearest.size > 0) void this.#making.make(session);
  }

  protected override render(): TemplateResult | typeof nothing {
    const { session, strings: t } = this;
    const { map } = this.#making;
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
            <p class="small muted">${this.#method(session, map)} ${t.map.hint}</p>`
        : nothing
    }`;
  }

  /** What is under way, missing or wrong. */
  #state(session: SmearSession): TemplateResult | typeof nothing {
    const { strings: t } = this;
    const { progress, failed, map } = this.#making;
    if (progress !== undefined) {
      const words = t.map.drawing(writePercent(t.language, progress));
      return html`<div>
        <p>${words}</p>
        <progress max="1" .value=${progress} aria-label=${words}></progress>
        <button @click=${() => this.#making.cancel()}>${t.map.cancel}</button>
      </div>`;
    }
    const again = (label: string): TemplateResult =>
      html`<button @click=${() => this.#making.make(session)}>${label}</button>`;
    if (failed)
      return html`<p role="alert">${t.map.failed}</p>
        ${again(t.map.draw)}`;
    if (!map) {
      const isSearching = session.state.kind === 'analysing';
      return html`${isSearching ? html`<p class="muted">${t.map.waiting}</p>` : nothing}${again(t.map.draw)}`;
    }
    const newer = this.#newer(session, map.points);
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
    const kinds = this.#kinds(session);
    const chosenKind = this.#kindIn(kinds);
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
            ${(['kind', 'error'] as const).map(
              (colouring) =>
                html`<option value=${colouring} .selected=${live(this.colouring === colouring)}>
                  ${colouring === 'kind' ? t.map.byKind : t.map.byError}
                </option>`,
            )}
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
              this.chosenKind = (event.currentTarget as HTMLSelectElement).value;
            }}
          >
            <option value=${IN_VIEW} .selected=${live(chosenKind === IN_VIEW)}>${t.map.inView}</option>
            ${kinds.map(
              ({ label, count }) =>
                html`<option value=${label.name} .selected=${live(chosenKind === label.name)}>
                  ${t.map.ofKind(className(t, label.name), writeCount(t.language, count))}
                </option>`,
            )}
          </select>
        </label>
        <button data-action="select" @click=${() => this.#choose(session, plot())}>
          ${t.map.chooseButton}
        </button>
      </div>
      <div class="row" aria-live="polite">
        ${
          chosen === 0
            ? nothing
            : html`<span>${t.map.chosen(chosen, writeCount(t.language, chosen))}</span
                ><button data-action="deselect" @click=${() => session.selection.clear()}>
                  ${t.map.deselect}
                </button>`
        }
      </div>`;
  }

  #legend(session: SmearSession): TemplateResult {
    const { strings: t } = this;
    if (this.colouring === 'error') {
      return html`<div class="small">
        <div class="scale" .style="background:${colormapGradient()}"></div>
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

  #method(session: SmearSession, { made, points }: { made: CellMap; points: MapPoints }): string {
    const { strings: t } = this;
    const write = (count: number): string => writeCount(t.language, count);
    const all = points.ids.length;
    const shown = points.ids.filter((id) => {
      const cell = session.cells.get(id);
      return cell !== undefined && isShown(cell, session.threshold);
    }).length;
    const how = this.#made(made);
    return shown === all ? how : `${how} ${t.map.shownOfAll(write(shown), write(all))}`;
  }

  #made({ method, placedByUmap, places }: CellMap): string {
    const { strings: t } = this;
    const all = places.length / 2;
    if (method === 'umap') return t.map.umap(writeCount(t.language, all));
    if (method === 'principal') return t.map.principal;
    return t.map.umapSample(writeCount(t.language, placedByUmap), writeCount(t.language, all - placedByUmap));
  }

  /** The coarse kinds that are on the map, with how many of their cells are. */
  #kinds(session: SmearSession): (MapKind & { readonly count: number })[] {
    const counts = new Map<string, number>();
    const { points } = this.#making.map ?? {};
    for (const id of points?.ids ?? []) {
      const cell = session.cells.get(id);
      if (!cell || !isShown(cell, session.threshold)) continue;
      const name = coarseName(cell.label.name);
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
    return mapKinds(session.kinds.all).flatMap((kind) => {
      const count = counts.get(kind.label.name);
      return count === undefined ? [] : [{ ...kind, count }];
    });
  }

  /** What the list shows: the chosen kind, if it is still there. */
  #kindIn(kinds: readonly MapKind[]): string {
    return kinds.some(({ label }) => label.name === this.chosenKind) ? this.chosenKind : IN_VIEW;
  }

  #choose(session: SmearSession, plot: SmearMapPlot | null): void {
    const kind = this.#kindIn(this.#kinds(session));
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
}
