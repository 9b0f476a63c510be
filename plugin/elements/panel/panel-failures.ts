import { html, type ReactiveControllerHost, type TemplateResult } from 'lit';
import type { SmearError } from '../../../models/domain/errors.js';
import type { SmearSession } from '../../session/session.js';
import type { Strings } from '../../words/strings.js';
import { failureNotice } from '../shared/failure-notice.js';

/** What went wrong and has not been answered since: of each kind of error the latest. */
export class PanelFailures {
  readonly #host: ReactiveControllerHost;
  #failures: readonly SmearError[] = [];
  #slide: SmearSession['slide'];
  /** Why the models could not be opened or the run ended. */
  #failedWith: SmearError | undefined;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
  }

  add(error: SmearError): void {
    // A part that failed is counted beside the progress; a message for each would bury the panel.
    if (error.code === 'tile-failed') return;
    this.#keep([...this.#failures.filter(({ code }) => code !== error.code), error]);
  }

  /** Drops what the session's new state has answered. */
  follow({ state, slide, review }: SmearSession): void {
    // What went wrong with another slide, or before this one could be opened, is over.
    if (slide !== this.#slide && slide !== undefined) this.#drop((failure) => failure !== this.#failedWith);
    this.#slide = slide;
    if (!review.caseRecord.isLocked) this.#drop(({ code }) => code === 'signed-off');
    if (state.kind === 'failed') this.#failedWith = state.error;
    if (state.kind === 'ready' || state.kind === 'done')
      this.#drop((failure) => failure === this.#failedWith);
    // A new run is a new attempt; what went wrong before is answered by it.
    if (state.kind === 'analysing' && state.progress.done === 0) this.#drop(() => true);
  }

  /** `cells`: how many are safe all the same, in words. */
  render(strings: Strings, cells: string | undefined): TemplateResult {
    return html`${this.#failures.map((failure) =>
      failureNotice({ failure, cells, strings, onDismiss: () => this.#drop((other) => other === failure) }),
    )}`;
  }

  #drop(isOver: (failure: SmearError) => boolean): void {
    if (this.#failures.some(isOver)) this.#keep(this.#failures.filter((failure) => !isOver(failure)));
  }

  #keep(failures: readonly SmearError[]): void {
    this.#failures = failures;
    this.#host.requestUpdate();
  }
}
