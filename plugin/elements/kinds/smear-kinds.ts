import { html, nothing, type TemplateResult } from 'lit';
import { asSmearError } from '../../../models/domain/errors.js';
import { coarseName } from '../../../models/domain/class-name.js';
import { readKindList, writeKindList } from '../../formats/count/kind-list-file.js';
import { withAdded, withKind, withMoved, type KindChange } from '../../kinds/edit-kinds.js';
import type { CountedAs, Kind, KindList } from '../../kinds/kind.js';
import { isUsableKey, keyOf } from '../../review/class-keys.js';
import type { SmearSession } from '../../session/session.js';
import { className, nameInSentence } from '../../words/class-words.js';
import { differentialStyles, UNFOLDED } from '../count/differential-styles.js';
import { saveFile } from '../exchange/save-file.js';
import { movedKeyWords } from '../review/class-palette.js';
import { storeKeys } from '../review/stored-keys.js';
import { failureStyles } from '../shared/failure-notice.js';
import { LocalFailure, type SaysItsFailures } from '../shared/local-failure.js';
import { SmearElement } from '../shared/smear-element.js';
import { baseStyles } from '../shared/styles.js';
import { kindsStyles } from './kinds-styles.js';
import { storeKinds, takeStoredKinds } from './stored-kinds.js';

const COUNTED: readonly CountedAs[] = ['among', 'perHundred', 'no'];

/**
 * The laboratory's list of kinds: add, rename, hide, colour, order, assign keys and say how each is counted; saved as a
 * file and kept in this browser.
 *
 * @element smear-kinds
 */
export class SmearKinds extends SmearElement implements SaysItsFailures {
  static override properties = { open: UNFOLDED, refused: { state: true } };
  static override styles = [baseStyles, differentialStyles, failureStyles, kindsStyles];

  declare open: boolean;
  /** A kind was to be added under a name that there is, or none. */
  declare refused: boolean;
  readonly localFailure = new LocalFailure(this);

  constructor() {
    super();
    this.open = false;
    this.refused = false;
  }

  protected override followSession(session: SmearSession): (() => void)[] {
    takeStoredKinds(session.kinds);
    return super.followSession(session);
  }

