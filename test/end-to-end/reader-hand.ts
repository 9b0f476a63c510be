import type { Locator, Page } from 'playwright-core';

/** What one step of a reader's work cost. */
export interface StepCost {
  readonly step: string;
  readonly clicks: number;
  readonly keys: number;
  readonly scrolls: number;
  readonly seconds: number;
}

const NOTCH_PX = 100;
const MOST_NOTCHES = 60;
/** Stops of the keyboard on the whole page, about twice. */
const MOST_TABS = 200;
const MOST_ARROWS = 8;

/**
 * A hand on mouse and keyboard that sees only what is on the screen: what is out of sight has to be scrolled to first,
 * with the wheel over what scrolls, and everything is counted. With `keyboardOnly` it touches no mouse: it steps with Tab to
 * what it would click, with arrows within tabs and radio buttons, and presses it.
 */
export class ReaderHand {
  readonly costs: StepCost[] = [];
  readonly #page: Page;
  readonly #keyboardOnly: boolean;
  #clicks = 0;
  #keys = 0;
  #scrolls = 0;

  constructor(page: Page, { keyboardOnly = false }: { keyboardOnly?: boolean } = {}) {
    this.#page = page;
    this.#keyboardOnly = keyboardOnly;
  }

  /** Counts what `work` costs, and keeps it under the step's name. */
  async step(step: string, work: () => Promise<void>): Promise<void> {
    this.#clicks = this.#keys = this.#scrolls = 0;
    const start = performance.now();
    await work();
    const seconds = (performance.now() - start) / 1000;
    this.costs.push({ step, clicks: this.#clicks, keys: this.#keys, scrolls: this.#scrolls, seconds });
  }

  async click(target: Locator): Promise<void> {
    if (this.#keyboardOnly) return this.#pressByKeys(target);
    const { x, y } = await this.#reach(target);
    this.#clicks += 1;
    await this.#page.mouse.click(x, y);
  }

  async press(key: string): Promise<void> {
    this.#keys += 1;
    await this.#page.keyboard.press(key);
  }

  /** Types into what has the focus, a key for each letter. */
  async type(text: string): Promise<void> {
    this.#keys += text.length;
    await this.#page.keyboard.type(text);
  }

  async #pressByKeys(target: Locator): Promise<void> {
    await target.waitFor({ state: 'visible', timeout: 60_000 });
    let at = await focusOn(target);
    for (let tabs = 0; at === 'elsewhere'; tabs++) {
      if (tabs > MOST_TABS) throw new Error(`${String(target)} cannot be reached by Tab.`);
      await this.press('Tab');
      at = await focusOn(target);
    }
    // A tab opens and a radio button is chosen as the arrows come to it.
    if (at === 'inItsGroup' || at === 'onItInItsGroup') {
      for (let arrows = 0; at !== 'onItInItsGroup'; arrows++) {
        if (arrows > MOST_ARROWS) throw new Error(`${String(target)} cannot be reached by arrow.`);
        await this.press('ArrowRight');
        at = await focusOn(target);
      }
    } else await this.press('Enter');
  }

  /** Where it can be clicked; scrolls to it where it is not on view. */
  async #reach(target: Locator): Promise<{ x: number; y: number }> {
    await target.waitFor({ state: 'visible', timeout: 60_000 });
    let patience = 10;
    for (let notch = 0; notch <= MOST_NOTCHES + 10; notch++) {
      const place = await target.evaluate((element) => {
        const { left, right, top, bottom } = element.getBoundingClientRect();
        const [x, y] = [(left + right) / 2, (top + bottom) / 2];
        // What is seen there: the element, or something in it or around it up to its shadow root's host.
        let hit = document.elementFromPoint(x, y);
        while (hit?.shadowRoot) {
          const inner = hit.shadowRoot.elementFromPoint(x, y);
          if (!inner || inner === hit) break;
          hit = inner;
        }
        const isSeen = hit !== null && (element.contains(hit) || hit.contains(element));
        return { x, y, isSeen, below: y > innerHeight / 2 };
      });
      if (place.isSeen) return place;
      // A dialog that closes or a view that is being drawn covers it for a moment only.
      if (patience > 0) {
        patience -= 1;
        await this.#page.waitForTimeout(50);
        continue;
      }
      this.#scrolls += 1;
      const gallery = this.#page.locator('smear-gallery[large]');
      const over = (await gallery.count()) > 0 ? gallery : this.#page.locator('smear-panel');
      const box = await over.boundingBox();
      if (!box) throw new Error('There is nothing to scroll.');
      await this.#page.mouse.move(box.x + box.width / 2, box.y + box.height * 0.7);
      await this.#page.mouse.wheel(0, place.below ? NOTCH_PX : -NOTCH_PX);
      await this.#page.waitForTimeout(60);
    }
    throw new Error(`${String(target)} could not be scrolled to.`);
  }
}

/** Where the focus is as seen from an element: on it, on another tab or radio button of its group, or elsewhere. */
function focusOn(target: Locator): Promise<'onIt' | 'onItInItsGroup' | 'inItsGroup' | 'elsewhere'> {
  return target.evaluate((element) => {
    let focused = document.activeElement;
    while (focused?.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement;
    const groupOf = (one: Element | null): Element | null =>
      one?.closest('[role=tablist], [role=radiogroup], fieldset') ?? null;
    const isGrouped = element.matches('[role=tab], label:has([type=radio])');
    if (element.contains(focused)) return isGrouped ? 'onItInItsGroup' : 'onIt';
    const isNear = isGrouped && groupOf(focused) !== null && groupOf(focused) === groupOf(element);
    return isNear ? 'inItsGroup' : 'elsewhere';
  });
}
