import type OpenSeadragon from 'openseadragon';
import type { AttachedSession } from '../../plugin/session/attached-session.js';
import type { SmearReviewer } from '../../plugin/elements/review/smear-reviewer.js';
import { assert, assertEqual } from './assert.js';
import { defineEveryElement } from './panel-steps.js';
import { drawScriptedSlide, openViewer, scriptedSession } from './panel-scripted-session.js';

await defineEveryElement();

describe('the name of who reviewed before', () => {
  let host: HTMLElement;
  let viewer: OpenSeadragon.Viewer;
  let session: AttachedSession;
  let element: SmearReviewer;

  beforeEach(async () => {
    host = document.createElement('div');
    host.style.cssText = 'position:fixed;left:0;top:0;width:600px;height:400px';
    document.body.append(host);
    const slide = drawScriptedSlide(800, 600, 4);
    viewer = await openViewer(host, slide.picture, { drawer: 'canvas' });
    session = scriptedSession(viewer, slide.picture, slide.cells);
    session.review.formerReviewer = 'Dr. Weber';
    element = document.createElement('smear-reviewer');
    element.session = session;
    document.body.append(element);
    await session.analyzeSlide();
    await element.updateComplete;
  });

  afterEach(async () => {
    element.remove();
    await session.dispose();
    viewer.destroy();
    host.remove();
  });

  const offer = (): HTMLButtonElement | null => element.renderRoot.querySelector('button.former');
  const field = (): HTMLInputElement => {
    const found = element.renderRoot.querySelector<HTMLInputElement>('input');
    assert(found, 'a field for the name');
    return found;
  };

  it('is offered, and signs from the moment that it is taken', async () => {
    assertEqual(field().value, '');
    assert(offer()?.textContent?.includes('Dr. Weber'), 'an offer with the name');
    offer()?.click();
    await element.updateComplete;
    assertEqual([session.review.reviewer, field().value], ['Dr. Weber', 'Dr. Weber']);
    assertEqual(offer(), null);
    assert(element.shadowRoot?.activeElement !== field(), 'the next key names a cell, and not the reviewer');
  });

  it('is no longer offered to who gives another', async () => {
    field().value = 'Dr. Meier';
    field().dispatchEvent(new Event('input'));
    await element.updateComplete;
    assertEqual(session.review.reviewer, 'Dr. Meier');
    assertEqual(offer(), null);
  });
});
