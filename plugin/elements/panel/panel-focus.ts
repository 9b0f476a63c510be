import type { SmearReview } from '../review/smear-review.js';
import type { SmearElement } from '../shared/smear-element.js';
import type { StepName } from '../steps/panel-view.js';

/** Where the focus goes when a field has been left, or what has it goes out of sight. */
export class PanelFocus {
  readonly #panel: SmearElement & { readonly step: StepName };
  /** What cannot go on without the reviewer's name. */
  #askedBy: HTMLElement | undefined;

  constructor(panel: SmearElement & { readonly step: StepName }) {
    this.#panel = panel;
  }

  get review(): SmearReview | null {
    return this.#panel.renderRoot.querySelector<SmearReview>('smear-review');
  }

  /** Asks for the reviewer's name. */
  askName(event: Event): void {
    [this.#askedBy] = event.composedPath() as HTMLElement[];
    this.#panel.renderRoot.querySelector<HTMLElement>('smear-reviewer')?.focus();
  }

  /** Once the name has been given: to what asked for it, or to the cell in question. */
  goOn({ target }: Event): void {
    if ((target as Element).localName !== 'smear-reviewer') return;
    if (this.#askedBy) this.#askedBy.focus();
    else if (this.#panel.step === 'review') this.review?.focus();
    this.#askedBy = undefined;
  }

  /** To the cell in question, where a key has led to it from what is now out of sight. */
  async toReview(loaded: () => Promise<void>): Promise<void> {
    if (this.#panel.step !== 'review' || !this.#panel.shadowRoot?.activeElement?.closest('.step')) return;
    await loaded();
    await this.#panel.updateComplete;
    await this.review?.updateComplete;
    this.review?.focus();
  }
}
