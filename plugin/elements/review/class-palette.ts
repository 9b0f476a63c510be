import {
  css,
  html,
  nothing,
  type ReactiveController,
  type ReactiveControllerHost,
  type TemplateResult,
} from 'lit';
import type { CellClass } from '../../../models/domain/cell.js';
import { coarseName } from '../../../models/domain/class-name.js';
import { cssColor } from '../../../overlays/layers/colormap.js';
import { isUsableKey, keyOf, withKey, type ClassKeys } from '../../review/class-keys.js';
import type { SmearSession } from '../../session/session.js';
import { ariaShortcuts, keyAction } from '../../../overlays/keys/key-press.js';
import { buttonKey } from '../../words/keys/key-help.js';
import { isTyping } from './cell-keys.js';
import { ClassDrop } from './class-drop.js';
import { className, finerClassName, nameInSentence } from '../../words/class-words.js';
import { storeKeys } from './stored-keys.js';
import type { Strings } from '../../words/strings.js';

/** Cells looked at for the name that all the chosen ones have. */
const LOOKED_AT = 100;

/**
 * What a cell can be called, each name with its key: pressed, clicked, or with cells dragged onto it. Here the keys are
 * changed as well.
 */
export class ClassPalette implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #drop: ClassDrop;
  readonly #onAnswer: (answer: () => void) => void;
  /** Whether the keys of the classes are being changed. */
  #isRebinding = false;
  /** Name of the class that waits for its key. */
  #awaiting: string | undefined;
  /** A key that no class can have, as it was pressed. */
  #refused: string | undefined;

  constructor(host: ReactiveControllerHost, onAnswer: (answer: () => void) => void) {
    this.#host = host;
    this.#onAnswer = onAnswer;
    this.#drop = new ClassDrop(host);
    host.addController(this);
  }

  hostDisconnected(): void {
    this.#await(undefined);
  }

  render(session: SmearSession, t: Strings): TemplateResult {
    const { keys, classes } = session.keys;
    const chosen = new Set(
      session.keys.targets.slice(0, LOOKED_AT).map((id) => session.cells.get(id)?.label.name ?? ''),
    );
    const only = chosen.size === 1 ? [...chosen][0] : undefined;
    const { signature } = session.review.caseRecord;
    return html`<div>
      <ul class="palette small ${signature ? 'locked' : ''}" aria-label=${t.review.palette}>
        ${classes.map((label) => this.#class(session, t, label, keyOf(keys, label.name) ?? '', label.name === only))}
      </ul>
      <div class="line small muted">
        <span role="status" class=${this.#isRebinding || signature ? '' : 'hidden'}
          >${this.#hint(session, t)}</span
        >
        ${
          this.#isRebinding
            ? html`<button class="link" @click=${() => this.#choose(session, {})}>
                ${t.review.usualKeys}
              </button>`
            : nothing
        }
        ${signature && !this.#isRebinding ? nothing : this.#more(session, t)}
      </div>
    </div>`;
  }

  /** Neither is needed while the count is signed: the line then says so. */
  #more(session: SmearSession, t: Strings): TemplateResult {
    return html`<button
        class="link"
        data-action="other-class"
        aria-keyshortcuts=${ariaShortcuts('cells', 'otherClass') ?? nothing}
        ?disabled=${session.keys.targets.length === 0}
        @click=${() => session.keys.askClass()}
      >
        ${t.kinds.search} (${buttonKey(t, 'cells', 'otherClass')})
      </button>
      <button
        class="link"
        data-action="change-keys"
        aria-pressed=${this.#isRebinding}
        @click=${() => this.#toggle()}
      >
        ${this.#isRebinding ? t.review.keysDone : t.review.changeKeys}
      </button>`;
  }

  /** Whether a class waits for its key, and this is the answer. */
  takesKey(session: SmearSession, event: KeyboardEvent): boolean {
    if (!this.#isRebinding || this.#awaiting === undefined || event.ctrlKey || event.metaKey) return false;
    if (isTyping(event)) return false;
    // Whatever it is, it answers for no cell now.
    event.stopPropagation();
    const isCancelled = keyAction('page', event) === 'deselect';
    const answer = keyAction('cells', event);
    // Tab, arrows and the modifiers themselves are no answer, and Enter presses the button.
    const isAnswer = event.key.length === 1 || (answer !== undefined && answer !== 'confirm');
    if (!isCancelled && !isAnswer) return true;
    event.preventDefault();
    const key = event.key.toLowerCase();
    if (isCancelled) this.#await(undefined);
    else if (isUsableKey(key)) {
      this.#choose(session, withKey(session.keys.keys, this.#awaiting, key));
      this.#await(undefined);
    } else {
      this.#refused = event.key === ' ' ? '␣' : event.key;
      this.#host.requestUpdate();
    }
    return true;
  }

  #class(
    session: SmearSession,
    t: Strings,
    label: CellClass,
    key: string,
    isTheirs: boolean,
  ): TemplateResult {
    const { name } = label;
    const isFiner = coarseName(name) !== name;
    const called = (isFiner ? finerClassName : className)(t, name);
    const isWaiting = this.#isRebinding && this.#awaiting === name;
    const { signature } = session.review.caseRecord;
    // Pressed all the same, it says why nothing comes of it.
    const isLocked = signature !== undefined && !this.#isRebinding;
    return html`<li>
      <button
        class=${this.#drop.target === name ? 'target' : ''}
        title=${
          isLocked
            ? t.review.signed(signature.by)
            : this.#isRebinding
              ? called
              : t.review.call(nameInSentence(t, name, session.kinds))
        }
        aria-keyshortcuts=${key.toUpperCase()}
        aria-pressed=${this.#isRebinding ? isWaiting : isTheirs}
        aria-disabled=${isLocked ? 'true' : nothing}
        ?disabled=${!this.#isRebinding && session.keys.targets.length === 0}
        @click=${() =>
          this.#isRebinding ? this.#await(name) : this.#onAnswer(() => session.keys.assign(label))}
        @dragover=${(event: DragEvent) => this.#drop.over(event, name)}
        @dragleave=${() => this.#drop.leave()}
        @drop=${(event: DragEvent) => {
          const ids = this.#drop.drop(event, session);
          if (ids) session.review.assign(ids, label);
        }}
      >
        <kbd aria-hidden="true">${isWaiting ? '…' : key.toUpperCase()}</kbd>
        <span class="swatch" .style="background:${cssColor(label.color)}"></span>
        <span class="name">${called}</span>
      </button>
    </li>`;
  }

  #hint(session: SmearSession, t: Strings): string {
    const { signature } = session.review.caseRecord;
    if (!this.#isRebinding) return signature ? t.review.signed(signature.by) : t.review.paletteHint;
    if (this.#refused !== undefined) return t.review.keyTaken(this.#refused);
    if (this.#awaiting !== undefined)
      return t.review.pressKey(nameInSentence(t, this.#awaiting, session.kinds));
    return [t.review.changeKeysHint, ...movedKeyWords(session, t)].join(' ');
  }

  #toggle(): void {
    this.#isRebinding = !this.#isRebinding;
    this.#await(undefined);
  }

  #await(name: string | undefined): void {
    this.#awaiting = name;
    this.#refused = undefined;
    this.#host.requestUpdate();
  }

  #choose(session: SmearSession, keys: ClassKeys): void {
    session.keys.chosenKeys = keys;
    storeKeys(keys);
  }
}

