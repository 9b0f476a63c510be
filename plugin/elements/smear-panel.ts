import type OpenSeadragon from 'openseadragon';
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { Cell } from '../../models/domain/cell.js';
import { SmearError } from '../../models/domain/errors.js';
import type { AttachOptions } from '../attach.js';
import type { OverlayMode, SmearSession } from '../session.js';
import { followCellKeys } from './cell-keys.js';
import { certaintyOf } from './certainty.js';
import { className } from './class-words.js';
import { chevron } from './chevron.js';
import { emit, type SmearEventMap } from './events.js';
import { failureNotice, failureStyles } from './failure-notice.js';
import { hearKeys } from './key-listener.js';
import { isSaidThere } from './local-failure.js';
import { writeCount, writePercent } from './numbers.js';
import { PanelAttachment } from './panel-attachment.js';
import { panelFoot, panelSection, panelStrip } from './panel-parts.js';
import { panelStyles } from './panel-styles.js';
import { cellNumber, findNumber, reviewNumber } from './panel-summary.js';
import { countShown } from './smear-find.js';
import { SmearElement } from './smear-element.js';
import { SpokenProgress } from './spoken-progress.js';
import { baseStyles } from './styles.js';
import { widthHandle } from './width-handle.js';

/**
 * The panel beside a viewer: find, count, look closer, take away.
 * Give it a `viewer`, and it attaches a session of its own (and ends it when taken out of the document);
 * or give it a `session` that the host holds. Sends out the events of `SmearEventMap`.
 *
 * @element smear-panel
 */
export class SmearPanel extends SmearElement {
  static override properties = {
    viewer: { attribute: false },
    options: { attribute: false },
    packUrl: { attribute: 'pack-url' },
    overlay: {},
    side: { reflect: true },
    folded: { type: Boolean, reflect: true },
    width: { type: Number },
    failures: { state: true },
    mapOpen: { state: true },
  };
  static override styles = [baseStyles, failureStyles, panelStyles];

