import OpenSeadragon from 'openseadragon';
import { keyGroups, SmearError } from '../../plugin/index.js';
import { createViewer, showReadingField } from '../../viewer-shell/web/create-viewer.js';
import { openSource } from '../../viewer-shell/web/open-source.js';
import { askForPage, pageOf } from '../../viewer-shell/web/page-choice.js';
import { listSlides, noteAddress, recentAddresses } from '../../viewer-shell/web/known-slides.js';
import { showOverviewOnTheMove } from '../../viewer-shell/web/overview.js';
import { LISTED_KEYS } from '../../viewer-shell/web/listed-keys.js';
import { showNotice, writePage } from '../../viewer-shell/web/page-parts.js';
import { showScaleBar } from '../../viewer-shell/web/scale-bar.js';
import { wordsFor } from '../../viewer-shell/web/shell-words.js';
import { assert, assertEqual, assertNear, rejection } from './assert.js';
import { until } from './waiting.js';

function box(width: number, height: number): HTMLDivElement {
  const element = document.body.appendChild(document.createElement('div'));
  element.style.cssText = `width:${width}px;height:${height}px;position:relative`;
  return element;
}

/** A viewer with a slide of 6000 × 4000 px that has no pixels to wait for. */
async function openViewer(): Promise<OpenSeadragon.Viewer> {
  const viewer = createViewer(box(800, 600));
  const opened = new Promise((resolve) => viewer.addOnceHandler('open', resolve));
  const source = new OpenSeadragon.TileSource({ width: 6000, height: 4000, tileSize: 256 } as never);
  Object.assign(source, { getTileUrl: () => 'data:,', tileExists: () => false });
  viewer.open({ tileSource: source });
  await opened;
  return viewer;
}