  protected override render(): TemplateResult | typeof nothing {
    const { session } = this;
    if (!session) return nothing;
    const { kinds: t } = this.strings;
    return html`<details
      ?open=${this.open}
      @toggle=${(event: Event) => (this.open = (event.currentTarget as HTMLDetailsElement).open)}
    >
      <summary>${t.title}</summary>
      ${this.open ? html`<div class="inside">${this.#list(session)} ${this.#files(session)}</div>` : nothing}
    </details>`;
  }

  #list(session: SmearSession): TemplateResult {
    const { kinds: t } = this.strings;
    const { all } = session.kinds;
    const { keys } = session.keys;
    const coarse = all.filter(({ name }) => coarseName(name) === name);
    const moved = movedKeyWords(session, this.strings);
    return html`<p class="small muted">${t.hint}</p>
      ${moved.length > 0 ? html`<p class="small" data-note="moved-keys">${moved.join(' ')}</p>` : nothing}
      <ul>
        ${all.map((kind) => this.#kind(session, kind, keyOf(keys, kind.name) ?? kind.key ?? ''))}
      </ul>
      <form
        class="pair"
        @submit=${(event: Event) => {
          event.preventDefault();
          this.#add(session, event.currentTarget as HTMLFormElement);
        }}
      >
        <label class="small"
          >${t.addName}<input type="text" name="title" maxlength="60" aria-invalid=${this.refused}
        /></label>
        <label class="small"
          >${t.addBelow}
          <select name="coarse">
            <option value="">${t.none}</option>
            ${coarse.map(({ name }) => html`<option value=${name}>${className(this.strings, name)}</option>`)}
          </select>
        </label>
        <button>${t.add}</button>
      </form>
      <p class="small" role="status">${this.refused ? t.exists : ''}</p>`;
  }

  #kind(session: SmearSession, kind: Kind, key: string): TemplateResult {
    const { strings } = this;
    const { kinds: t } = strings;
    const { name, code, color, counted, isHidden } = kind;
    const called = className(strings, name);
    const inside = nameInSentence(strings, name, session.kinds);
    const isFiner = coarseName(name) !== name;
    const change = (to: KindChange): void => this.#edit(session, (list) => withKind(list, name, to));
    const typed = (event: Event): string => (event.currentTarget as HTMLInputElement).value.trim();
    return html`<li class=${isFiner ? 'finer' : ''} data-kind=${name}>
      <input
        type="color"
        aria-label=${t.color(inside)}
        .value=${hexOf(color)}
        @change=${(event: Event) => change({ color: colourOf(typed(event)) })}
      />
      <input
        type="text"
        name="title"
        maxlength="60"
        aria-label=${t.name(inside)}
        .value=${called}
        @change=${(event: Event) => change({ title: typed(event) || undefined })}
      />
      <input
        type="text"
        name="code"
        maxlength="5"
        aria-label=${t.code(inside)}
        .value=${code}
        @change=${(event: Event) => change({ code: typed(event) || code })}
      />
      <input
        type="text"
        name="key"
        maxlength="1"
        aria-label=${t.key(inside)}
        .value=${key.toUpperCase()}
        @change=${(event: Event) => this.#setKey(session, name, event.currentTarget as HTMLInputElement)}
      />
      <div class="second small">
        ${
          isFiner
            ? nothing
            : html`<select
                aria-label=${t.counted(inside)}
                @change=${(event: Event) => change({ counted: COUNTED.find((each) => each === typed(event)) ?? counted })}
              >
                ${COUNTED.map((each) => html`<option value=${each} ?selected=${each === counted}>${t.countedAs[each]}</option>`)}
              </select>`
        }
        <input
          type="checkbox"
          aria-label=${t.inUse(inside)}
          title=${t.inUse(inside)}
          .checked=${!isHidden}
          @change=${(event: Event) => change({ isHidden: !(event.currentTarget as HTMLInputElement).checked })}
        />
        ${this.#move(session, name, t.up(inside), '↑', -1)}
        ${this.#move(session, name, t.down(inside), '↓', 1)}
      </div>
    </li>`;
  }

  #move(session: SmearSession, name: string, label: string, sign: string, by: number): TemplateResult {
    return html`<button
      aria-label=${label}
      title=${label}
      @click=${() => this.#edit(session, (list) => withMoved(list, name, by))}
    >
      ${sign}
    </button>`;
  }

  #files(session: SmearSession): TemplateResult {
    const { kinds: t } = this.strings;
    return html`<div class="pair">
        <button
          data-action="save-kinds"
          @click=${() => saveFile(this.ownerDocument, new Blob([writeKindList(withKeys(session))], { type: 'application/json' }), t.fileName)}
        >
          ${t.save}
        </button>
        <button @click=${() => this.renderRoot.querySelector<HTMLInputElement>('[type=file]')?.click()}>
          ${t.load}
        </button>
      </div>
      ${this.localFailure.render(this.strings)}
      <input
        type="file"
        accept=".json,application/json"
        hidden
        aria-label=${t.load}
        @change=${(event: Event) => this.#load(session, event.currentTarget as HTMLInputElement)}
      />
      <button @click=${() => this.#take(session, undefined)}>${t.reset}</button>`;
  }

  #add(session: SmearSession, form: HTMLFormElement): void {
    const data = new FormData(form);
    const coarse = String(data.get('coarse') ?? '');
    const before = listOf(session);
    const after = withAdded(before, String(data.get('title') ?? ''), coarse || undefined);
    this.refused = after === before;
    if (this.refused) return;
    this.#take(session, after);
    form.reset();
  }

  #edit(session: SmearSession, edit: (list: KindList) => KindList): void {
    this.#take(session, edit(listOf(session)));
  }

  #setKey(session: SmearSession, name: string, input: HTMLInputElement): void {
    const key = input.value.toLowerCase();
    if (isUsableKey(key)) {
      const { [name]: old, ...others } = session.keys.chosenKeys;
      void old;
      session.keys.chosenKeys = others;
      storeKeys(others);
      this.#edit(session, (list) => withKind(list, name, { key }));
    }
    // What stands in the field is what holds.
    this.requestUpdate();
    input.value = (keyOf(session.keys.keys, name) ?? '').toUpperCase();
  }

  #take({ kinds }: SmearSession, list: KindList | undefined): void {
    kinds.own = list;
    // A signed count refuses another list.
    if (kinds.own === list) storeKinds(list);
    this.requestUpdate();
  }

  async #load(session: SmearSession, input: HTMLInputElement): Promise<void> {
    const file = input.files?.[0];
    input.value = '';
    if (!file) return;
    this.localFailure.clear();
    try {
      this.#take(session, readKindList(await file.text()));
    } catch (error) {
      this.localFailure.say(asSmearError(error, 'kinds-unreadable', 'The classes could not be read.'));
    }
  }
}

/** The list as it holds now, also where it is the usual one. */
function listOf({ kinds }: SmearSession): KindList {
  return kinds.own ?? { title: '', kinds: kinds.all };
}

/** The same with the keys that a reader has chosen here. */
function withKeys(session: SmearSession): KindList {
  const chosen = session.keys.chosenKeys;
  return Object.entries(chosen).reduce((list, [name, key]) => withKind(list, name, { key }), listOf(session));
}

function hexOf(color: Kind['color']): string {
  return `#${color.map((part) => part.toString(16).padStart(2, '0')).join('')}`;
}

function colourOf(hex: string): Kind['color'] {
  const rgb = Number.parseInt(hex.slice(1), 16);
  return [(rgb >> 16) & 255, (rgb >> 8) & 255, rgb & 255];
}
