import { DeferredElement } from '../../plugin/elements/shared/deferred-element.js';
import { assertEqual } from './assert.js';
import { frames } from './waiting.js';

class Waiting extends DeferredElement {
  drawn = 0;

  protected override render(): unknown {
    this.drawn += 1;
    return undefined;
  }
}
customElements.define('test-waiting', Waiting);

const thisTask = async (): Promise<void> => {
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
};

describe('an element that reckons over all cells', () => {
  let element: Waiting;

  const placeAt = async (top: string): Promise<void> => {
    element.style.cssText = `display:block;position:fixed;width:20px;height:20px;top:${top}`;
    await frames();
  };

  beforeEach(async () => {
    element = document.createElement('test-waiting') as Waiting;
    document.body.append(element);
    await element.updateComplete;
    await placeAt('5000px');
    element.drawn = 0;
  });

  afterEach(() => element.remove());

  it('waits out of view until the page is idle, and then keeps up', async () => {
    element.requestUpdate();
    await thisTask();
    assertEqual(element.drawn, 0, 'a key is answered first');
    await element.updateComplete;
    assertEqual(element.drawn, 1);
  });

  it('is drawn in the same turn where it is on view', async () => {
    await placeAt('0');
    element.requestUpdate();
    await thisTask();
    assertEqual(element.drawn, 1);
  });
});
