import type OpenSeadragon from 'openseadragon';
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { SmearError } from '../../../models/domain/errors.js';
import type { AttachOptions } from '../../session/attach.js';
import { VERSION } from '../../version.js';
import { askAlso } from '../../session/before-events.js';
import { knownOverlay } from '../../session/overlay-modes.js';
import type { OverlayMode, SmearSession } from '../../session/session.js';
import { storedKeys } from '../review/stored-keys.js';
import { isReadable, isText } from '../shared/checked-property.js';
import { emit, type SmearEventMap } from '../shared/events.js';
import { failureStyles } from '../shared/failure-notice.js';
import { keepFocus, ReleasedSelects } from '../shared/keep-focus.js';
import { listenToKeys } from '../shared/key-listener.js';
import { isSaidThere } from '../shared/local-failure.js';
import { writeCount } from '../../words/numbers.js';
import { PanelAttachment } from './panel-attachment.js';
import { PanelFailures } from './panel-failures.js';
import { ExportNote } from './export-note.js';
import { PanelFocus } from './panel-focus.js';
import { PanelKeys } from './panel-keys.js';
import { panelFoot, panelHead, panelStrip } from './panel-parts.js';
import { PanelContents } from './panel-contents.js';
import { panelStyles } from './panel-styles.js';
import { countShown } from './smear-find.js';
import { SmearElement } from '../shared/smear-element.js';
import { SpokenProgress } from './spoken-progress.js';
import { isReachable, stepTabs, stepTabsStyles } from './step-tabs.js';
import type { PanelView, StepName } from '../steps/panel-view.js';
import { baseStyles } from '../shared/styles.js';
import { widthHandle } from './width-handle.js';
import { wordsOnSlide } from './words-on-slide.js';

const USUAL_WIDTH_PX = 380;

/**
 * The panel beside a viewer: find, review, count, export.
 * Give it a `viewer`, and it attaches a session of its own (and ends it when taken out of the document);
 * or give it a `session` that the host holds. Sends out the events of `SmearEventMap`.
 *
 * @element smear-panel
 * @fires smear-ready - The panel has its `session`; the models may still be loading.
 * @fires smear-progress - How far the running analysis is.
 * @fires smear-cells-change - Cells came, changed or went.
 * @fires smear-cell-select - A `cell` was chosen, or none.
 * @fires smear-key-list - The list of keys is wanted; `preventDefault()` where the page shows one of its own.
 * @fires smear-error - A `SmearError` with a `code` and a message for people.
 * @fires smear-before-analyse - `preventDefault()` keeps the `region` from being analysed.
 * @fires smear-before-hand-over - `preventDefault()` keeps the slide from the service.
 * @fires smear-before-import - `preventDefault()` keeps the cells of `file` out.
 * @fires smear-before-export - `preventDefault()` keeps what `format` names from being taken out.
 * @fires smear-before-adapt - `preventDefault()` keeps the cells from being named anew by `classifier`.
 */
export class SmearPanel extends SmearElement {
  /** Of the product, so that two copies on one page can be told apart. */
  static readonly version: string = VERSION;
  static override properties = {
    viewer: { attribute: false },
    options: { attribute: false, accepts: isReadable },
    assetUrl: { attribute: 'asset-url', accepts: isText },
    packUrl: { attribute: 'pack-url', accepts: isText },
    overlay: {},
    side: { reflect: true, accepts: isText },
    folded: { type: Boolean, reflect: true },
    width: { type: Number },
    step: { reflect: true, accepts: isText },
  };
  static override styles = [baseStyles, failureStyles, panelStyles, stepTabsStyles];