  /** The viewer to work on. */
  declare viewer: OpenSeadragon.Viewer | undefined;
  /**
   * Handed to `attachTo`; `packUrl` and `overlay` outrank what stands here. Both are read when `viewer` is set; set later
   * they bring a `smear-error` (`invalid-argument`) and change nothing.
   */
  declare options: AttachOptions;
  /** Folder of the model pack. */
  declare packUrl: string | undefined;
  /** What is drawn at first. */
  declare overlay: OverlayMode | undefined;
  /** The side of the viewer on which the panel stands; its other edge can be dragged. */
  declare side: 'left' | 'right';
  /** Folded to a strip. */
  declare folded: boolean;
  /** CSS pixels at the usual size of text, 320 to 420; it grows with the text. */
  declare width: number;
  declare failures: readonly SmearError[];
  declare mapOpen: boolean;
  readonly #attachment = new PanelAttachment(this, {
    optionsOf: () => this.#attachOptions(),
    onAttached: (session) => {
      this.session = session;
      emit(this, 'smear-ready', { session });
    },
    onDetached: (session) => {
      if (this.session === session) this.session = undefined;
    },
    onFailed: (error) => this.#fail(error),
  });
  readonly #spoken = new SpokenProgress();
  #selected: string | undefined;
  #slide: SmearSession['slide'];
  /** Why the models could not be opened or the run ended. */
  #failedWith: SmearError | undefined;

  constructor() {
    super();
    this.options = {};
    this.side = 'right';
    this.folded = false;
    this.width = 360;
    this.failures = [];
    this.mapOpen = false;
    hearKeys(this, (event) => this.session && followCellKeys(this.session, event));
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (this.#attachment.isAttachedTo(this.viewer) && (changed.has('options') || changed.has('packUrl'))) {
      // For the page's developer: it means nothing to a reader.
      emit(this, 'smear-error', optionsTooLate());
    }
    this.#attachment.follow(this.viewer);
    const isNew = changed.has('overlay') || changed.has('session');
    if (isNew && this.overlay && this.session) this.session.overlay = this.overlay;
    super.willUpdate(changed);
  }

  protected override followSession(session: SmearSession): (() => void)[] {
    const onChange = (): void => this.#tell(session);
    const onError = (event: Event): void => {
      if (event instanceof CustomEvent && event.detail instanceof SmearError) this.#fail(event.detail);
    };
    session.addEventListener('change', onChange);
    session.addEventListener('error', onError);
    return [
      ...super.followSession(session),
      () => session.removeEventListener('change', onChange),
      () => session.removeEventListener('error', onError),
      session.cells.subscribe((change) => emit(this, 'smear-cells-change', change)),
    ];
  }

  protected override render(): TemplateResult {
    const { strings: t, session } = this;
    this.style.setProperty('--_width', `${this.width}`);
    const count = session ? countShown(session) : 0;
    const cells = t.count.cells(count, writeCount(t.language, count));
    const withSlide = session?.slide !== undefined;
    // Folded away and not taken away: what was typed, loaded or is under way in there must not be lost.
    return html`
      ${this.folded ? panelStrip(t, cells, () => this.#fold(false)) : this.#widthHandle()}
      <div
        class="body"
        role="region"
        ?hidden=${this.folded}
        aria-label=${t.panel.label}
        @smear-error=${(event: SmearEventMap['smear-error']) => {
          if (!isSaidThere(event)) this.#note(event.detail);
        }}
      >
        <div class="head">
          <h2>${session?.slide?.name ?? t.panel.label}</h2>
          <button
            class="fold"
            aria-label=${t.panel.fold}
            title=${t.panel.fold}
            aria-expanded="true"
            @click=${() => this.#fold(true)}
          >
            ${chevron()}
          </button>
        </div>
        ${this.failures.map((failure) =>
          failureNotice({
            failure,
            cells: count > 0 ? cells : undefined,
            strings: t,
            onDismiss: () => {
              this.failures = this.failures.filter((other) => other !== failure);
            },
          }),
        )}
        <smear-keeping class="keeping" notices .session=${session} lang=${t.language}></smear-keeping>
        ${panelSection(
          t.find.title,
          findNumber(session, t, cells),
          html`<smear-find
              .session=${session}
              .modelsFrom=${this.#modelsFrom()}
              lang=${t.language}
            ></smear-find>
            <smear-setup .session=${session} lang=${t.language}></smear-setup>`,
        )}
        ${
          withSlide
            ? html`${panelSection(
                t.review.title,
                reviewNumber(session, t),
                html`<smear-tools .session=${session} lang=${t.language}></smear-tools>
                  <smear-review .session=${session} lang=${t.language}></smear-review>`,
              )}
              ${panelSection(
                t.cell.title,
                cellNumber(session, t),
                html`<smear-cell .session=${session} lang=${t.language}></smear-cell>`,
              )}
              ${panelSection(
                t.neighbours.title,
                session.selected === undefined ? t.cell.none : t.neighbours.among(cells),
                html`<smear-neighbours .session=${session} lang=${t.language}></smear-neighbours>`,
              )}
              ${panelSection(
                t.teach.title,
                reviewNumber(session, t),
                html`<smear-teach .session=${session} lang=${t.language}></smear-teach>`,
              )}
              ${this.#mapSection(session)}
              ${panelSection(
                t.count.title,
                count > 0 ? cells : '',
                html`<smear-differential .session=${session} lang=${t.language}></smear-differential>`,
              )}
              ${panelSection(
                t.show.title,
                t.show.atLeast(writePercent(t.language, session.threshold)),
                html`<smear-show .session=${session} lang=${t.language}></smear-show>`,
              )}
              ${panelSection(
                t.takeAway.title,
                count > 0 ? cells : '',
                html`<smear-report .session=${session} lang=${t.language}></smear-report>
                  <smear-take-away .session=${session} lang=${t.language}></smear-take-away>
                  <smear-keeping .session=${session} lang=${t.language}></smear-keeping>`,
              )}`
            : nothing
        }
        ${panelFoot(t)}
      </div>
      <div class="hidden" aria-live="polite">${this.#spoken.of(session, t, cells)}</div>
    `;
  }

  #widthHandle(): TemplateResult {
    return widthHandle({
      label: this.strings.panel.resize,
      width: this.width,
      side: this.side,
      onResize: (width) => {
        this.width = width;
      },
    });
  }

  /** Folded until asked for: the map takes seconds to draw. */
  #mapSection(session: SmearSession): TemplateResult {
    const { strings: t } = this;
    return html`<details
      @toggle=${(event: Event) => {
        this.mapOpen = (event.currentTarget as HTMLDetailsElement).open;
      }}
    >
      <summary><h3>${t.map.title}</h3></summary>
      <div class="content">
        <smear-map .session=${session} ?open=${this.mapOpen} lang=${t.language}></smear-map>
      </div>
    </details>`;
  }

  async #fold(folded: boolean): Promise<void> {
    this.folded = folded;
    await this.updateComplete;
    // The button that was pressed is gone; the one that takes it back stands for it.
    this.renderRoot.querySelector<HTMLElement>(folded ? '.strip' : '.fold')?.focus({ preventScroll: true });
  }

  #modelsFrom(): string | undefined {
    const address = this.packUrl ?? this.options.packUrl;
    if (address === undefined) return undefined;
    return new URL(address, this.ownerDocument.baseURI).host;
  }

  #attachOptions(): AttachOptions {
    return {
      words: () => ({
        describeCell: (cell) => this.#describe(cell),
        regionHint: this.strings.find.regionHint,
        tools: {
          ...this.strings.tools.onSlide,
          className: (name) => className(this.strings, name),
        },
      }),
      ...this.options,
      ...(this.packUrl === undefined ? {} : { packUrl: this.packUrl }),
      ...(this.overlay === undefined ? {} : { overlay: this.overlay }),
    };
  }

  #describe(cell: Cell): string {
    const { strings: t } = this;
    const certainty = certaintyOf(cell, this.session?.classes ?? []);
    const name = className(t, cell.label.name);
    return certainty === undefined ? name : `${name}, ${writePercent(t.language, certainty)}`;
  }

  #tell(session: SmearSession): void {
    const { state, slide } = session;
    // What went wrong with another slide, or before this one could be opened, is over.
    if (slide !== this.#slide && slide !== undefined)
      this.#forgive((failure) => failure !== this.#failedWith);
    this.#slide = slide;
    if (state.kind === 'failed') this.#failedWith = state.error;
    if (state.kind === 'ready' || state.kind === 'done')
      this.#forgive((failure) => failure === this.#failedWith);
    if (state.kind === 'analysing') {
      // A new run is a new attempt; what went wrong before is answered by it.
      if (state.progress.done === 0) this.#forgive(() => true);
      emit(this, 'smear-progress', state.progress);
    }
    if (session.selected === this.#selected) return;
    this.#selected = session.selected;
    const cell = session.selected === undefined ? undefined : session.cells.get(session.selected);
    emit(this, 'smear-cell-select', cell ? { cell } : {});
  }

  #forgive(isOver: (failure: SmearError) => boolean): void {
    if (this.failures.some(isOver)) this.failures = this.failures.filter((failure) => !isOver(failure));
  }

  #fail(error: SmearError): void {
    this.#note(error);
    emit(this, 'smear-error', error);
  }

  #note(error: SmearError): void {
    // A part that failed is counted beside the progress; a message for each would bury the panel.
    if (error.code === 'tile-failed') return;
    this.failures = [...this.failures.filter(({ code }) => code !== error.code), error];
  }
}

function optionsTooLate(): SmearError {
  return new SmearError(
    'invalid-argument',
    'The panel is attached to its viewer already: `options` and `pack-url` are read when `viewer` is set. Set them before it.',
  );
}
