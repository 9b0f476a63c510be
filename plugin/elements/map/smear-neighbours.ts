import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { Cell } from '../../../models/domain/cell.js';
import { cssColor } from '../../../overlays/layers/colormap.js';
import { isShown } from '../../cells/is-shown.js';
import type { NearCell } from '../../neighbours/nearest-cells.js';
import type { SmearSession } from '../../session/session.js';
import { drawInWindow } from '../cell/cell-pictures.js';
import { pictureWindow, readWindow } from '../../cells/picture-window.js';
import { className, nameInSentence } from '../../words/class-words.js';
import { writeCount, writePercent } from '../../words/numbers.js';
import { DeferredElement } from '../shared/deferred-element.js';
import { baseStyles } from '../shared/styles.js';
import { swatchStyles } from '../shared/swatch-styles.js';

const FIRST = 12;
const MOST = 48;
/** Twice what is shown, for sharp screens. */
const SIDE_PX = 128;

/**
 * The cells most like the chosen one, the most alike first. A click goes to one; all of them can be chosen together,
 * and are then named or confirmed like any others.
 *
 * @element smear-neighbours
 */
export class SmearNeighbours extends DeferredElement {
  static override properties = { most: { state: true } };
  static override styles = [
    baseStyles,
    swatchStyles,
    css`
      :host {
        display: grid;
        gap: 0.5rem;
      }
      ul {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(4rem, 1fr));
        gap: 0.375rem;
        list-style: none;
      }
      li button {
        display: grid;
        gap: 0.125rem;
        width: 100%;
        padding: 0.125rem;
        border-color: transparent;
      }
      li button[aria-pressed='true'] {
        border-color: var(--_accent);
        box-shadow: inset 0 0 0 1px var(--_accent);
      }
      canvas {
        display: block;
        width: 100%;
        aspect-ratio: 1;
        border-radius: 4px;
        background: var(--_raised);
        forced-color-adjust: none;
      }
      .code {
        display: flex;
        align-items: center;
        gap: 0.25rem;
        font-size: 0.6875rem;
        line-height: 1.2;
      }
      .swatch {
        width: 0.625rem;
        height: 0.625rem;
        border-radius: 2px;
      }
      .row {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 0.5rem;
      }
    `,
  ];

  declare most: number;
  #near: readonly NearCell[] = [];
  #nearTo: string | undefined;
  #threshold = 0;
  #isStale = true;
  #drawing = new AbortController();
  readonly #drawn = new WeakMap<HTMLCanvasElement, string>();

  constructor() {
    super();
    this.most = FIRST;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#drawing.abort();
  }

  protected override followSession(session: SmearSession): (() => void)[] {
    this.#isStale = true;
    const stale = (): void => {
      this.#isStale = true;
    };
    const end = session.cells.subscribe(stale);
    // Elements keep their selection marks in step: choosing together changes no cell.
    return [end, ...super.followSession(session)];
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    const { session } = this;
    if (!session) return;
    const isOther = session.selected !== this.#nearTo;
    if (isOther) this.most = FIRST;
    if (!isOther && !this.#isStale && session.threshold === this.#threshold && !changed.has('most')) return;
    this.#isStale = false;
    this.#nearTo = session.selected;
    this.#threshold = session.threshold;
    this.#near =
      session.selected === undefined
        ? []
        : session.nearest.to(session.selected, this.most, (cell) => isShown(cell, session.threshold));
  }

  protected override render(): TemplateResult | typeof nothing {
    const { session, strings: t } = this;
    if (!session) return nothing;
    const words = t.neighbours;
    const cell = session.selected === undefined ? undefined : session.cells.get(session.selected);
    if (!cell) return html`<p class="muted">${words.pick}</p>`;
    if (!session.nearest.has(cell.id)) return html`<p class="muted">${words.notDescribed}</p>`;
    if (this.#near.length === 0) return html`<p class="muted">${words.none}</p>`;
    const count = writeCount(t.language, this.#near.length);
    const { shown } = session.tally.at(session.threshold);
    const same = this.#near.filter((near) => near.cell.label.name === cell.label.name).length;
    return html`<p class="small muted">
        ${words.agree(writeCount(t.language, same), count, nameInSentence(t, cell.label.name, session.kinds))}
        <span class="hidden">(${words.among(t.count.cells(shown, writeCount(t.language, shown)))})</span>
      </p>
      <ul aria-label=${words.list}>
        ${this.#near.map((near) => this.#item(session, near))}
      </ul>
      <div class="row">
        <button @click=${() => session.selection.set([cell.id, ...this.#near.map((near) => near.cell.id)])}>
          ${words.choose(count)}
        </button>
        ${
          this.most < MOST && this.#near.length === this.most
            ? html`<button class="link" @click=${() => (this.most *= 2)}>${words.more}</button>`
            : nothing
        }
      </div>`;
  }

  #item(session: SmearSession, { cell, likeness }: NearCell): TemplateResult {
    const { strings: t } = this;
    const name = t.neighbours.cell(
      className(t, cell.label.name),
      writePercent(t.language, Math.max(0, likeness)),
    );
    return html`<li>
      <button
        aria-label=${name}
        title=${name}
        aria-pressed=${session.selection.has(cell.id)}
        @click=${() => session.goTo(cell.id)}
      >
        <canvas data-cell=${cell.id} width=${SIDE_PX} height=${SIDE_PX} aria-hidden="true"></canvas>
        <span class="code"
          ><span class="swatch" .style="background:${cssColor(session.kinds.look(cell.label).color)}"></span
          >${session.kinds.look(cell.label).code}</span
        >
      </button>
    </li>`;
  }

  protected override updated(): void {
    const { session } = this;
    if (!session?.slide || !this.isConnected) return;
    if (this.#drawing.signal.aborted) this.#drawing = new AbortController();
    for (const { cell } of this.#near) {
      const canvas = this.renderRoot.querySelector<HTMLCanvasElement>(
        `canvas[data-cell="${CSS.escape(cell.id)}"]`,
      );
      const { minX, minY, maxX, maxY } = cell.box;
      const wanted = [cell.id, minX, minY, maxX, maxY, session.resolution?.micronsPerPixel].join(' ');
      if (!canvas || this.#drawn.get(canvas) === wanted) continue;
      this.#drawn.set(canvas, wanted);
      void this.#draw(session, cell, canvas, wanted, this.#drawing.signal);
    }
  }

  async #draw(
    session: SmearSession,
    cell: Cell,
    canvas: HTMLCanvasElement,
    wanted: string,
    signal: AbortSignal,
  ): Promise<void> {
    const { slide } = session;
    if (!slide) return;
    const window = pictureWindow(cell, session.resolution?.micronsPerPixel);
    canvas.getContext('2d')?.clearRect(0, 0, SIDE_PX, SIDE_PX);
    try {
      const read = await readWindow(slide, window, SIDE_PX, signal);
      // The canvas may show another cell by now.
      if (read && this.#drawn.get(canvas) === wanted) drawInWindow(canvas, read.tile, read.box, window);
    } catch {
      // A picture is a help, not the result: the code under the empty field names the cell, and a later update tries again.
      this.#drawn.delete(canvas);
    }
  }
}
