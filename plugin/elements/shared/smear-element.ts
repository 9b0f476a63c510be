import { LitElement, type PropertyDeclaration, type PropertyValues } from 'lit';
import type { KindList } from '../../kinds/kind.js';
import type { SmearSession } from '../../session/session.js';
import { SmearError } from '../../../models/domain/errors.js';
import { withOwnNames } from '../../words/class-words.js';
import { en } from '../../words/en/strings.js';
import { isFor, languageOf, loadStrings } from '../../words/load-strings.js';
import type { Strings } from '../../words/strings.js';
import { checked, isText, type CheckedProperty } from './checked-property.js';
import { emit } from './events.js';

/**
 * What all elements share: a session to show, and the words in the language they stand in.
 * Re-renders when the session or its cells change; lets go of the session while disconnected.
 */
export abstract class SmearElement extends LitElement {
  static override properties: Readonly<Record<string, CheckedProperty>> = {
    session: { attribute: false, accepts: isSession },
    lang: { reflect: true, accepts: isText },
  };

  protected static override getPropertyDescriptor(
    name: PropertyKey,
    key: string | symbol,
    options: PropertyDeclaration,
  ): PropertyDescriptor | undefined {
    return checked(name, options, super.getPropertyDescriptor(name, key, options));
  }

  declare session: SmearSession | undefined;
  declare lang: string;
  #shown?: SmearSession;
  #spoken: Strings = en;
  /** The language whose words could not be loaded. */
  #missing?: string;
  #named?: { readonly own: KindList; readonly spoken: Strings; readonly strings: Strings };
  #ends: (() => void)[] = [];

  /** In the language, and with the laboratory's own names of kinds. */
  protected get strings(): Strings {
    const spoken = this.#spoken;
    const own = this.session?.kinds?.own;
    if (!own) return spoken;
    // Asked for at every tile of the gallery.
    if (this.#named?.own !== own || this.#named.spoken !== spoken) {
      this.#named = { own, spoken, strings: withOwnNames(spoken, own) };
    }
    return this.#named.strings;
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

  /** Drawn once the words of its language are there. */
  protected override scheduleUpdate(): void | Promise<unknown> {
    const tag = this.lang || languageOf(this);
    if (isFor(this.#spoken, tag) || tag === this.#missing) return super.scheduleUpdate();
    return this.#speak(tag);
  }

  async #speak(tag: string): Promise<void> {
    try {
      this.#spoken = await loadStrings(tag);
    } catch (cause) {
      this.#missing = tag;
      const message = `The words in the language “${tag}” could not be loaded.`;
      emit(this, 'smear-error', new SmearError('network', message, { cause }));
    }
    await super.scheduleUpdate();
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

/** Of this copy of the product or of another one; throws where it is no object. */
function isSession({ addEventListener, cells, counting, kinds }: Partial<SmearSession>): unknown {
  return addEventListener && cells?.subscribe && counting && kinds;
}