  /** The viewer to work on. */
  declare viewer: OpenSeadragon.Viewer | undefined;
  /**
   * Handed to `attachTo`; `assetUrl`, `packUrl` and `overlay` outrank what stands here. All are read when `viewer` is set; set later
   * they bring a `smear-error` (`invalid-argument`) and change nothing.
   */
  declare options: AttachOptions;
  /** Folder of worker, WebAssembly and models, as `npx smearlens copy-assets` fills it. */
  declare assetUrl: string | undefined;
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
  /** The step of the work that is on view; `find` as long as no slide is open. */
  declare step: StepName;
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
  readonly #failures = new PanelFailures(this);
  readonly #spoken = new SpokenProgress();
  readonly #exported = new ExportNote(this);
  readonly #contents = new PanelContents(this, (error) => this.#fail(error));
  readonly #selects = new ReleasedSelects();
  #selected: string | undefined;
  readonly #focus = new PanelFocus(this, () => this.#contents.loaded('review'));

  constructor() {
    super();
    this.options = {};
    this.side = 'right';
    this.folded = false;
    this.width = USUAL_WIDTH_PX;
    this.step = 'find';
    listenToKeys(this, new PanelKeys(this, this.#focus, (error) => this.#fail(error)).onKey, {
      fromPage: true,
    });
  }

  protected override willUpdate(changed: PropertyValues): void {
    // An attribute may hold anything.
    if (!Number.isFinite(this.width)) this.width = USUAL_WIDTH_PX;
    const isForAttaching = ['options', 'assetUrl', 'packUrl'].some((name) => changed.has(name));
    if (this.#attachment.isAttachedTo(this.viewer) && isForAttaching) {
      // For the page's developer: it means nothing to a reader.
      emit(this, 'smear-error', optionsTooLate());
    }
    this.#attachment.follow(this.viewer);
    if (changed.has('step')) void this.#focus.toReview();
    const isNew = changed.has('overlay') || changed.has('session');
    const overlay = knownOverlay(this.overlay);
    if (isNew && overlay && this.session) this.session.overlay = overlay;
    super.willUpdate(changed);
  }

  protected override followSession(session: SmearSession): (() => void)[] {
    const onChange = (): void => this.#follow(session);
    const onNext = (): void => {
      this.step = 'review';
    };
    const onError = (event: Event): void => {
      if (event instanceof CustomEvent && event.detail instanceof SmearError) this.#fail(event.detail);
    };
    session.keys.chosenKeys = storedKeys();
    const onComment = (): void => void this.#focus.inReview().then((review) => review?.writeComment());
    const onStep = (event: Event): void => this.#openStep(session, event);
    session.keys.addEventListener('next-doubtful', onNext);
    session.keys.addEventListener('ask-step', onStep);
    session.keys.addEventListener('ask-comment', onComment);
    session.addEventListener('change', onChange);
    session.addEventListener('error', onError);
    return [
      ...super.followSession(session),
      () => session.keys.removeEventListener('next-doubtful', onNext),
      () => session.keys.removeEventListener('ask-comment', onComment),
      () => session.keys.removeEventListener('ask-step', onStep),
      () => session.removeEventListener('change', onChange),
      () => session.removeEventListener('error', onError),
      session.cells.subscribe((change) => emit(this, 'smear-cells-change', change)),
      askAlso(session, this),
    ];
  }

