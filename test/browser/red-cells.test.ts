import type OpenSeadragon from 'openseadragon';
import type { AttachedSession } from '../../plugin/session/attached-session.js';
import { de } from '../../plugin/words/de/strings.js';
import { en } from '../../plugin/words/en/strings.js';
import { drawnSmear, redCells, type StainedDisc } from '../unit/plugin/red-cells/drawn-smear.js';
import { assert, assertEqual } from './assert.js';
import { defineEveryElement } from './panel-steps.js';
import { drawScriptedSlide, openViewer, scriptedSession } from './panel-scripted-session.js';
import { until } from './waiting.js';

await defineEveryElement();

const [WIDTH, HEIGHT] = [640, 480];

async function drawn(discs: readonly StainedDisc[]): Promise<HTMLCanvasElement> {
  const region = { minX: 0, minY: 0, maxX: WIDTH, maxY: HEIGHT };
  const { data } = await drawnSmear(WIDTH, HEIGHT, discs).read({ region, width: WIDTH, height: HEIGHT });
  const picture = document.createElement('canvas');
  [picture.width, picture.height] = [WIDTH, HEIGHT];
  picture.getContext('2d')?.putImageData(new ImageData(new Uint8ClampedArray(data), WIDTH), 0, 0);
  return picture;
}

describe('what was found where no red cells are seen', () => {
  let viewer: OpenSeadragon.Viewer;
  let session: AttachedSession;
  let host: HTMLElement;

  afterEach(async () => {
    await session.dispose();
    viewer.destroy();
    host.remove();
  });

  /** What the panel says once a run has ended and the slide was looked at. */
  async function toldOf(picture: HTMLCanvasElement, lang: 'en' | 'de'): Promise<string> {
    host = document.createElement('div');
    host.style.cssText = 'position:fixed;inset:0';
    const find = document.createElement('smear-find');
    find.lang = lang;
    document.body.append(host);
    viewer = await openViewer(host, picture, { drawer: 'canvas' });
    const { cells } = drawScriptedSlide(WIDTH, HEIGHT, 6);
    session = scriptedSession(viewer, picture, cells, {
      micronsPerPixel: 7.5 / 72,
      backend: 'wasm',
      threshold: 0.1,
    });
    find.session = session;
    host.append(find);
    await session.analyzeSlide();
    await until(() => session.showsRedCells !== undefined, 'the look for red cells');
    await find.updateComplete;
    return find.shadowRoot?.querySelector('.state')?.textContent?.replace(/\s+/g, ' ') ?? '';
  }

  it('is said to mean nothing on what is no smear', async () => {
    const told = await toldOf(await drawn([]), 'en');
    assertEqual(session.showsRedCells, false);
    assert(told.includes('6 cells found') && told.includes(en.find.noRedCells), told);
  });

  it('is said so in German too', async () => {
    const told = await toldOf(await drawn([]), 'de');
    assert(told.includes(de.find.noRedCells), told);
  });

  it('stands without a word of doubt on a smear', async () => {
    const told = await toldOf(await drawn(redCells(WIDTH, HEIGHT, 36)), 'en');
    assertEqual(session.showsRedCells, true);
    assert(told.includes('6 cells found') && !told.includes(en.find.noRedCells), told);
  });
});
