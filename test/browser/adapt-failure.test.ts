import { SmearError } from '../../models/domain/errors.js';
import type { SmearAdapt } from '../../plugin/elements/adapt/smear-adapt.js';
import { en } from '../../plugin/words/en/strings.js';
import { assert, assertEqual } from './assert.js';
import { defineEveryElement } from './panel-steps.js';
import { drawScriptedSlide, openViewer, scriptedSession } from './panel-scripted-session.js';
import { until } from './waiting.js';

await defineEveryElement();

describe('adapting from a file', () => {
  it('says beside the button why a file is not taken, of the last one alone', async () => {
    const host = document.createElement('div');
    host.style.cssText = 'width:400px;height:300px';
    const element: SmearAdapt = document.createElement('smear-adapt');
    document.body.append(host, element);
    const { picture, cells } = drawScriptedSlide(800, 600, 6);
    const viewer = await openViewer(host, picture, { drawer: 'canvas' });
    const session = scriptedSession(viewer, picture, cells, { backend: 'wasm' });
    try {
      await session.analyzeSlide();
      Object.assign(element, { session, lang: 'en' });
      await element.updateComplete;
      const told: string[] = [];
      element.addEventListener('smear-error', ({ detail }) => told.push(detail.code));
      const said = (): string =>
        element.shadowRoot?.querySelector('[role=alert]')?.textContent?.replace(/\s+/g, ' ') ?? '';
      let count = 0;
      const load = async (text: string): Promise<void> => {
        const before = count;
        const input = element.shadowRoot?.querySelector<HTMLInputElement>('[type=file]');
        assert(input, 'a place for a file');
        const files = new DataTransfer();
        files.items.add(new File([text], 'laboratory.json'));
        input.files = files.files;
        input.dispatchEvent(new Event('change'));
        await until(() => count > before && said().includes(`File ${count} `), 'what failed to be said');
      };
      const { adaptation } = session;
      adaptation.load = () =>
        Promise.reject(new SmearError('lesson-unreadable', `File ${++count} holds no lesson.`));
      await load('{"type":');
      const { title, advice } = en.errors.words['lesson-unreadable'];
      assertEqual(told, ['lesson-unreadable']);
      assert(said().includes(title) && said().includes(advice), said());
      await load('[]');
      assert(said().includes('File 2') && !said().includes('File 1'), said());
      assertEqual(told, ['lesson-unreadable', 'lesson-unreadable']);
      element.shadowRoot?.querySelector<HTMLElement>('.failure .close')?.click();
      await until(() => said() === '', 'the failure to be put away');
    } finally {
      await session.dispose();
      viewer.destroy();
      element.remove();
      host.remove();
    }
  });
});