  protected override render(): TemplateResult {
    const { strings: t, session } = this;
    this.style.setProperty('--_width', `${this.width}`);
    const count = session ? countShown(session) : 0;
    const cells = t.count.cells(count, writeCount(t.language, count));
    const title = session?.slide?.name ?? t.panel.label;
    const view: PanelView = {
      session,
      strings: t,
      count,
      cells,
      modelsFrom: this.#modelsFrom(),
      exported: this.#exported.of(session),
    };
    const open = isReachable(this.step, view) ? this.step : 'find';
    // Folded away and not taken away: what was typed, loaded or is under way in there must not be lost.
    return html`
      ${this.folded ? panelStrip(t, cells, () => this.#fold(false)) : this.#widthHandle()}
      <div
        class="body"
        role="region"
        ?hidden=${this.folded}
        @mousedown=${keepFocus}
        @pointerdown=${this.#selects.onPress}
        @input=${this.#selects.onInput}
        aria-label=${t.panel.label}
        @smear-error=${(event: SmearEventMap['smear-error']) => {
          if (!isSaidThere(event)) this.#failures.add(event.detail);
        }}
        @smear-reviewer-wanted=${(event: Event) => this.#focus.askName(event)}
        @smear-field-left=${(event: Event) => this.#focus.goOn(event)}
        @smear-saved=${this.#noteExport}
        @smear-exported=${this.#noteExport}
      >
        ${panelHead(title, t, { reviewer: this.#reviewer(session), onFold: () => this.#fold(true) })}
        ${stepTabs({ view, open, onOpen: (step) => (this.step = step) })}
        <div class="notices">
          ${this.#failures.render(t, count > 0 ? cells : undefined)}
          <smear-keeping class="keeping" notices .session=${session} lang=${t.language}></smear-keeping>
        </div>
        ${this.#contents.render(view, open)} ${panelFoot(t, session)}
      </div>
      <smear-kind-search .session=${session} lang=${t.language}></smear-kind-search>
      <smear-key-list lang=${t.language}></smear-key-list>
      <div class="hidden" aria-live="polite">${this.#spoken.of(session, t, cells)}</div>
    `;
  }

  #openStep(session: SmearSession, event: Event): void {
    const step = (event as CustomEvent<StepName>).detail;
    if (!isReachable(step, { session })) return;
    event.preventDefault();
    void this.#focus.open(step);
  }

  /** Also of what leaves in no file: a table on the clipboard, a printed report. */
  readonly #noteExport = (): void => {
    if (this.session) this.#exported.note(this.session);
  };

  /** On view in every step, since every answer is saved with the name. */
  #reviewer(session: SmearSession | undefined): TemplateResult | typeof nothing {
    if (!session?.slide) return nothing;
    return html`<smear-reviewer
      compact
      .session=${session}
      lang=${this.strings.language}
      @smear-reviewer-named=${() => session.dispatchEvent(new CustomEvent('change'))}
    ></smear-reviewer>`;
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

  async #fold(folded: boolean): Promise<void> {
    this.folded = folded;
    await this.updateComplete;
    // The button that was pressed is gone; the one that takes it back stands for it.
    this.renderRoot.querySelector<HTMLElement>(folded ? '.strip' : '.fold')?.focus({ preventScroll: true });
  }

  #modelsFrom(): string | undefined {
    const { packUrl, assetUrl } = this.#attachOptions();
    const address = packUrl ?? assetUrl;
    if (address === undefined) return undefined;
    try {
      return new URL(address, this.ownerDocument.baseURI).host;
    } catch {
      return undefined; // an address that is none is told when the models are opened
    }
  }

  #attachOptions(): AttachOptions {
    const overlay = knownOverlay(this.overlay);
    return {
      words: () => wordsOnSlide(this.strings, this.session),
      ...this.options,
      ...(isText(this.assetUrl) ? { assetUrl: this.assetUrl } : {}),
      ...(isText(this.packUrl) ? { packUrl: this.packUrl } : {}),
      ...(overlay === undefined ? {} : { overlay }),
    };
  }

  #follow(session: SmearSession): void {
    const { state, selected } = session;
    this.#failures.follow(session);
    if (state.kind === 'analysing') emit(this, 'smear-progress', state.progress);
    if (selected === this.#selected) return;
    this.#selected = selected;
    // Who chooses a cell on the slide wants to know what it is.
    if (selected !== undefined && this.step === 'find') this.step = 'review';
    const cell = selected === undefined ? undefined : session.cells.get(selected);
    emit(this, 'smear-cell-select', cell ? { cell } : {});
  }

  #fail(error: SmearError): void {
    this.#failures.add(error);
    emit(this, 'smear-error', error);
  }
}

function optionsTooLate(): SmearError {
  return new SmearError(
    'invalid-argument',
    'The panel is already attached to its viewer: `options`, `asset-url` and `pack-url` are read when `viewer` is set. Set them before it.',
  );
}
