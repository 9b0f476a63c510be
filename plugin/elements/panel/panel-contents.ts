import { html, nothing, type ReactiveControllerHost, type TemplateResult } from 'lit';
import { asSmearError, type SmearError } from '../../../models/domain/errors.js';
import { defineElements } from '../shared/define-elements.js';
import { whenIdle } from '../shared/when-idle.js';
import { findStep } from '../steps/find-step.js';
import type { PanelView, StepContent, StepName } from '../steps/panel-view.js';
import { isReachable } from './step-tabs.js';
import { PANEL_STEPS } from './panel-steps.js';

/**
 * What stands under the tabs. Loaded when a tab is first opened; from then on it stays, out of sight under the other
 * tabs, so that nothing is lost of what was typed, scrolled to or is under way there.
 */
export class PanelContents {
  readonly #host: ReactiveControllerHost;
  readonly #onError: (error: SmearError) => void;
  readonly #contents = new Map<StepName, StepContent>([['find', findStep]]);
  /** The steps that are being loaded, or could not be. */
  readonly #asked = new Set<StepName>();
  #open: StepName = 'find';
  #isPrepared = false;
  /** The slides for which the elements were asked for that only an open slide needs. */
  readonly #askedFor = new WeakSet<object>();

  constructor(host: ReactiveControllerHost, onError: (error: SmearError) => void) {
    this.#host = host;
    this.#onError = onError;
  }

  render(view: PanelView, open: StepName): TemplateResult {
    // Who opens a tab again asks again for what could not be loaded.
    if (open !== this.#open) this.#asked.delete(open);
    this.#open = open;
    const slide = view.session?.slide;
    // What could not be loaded is asked for again with the next slide.
    if (slide && !this.#askedFor.has(slide)) void this.#loadFor(slide);
    if (view.session && (view.session.state.kind === 'analysing' || view.session.cells.size > 0))
      this.#prepare();
    if (!this.#contents.has(open) && !this.#asked.has(open)) void this.#load(open);
    return html`${PANEL_STEPS.filter(({ name }) => isReachable(name, view)).map(({ name }) => {
      const content = this.#contents.get(name);
      return html`<div
        id="step-${name}"
        class="step ${name}"
        role="tabpanel"
        aria-labelledby="tab-${name}"
        ?hidden=${name !== open}
      >
        ${content ? content.render(view) : nothing}
      </div>`;
    })}`;
  }

  /** Resolves when what stands under the tab is there, or could not be loaded. */
  async loaded(step: StepName): Promise<void> {
    if (!this.#contents.has(step)) await this.#load(step);
  }

  /** Once there are cells the other tabs will be opened: a page that only shows a slide does not load them. */
  #prepare(): void {
    if (this.#isPrepared) return;
    this.#isPrepared = true;
    void whenIdle().then(async () => {
      for (const { load } of PANEL_STEPS) {
        // Where one cannot be loaded now, it is asked for again when its tab is opened, which says so if that fails.
        await load().then(
          ({ elements }) => defineElements(elements),
          () => undefined,
        );
      }
    });
  }

  async #loadFor(slide: object): Promise<void> {
    this.#askedFor.add(slide);
    try {
      for (const { loadForSlide } of this.#contents.values()) {
        if (loadForSlide) defineElements(await loadForSlide());
      }
    } catch (error) {
      this.#onError(asSmearError(error, 'network', 'A part of the panel could not be loaded.'));
    }
  }

  async #load(step: StepName): Promise<void> {
    this.#asked.add(step);
    try {
      const content = await PANEL_STEPS.find(({ name }) => name === step)?.load();
      if (!content) return;
      defineElements(content.elements);
      this.#contents.set(step, content);
      this.#host.requestUpdate();
    } catch (error) {
      this.#onError(asSmearError(error, 'network', 'A part of the panel could not be loaded.'));
    }
  }
}
