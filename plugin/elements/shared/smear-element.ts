import { LitElement, type PropertyDeclarations, type PropertyValues } from 'lit';
import type { SmearSession } from '../../session/session.js';
import { languageOf, stringsFor } from '../../words/strings-for.js';
import type { Strings } from '../../words/strings.js';

/**
 * What all elements share: a session to show, and the words in the language they stand in.
 * Re-renders when the session or its cells change; lets go of the session while disconnected.
 */
export abstract class SmearElement extends LitElement {
  static override properties: PropertyDeclarations = {
    session: { attribute: false },
    lang: { reflect: true },
  };

  declare session: SmearSession | undefined;
  declare lang: string;
  #shown?: SmearSession;
  #ends: (() => void)[] = [];

  protected get strings(): Strings {
    return stringsFor(this.lang || languageOf(this));
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#follow(this.session);
    this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#follow(undefined);
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (this.isConnected && changed.has('session')) this.#follow(this.session);
  }

  /** The session shown changed from one to another; subclasses add what else they listen to. */
  protected followSession(session: SmearSession): (() => void)[] {
    const update = (): void => this.requestUpdate();
    session.addEventListener('change', update);
    return [() => session.removeEventListener('change', update), session.cells.subscribe(update)];
  }

  #follow(session: SmearSession | undefined): void {
    if (session === this.#shown) return;
    for (const end of this.#ends) end();
    this.#shown = session;
    this.#ends = session ? this.followSession(session) : [];
  }
}
