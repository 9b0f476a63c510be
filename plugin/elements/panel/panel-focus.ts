import type { SmearReview } from '../review/smear-review.js';
import type { SmearElement } from '../shared/smear-element.js';
import type { StepName } from '../steps/panel-view.js';

type FocusedPanel = SmearElement & { step: StepName; folded: boolean };

/** Where the focus goes when a field has been left, or what has it goes out of sight. */
export class PanelFocus {
  readonly #panel: FocusedPanel;
  /** Resolves when the review is there, or could not be loaded. */
  readonly #loaded: () => Promise<void>;
  /** What cannot go on without the reviewer's name. */
  #askedBy: HTMLElement | undefined;

  constructor(panel: FocusedPanel, loaded: () => Promise<void>) {
    this.#panel = panel;
    this.#loaded = loaded;
  }

  get review(): SmearReview | null {
    return this.#panel.renderRoot.querySelector<SmearReview>('smear-review');
  }

  /** Brings the review on view. Out of sight a field takes no keys, and they would name the cell. */
  async inReview(): Promise<SmearReview | null> {
    this.#panel.folded = false;
    this.#panel.step = 'review';
    await this.#loaded();
    await this.#panel.updateComplete;
    return this.review;
  }

  /** Asks for the reviewer's name. */
  askName(event: Event): void {
    [this.#askedBy] = event.composedPath() as HTMLElement[];
    this.#panel.renderRoot.querySelector<HTMLElement>('smear-reviewer')?.focus();
  }

  /** Once the name has been given: to what asked for it and is still there, or to the cell in question. */
  goOn({ target }: Event): void {
    if ((target as Element).localName !== 'smear-reviewer') return;
    if (this.#askedBy?.isConnected) this.#askedBy.focus();
    else if (this.#panel.step === 'review') this.review?.focus();
    this.#askedBy = undefined;
  }

  /** Opens the step, and leads there: in the review to the cell in question, else to the step's tab. */
  async open(step: StepName): Promise<void> {
    if (step === 'review') await this.inReview();
    else {
      this.#panel.folded = false;
      this.#panel.step = step;
      await this.#panel.updateComplete;
    }
    this.#panel.renderRoot.querySelector<HTMLElement>(`#tab-${step}`)?.focus();
    if (step !== 'review') return;
    await this.review?.updateComplete;
    this.review?.focus();
  }

  /** To the cell in question, where a key has led to it from what is now out of sight. */
  async toReview(): Promise<void> {
    if (this.#panel.step !== 'review' || !this.#panel.shadowRoot?.activeElement?.closest('.step')) return;
    await this.#loaded();
    await this.#panel.updateComplete;
    await this.review?.updateComplete;
    this.review?.focus();
  }
}
