import { wordsFor } from '../../viewer-shell/web/shell-words.js';
import { assert, assertEqual } from './assert.js';

const PHONE = { width: 390, height: 844 };

async function pageOn({ width, height }: { width: number; height: number }): Promise<HTMLIFrameElement> {
  const frame = document.body.appendChild(document.createElement('iframe'));
  frame.style.cssText = `width:${width}px;height:${height}px;border:0`;
  const loaded = new Promise((resolve) => frame.addEventListener('load', resolve, { once: true }));
  frame.src = new URL('page/index.html', import.meta.url).href;
  await loaded;
  return frame;
}

function boxOf(frame: HTMLIFrameElement, selector: string): DOMRect {
  const found = frame.contentDocument?.querySelector(selector);
  if (!found) throw new Error(`nothing matches ${selector}`);
  return found.getBoundingClientRect();
}

describe('the page on a phone', () => {
  let frame: HTMLIFrameElement;

  before(async () => {
    frame = await pageOn(PHONE);
  });
  after(() => frame.remove());

  it('has all its buttons in one row, within the window, in both languages', () => {
    const say = (selector: string, words: string): void => {
      const element = frame.contentDocument?.querySelector(selector);
      if (element) element.textContent = words;
    };
    say('#slide-name', 'a-slide-with-a-long-name.svs');
    for (const language of ['en', 'de']) {
      const { open: words = '', purpose = '' } = wordsFor(language).page;
      assert(words !== '' && purpose !== '', language);
      say('#open', words);
      say('.purpose', purpose);
      const boxes = ['h1', '#open', '#language', '#theme', '#help'].map((one) => boxOf(frame, one));
      const middles = boxes.map(({ top, height }) => top + height / 2);
      assert(Math.max(...middles) - Math.min(...middles) < 8, `${words}: ${middles.join(', ')}`);
      boxes.forEach(({ right }, index) => {
        assert(right <= (boxes[index + 1]?.left ?? PHONE.width) + 1, `${words}: ${index} over the next`);
      });
    }
  });

  it('shows the slide above the sheet, so that a cell gone to is not under it', () => {
    const panel = frame.contentDocument?.querySelector('smear-panel');
    const sheetTop = PHONE.height * 0.42;
    assert(
      boxOf(frame, '#stage').bottom <= sheetTop + 16,
      `${boxOf(frame, '#stage').bottom} below ${sheetTop}`,
    );
    assert(boxOf(frame, '#stage').height >= 200, `${boxOf(frame, '#stage').height}`);
    panel?.setAttribute('folded', '');
    assertEqual(boxOf(frame, '#stage').bottom, PHONE.height);
    panel?.removeAttribute('folded');
  });
});