describe('the page around the panel', () => {
  it('shows cells at reading size when a slide with a known scale opens', async () => {
    const viewer = await openViewer();
    showReadingField(viewer, 0.125);
    const image = viewer.world.getItemAt(0);
    const view = image.viewportToImageRectangle(viewer.viewport.getBounds(true));
    assertNear(view.width * 0.125, 800 * 0.28, 1);
    assertNear(view.x + view.width / 2, 3000, 1);
    viewer.destroy();
  });

  it('draws a scale bar of a round length, and none where the scale is not known', async () => {
    const viewer = await openViewer();
    showReadingField(viewer, 0.125);
    const bar = document.createElement('div');
    const label = bar.appendChild(document.createElement('span'));
    showScaleBar(bar, viewer, 0.125);
    assertEqual(label.textContent, '20 µm');
    assertNear(parseFloat(label.style.width), 20 / 0.28, 1);
    showScaleBar(bar, viewer, undefined);
    assert(bar.hidden, 'the bar claims a length that nobody knows');
    viewer.destroy();
  });

  it('tells a missing slide, a broken one and a lone DZI file apart, and names each', async () => {
    const viewer = await openViewer();
    const { signal } = new AbortController();
    const missing = await rejection(openSource('/no-such-slide.dzi', signal));
    assert(missing instanceof SmearError && missing.code === 'slide-not-found', String(missing));
    assert(missing.message.includes('no-such-slide.dzi'), missing.message);
    const lone = await rejection(openSource(new File(['<Image/>'], 'lone.dzi'), signal));
    assert(lone instanceof SmearError && lone.code === 'slide-unsupported', String(lone));
    const text = await rejection(openSource(new File(['no slide'], 'a.svs'), signal));
    assert(text instanceof SmearError && text.code === 'slide-unreadable', String(text));
    assertEqual(viewer.world.getItemCount(), 1);
    viewer.destroy();
  });

  it('asks for the scale beside a Deep Zoom file only where it is told that one is there', async () => {
    const viewer = await openViewer();
    const asked: string[] = [];
    const { fetch } = window;
    window.fetch = async (input) => {
      const url = input instanceof Request ? input.url : String(input);
      asked.push(new URL(url, document.baseURI).pathname);
      const image =
        '<Image xmlns="http://schemas.microsoft.com/deepzoom/2008" Format="png" Overlap="1" TileSize="254"><Size Width="100" Height="80"/></Image>';
      return new Response(url.endsWith('.json') ? '{"micronsPerPixel":0.5}' : image);
    };
    try {
      const { signal } = new AbortController();
      await openSource('/slide.dzi', signal).catch(() => undefined);
      assert(asked.length > 0 && asked.every((path) => path === '/slide.dzi'), asked.join());
      await openSource('/slide.dzi', signal, { hasNote: true }).catch(() => undefined);
      assert(
        asked.every((path) => /^\/slide\.(dzi|json)$/.test(path)),
        asked.join(),
      );
    } finally {
      window.fetch = fetch;
      viewer.destroy();
    }
  });

  it('asks which picture of a file is meant, and opens none where the reader wants none', async () => {
    const dialog = document.body.appendChild(document.createElement('dialog'));
    const form = dialog.appendChild(document.createElement('form'));
    form.method = 'dialog';
    form.appendChild(document.createElement('p')).id = 'page-hint';
    const select = form.appendChild(document.createElement('select'));
    select.id = 'page';
    const opened: number[] = [];
    const ask = () => {
      askForPage(dialog, wordsFor('en'), '<b>a</b>.tif', [1, 2, 5], (page) => opened.push(page));
      assert(dialog.open, 'the dialog is open');
    };
    const closed = () => new Promise((resolve) => dialog.addEventListener('close', resolve, { once: true }));
    ask();
    assertEqual(
      [...select.options].map(({ text }) => text),
      ['Picture 1', 'Picture 2', 'Picture 5'],
    );
    assert(form.textContent?.includes('<b>a</b>.tif holds 3 pictures'), form.textContent ?? '');
    select.value = '5';
    dialog.close('open');
    await closed();
    assertEqual(opened, [5]);
    ask();
    dialog.close();
    await closed();
    assertEqual(opened, [5]);
    assertEqual(['2', '0', '-1', '1e3', '', 'x', null].map(pageOf), [2, ...Array(6).fill(undefined)]);
    dialog.remove();
  });

  it('lists the sample and the addresses that were opened here, the last one first', () => {
    localStorage.removeItem('smearlens-slides');
    for (const address of ['a.dzi', 'b.dzi', 'a.dzi']) noteAddress(address);
    assertEqual([...recentAddresses()], ['a.dzi', 'b.dzi']);
    const list = document.body.appendChild(document.createElement('ul'));
    const opened: string[] = [];
    const slides = recentAddresses().map((address) => ({ name: address, address }));
    listSlides(list, slides, (address) => opened.push(address));
    list.querySelectorAll('button')[1]?.click();
    assertEqual(opened, ['b.dzi']);
    list.remove();
    localStorage.removeItem('smearlens-slides');
  });

  it('shows the overview while the slide moves, not for good over the cells, unless the reader keeps it', async () => {
    const viewer = await openViewer();
    const stage = box(10, 10);
    const pin = document.createElement('button');
    localStorage.removeItem('smearlens-overview');
    showOverviewOnTheMove(viewer, stage, pin);
    assertEqual(stage.className, '');
    viewer.raiseEvent('animation-start', {});
    assert(stage.classList.contains('is-moving'), 'shown while it moves');
    viewer.raiseEvent('animation-finish', {});
    await until(() => !stage.classList.contains('is-moving'), 'the overview to go');
    pin.click();
    assertEqual([pin.ariaPressed, stage.classList.contains('has-overview')], ['true', true]);
    pin.click();
    assertEqual([pin.ariaPressed, stage.classList.contains('has-overview')], ['false', false]);
    localStorage.removeItem('smearlens-overview');
    viewer.destroy();
  });

  it('lists the keys of every place in its language', () => {
    for (const language of ['de', 'en']) {
      const listed = keyGroups(language, LISTED_KEYS);
      const named = listed.flatMap(({ keys }) => keys.map(([key]) => key));
      for (const key of ['N', 'P', 'D', 'H', 'A', 'O', 'M', 'Enter']) assert(named.includes(key), key);
      document.body.insertAdjacentHTML('beforeend', '<div id="key-list"></div>');
      writePage(wordsFor(language));
      const list = document.querySelector('#key-list');
      assertEqual(list?.querySelectorAll('section').length, listed.length);
      assertEqual(
        [...(list?.querySelectorAll('kbd') ?? [])].map(({ textContent }) => textContent ?? ''),
        named,
      );
      list?.remove();
    }
  });

  it('leaves letters and digits to the cells; other keys turn, mirror and show all of the slide', async () => {
    const viewer = await openViewer();
    const press = (key: string, code: string, keyCode: number): void => {
      viewer.canvas.dispatchEvent(
        new KeyboardEvent('keydown', { key, code, keyCode, bubbles: true, cancelable: true }),
      );
    };
    const { viewport } = viewer;
    viewport.zoomTo(5, undefined, true);
    press('r', 'KeyR', 82);
    press('f', 'KeyF', 70);
    press('0', 'Digit0', 48);
    assertEqual([viewport.getRotation(), viewport.getFlip(), viewport.getZoom()], [0, false, 5]);
    press('.', 'Period', 190);
    assertEqual(viewport.getRotation(), 90);
    press(',', 'Comma', 188);
    press(';', 'Comma', 188);
    assertEqual([viewport.getRotation(), viewport.getFlip()], [0, true]);
    press('Home', 'Home', 36);
    assertEqual(viewport.getZoom() < 2, true);
    viewer.destroy();
  });

  it('says what went wrong until the reader closes it', () => {
    const notice = box(300, 100);
    showNotice(notice, 'Close', 'The slide is not there', [{ text: 'It answered 404.' }]);
    assert(notice.textContent?.includes('It answered 404.') ?? false, 'the message is missing');
    notice.querySelector('button')?.click();
    assertEqual(notice.childElementCount, 0);
  });

  it('speaks German and English alike, and English to everyone else', () => {
    const [english, german] = [wordsFor('en'), wordsFor('de-CH')];
    assertEqual(german.language, 'de');
    assertEqual(wordsFor('fr').language, 'en');
    assertEqual(Object.keys(german.page).sort().join(), Object.keys(english.page).sort().join());
    const counts = (language: string): number[] =>
      keyGroups(language, LISTED_KEYS).map(({ keys }) => keys.length);
    assertEqual(counts('de'), counts('en'));
    for (const [name, text] of Object.entries(german.page)) assert(text !== '', `no word for ${name}`);
  });
});
