import { html, nothing, type ReactiveController, type TemplateResult } from 'lit';
import type { SmearError } from '../../../models/domain/errors.js';
import { emit } from './events.js';
import { failureNotice } from './failure-notice.js';
import type { SmearElement } from './smear-element.js';
import type { Strings } from '../../words/strings.js';

/** An element that says beside its own button what failed. */
export interface SaysItsFailures extends SmearElement {
  readonly localFailure: LocalFailure;
}

/**
 * The failure of what a reader did in one element, said where they did it, since the panel's top may be out of sight.
 * Stands until the same is tried again, dismissed, or another slide is open. Needs `failureStyles`.
 */
export class LocalFailure implements ReactiveController {
  readonly #host: SmearElement;
  #failure: SmearError | undefined;
  #slide: unknown;
  #isNew = false;

  constructor(host: SmearElement) {
    this.#host = host;
    host.addController(this);
  }

  get current(): SmearError | undefined {
    return this.#failure;
  }

  /** Says it here, and tells the page (`smear-error`); nothing where it was the page that refused: it may say why. */
  say(failure: SmearError): void {
    if (failure.code === 'refused') return;
    this.#failure = failure;
    this.#slide = this.#host.session?.slide;
    this.#isNew = true;
    this.#host.requestUpdate();
    emit(this.#host, 'smear-error', failure);
  }

  /** The same was tried again or done: what went wrong before is answered by it. */
  clear(): void {
    if (this.#failure === undefined) return;
    this.#failure = undefined;
    this.#host.requestUpdate();
  }

  render(strings: Strings): TemplateResult | typeof nothing {
    const failure = this.#failure;
    if (!failure) return nothing;
    return html`${failureNotice({ failure, cells: undefined, strings, onDismiss: () => this.clear() })}`;
  }

  hostUpdate(): void {
    if (this.#failure && this.#host.session?.slide !== this.#slide) this.#failure = undefined;
  }

  hostUpdated(): void {
    if (!this.#isNew) return;
    this.#isNew = false;
    this.#host.renderRoot.querySelector('.failure')?.scrollIntoView({ block: 'nearest' });
  }
}

/** Whether the element that this comes from says it itself. */
export function isSaidThere(event: CustomEvent<SmearError>): boolean {
  const [origin] = event.composedPath();
  return (
    origin instanceof HTMLElement &&
    'localFailure' in origin &&
    origin.localFailure instanceof LocalFailure &&
    origin.localFailure.current === event.detail
  );
}