/** Of classes whose key was given to something else since it was chosen. */
export function movedKeyWords({ keys: { moved, keys }, kinds }: SmearSession, t: Strings): string[] {
  return [...moved].map(([name, key]) =>
    t.kinds.keyMoved(key.toUpperCase(), nameInSentence(t, name, kinds), keyOf(keys, name)?.toUpperCase()),
  );
}

/** The names and their keys, in two columns. */
export const paletteStyles = css`
  .palette {
    display: grid;
    grid-template-columns: repeat(2, minmax(0, 1fr));
    gap: 2px 0.3125rem;
    margin-bottom: 0.125rem;
    list-style: none;
  }
  .palette button {
    display: flex;
    align-items: center;
    gap: 0.25rem;
    width: 100%;
    height: 100%;
    min-height: 1.625rem;
    padding: 0.125rem 0.25rem;
    text-align: start;
  }
  /* A row of one line is as low as before, one of two has room above and below. */
  .palette kbd {
    line-height: 1.25;
  }
  .palette .name {
    flex: 1;
    min-width: 0;
    line-height: 1;
    overflow-wrap: anywhere;
    hyphens: auto;
  }
  .palette.locked + .line [role='status'] {
    flex: 1 0 100%;
    color: var(--_text);
  }
  .palette.locked kbd {
    text-decoration: line-through;
  }
  .palette button.target {
    outline: 2px dashed var(--_accent);
    outline-offset: 0;
  }
  .palette button[aria-pressed='true'] {
    border-color: var(--_accent);
    box-shadow: inset 0 0 0 1px var(--_accent);
  }
  @media (forced-colors: active) {
    .palette button[aria-pressed='true'] {
      outline: 2px solid Highlight;
      outline-offset: 0;
    }
  }
`;
