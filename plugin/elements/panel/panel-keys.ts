import { asSmearError, type SmearError } from '../../../models/domain/errors.js';
import { keyAction } from '../../../overlays/keys/key-press.js';
import { followCellKeys, isForCells } from '../review/cell-keys.js';
import { defineElements } from '../shared/define-elements.js';
import type { SmearElement } from '../shared/smear-element.js';
import type { PanelFocus } from './panel-focus.js';
import type { SmearKeyList } from './smear-key-list.js';

/** Answers the keys of the page: what the panel itself has a key for, else what the cells have. */
export class PanelKeys {
  readonly #panel: SmearElement;
  readonly #focus: PanelFocus;
  readonly #onError: (error: SmearError) => void;

  constructor(panel: SmearElement, focus: PanelFocus, onError: (error: SmearError) => void) {
    this.#panel = panel;
    this.#focus = focus;
    this.#onError = onError;
  }

  readonly onKey = (event: KeyboardEvent): void => {
    const { session } = this.#panel;
    if (this.#focus.review?.takesKey(event)) return;
    const action = isForCells(event) ? keyAction('page', event) : undefined;
    if (action === 'keyList') {
      event.preventDefault();
      void this.#listKeys();
    } else if (session && action === 'gallery' && session.cells.size > 0) {
      event.preventDefault();
      void this.#focus.inReview().then((review) => review?.enlargeGallery());
    } else if (session) followCellKeys(session, event);
  };

  async #listKeys(): Promise<void> {
    const asked = new CustomEvent('smear-key-list', { bubbles: true, composed: true, cancelable: true });
    if (!this.#panel.dispatchEvent(asked)) return;
    try {
      defineElements((await import('./smear-key-list.js')).keyListElement);
      await this.#panel.renderRoot.querySelector<SmearKeyList>('smear-key-list')?.open();
    } catch (error) {
      this.#onError(asSmearError(error, 'network', 'The list of keys could not be loaded.'));
    }
  }
}
