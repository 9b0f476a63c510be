import type { AttachedSession } from '../../plugin/session/attached-session.js';
import type { SmearElement } from '../../plugin/elements/shared/smear-element.js';
import { hostileValues } from '../fuzz/hostile-values.js';
import { assert, assertEqual } from './assert.js';
import { drawScriptedSlide, openViewer, scriptedSession } from './panel-scripted-session.js';
import { defineEveryElement } from './panel-steps.js';

await defineEveryElement();

type Loose = SmearElement & Record<string, unknown>;

/** Values that are none of what a property takes, by what they are; what is left out may be meant. */
function refused(...fine: readonly string[]): [string, unknown][] {
  const none = ['undefined', 'null', 'an element', 'the window'];
  return Object.entries(hostileValues())
    .filter(([name]) => !none.includes(name) && !fine.includes(name))
    .map(([name, make]) => [name, make()]);
}
const TEXTS = ['no text', 'a long text', 'markup', 'a script address', 'an address elsewhere'];
const ALL_TEXTS = [...TEXTS, 'an address that is none', 'half a character'];

describe('values that no element can use', () => {
  let host: HTMLElement;
  let viewer: Awaited<ReturnType<typeof openViewer>>;
  let session: AttachedSession;

  before(async () => {
    host = document.createElement('div');
    host.style.cssText = 'width:600px;height:400px';
    document.body.append(host);
    const { picture, cells } = drawScriptedSlide(1200, 900, 12);
    viewer = await openViewer(host, picture, { drawer: 'canvas' });
    session = scriptedSession(viewer, picture, cells, { backend: 'wasm' });
  });
  after(async () => {
    await session.dispose();
    viewer.destroy();
    host.remove();
  });

  /** What the element says while the property is set to each value; it must be drawn after each. */
  async function told(tag: string, property: string, values: [string, unknown][]): Promise<string[]> {
    const element = document.createElement(tag) as Loose;
    element.session = session;
    document.body.append(element);
    await element.updateComplete;
    const said: string[] = [];
    element.addEventListener('smear-error', ({ detail }) => said.push(`${detail.code}: ${detail.message}`));
    const before = element[property];
    for (const [name, value] of values) {
      element[property as 'title'] = value as string;
      assert(element[property] === before, `${tag}.${property} took ${name}`);
      await element.updateComplete;
    }
    element.remove();
    return said;
  }

  for (const tag of ['smear-panel', 'smear-review', 'smear-differential', 'smear-report', 'smear-map']) {
    it(`are refused one by one as the session of <${tag}>, which keeps the one it has`, async () => {
      const values = refused();
      const said = await told(tag, 'session', values);
      assertEqual(
        said,
        values.map(
          () => `invalid-argument: \`session\` of <${tag}> cannot be what it was set to; it stays as it was.`,
        ),
      );
    });
  }

  for (const [tag, property, fine] of [
    ['smear-panel', 'lang', ALL_TEXTS],
    ['smear-panel', 'side', ALL_TEXTS],
    ['smear-panel', 'step', ALL_TEXTS],
    ['smear-panel', 'packUrl', ALL_TEXTS],
    ['smear-panel', 'assetUrl', ALL_TEXTS],
    ['smear-gallery', 'sort', ALL_TEXTS],
    ['smear-comparison', 'other', []],
    ['smear-cell-pictures', 'cell', []],
    ['smear-cell-crop', 'example', []],
    ['smear-map-plot', 'points', []],
  ] as const) {
    it(`are refused as ${property} of <${tag}>`, async () => {
      const values = refused(...fine);
      assertEqual((await told(tag, property, values)).length, values.length);
    });
  }

  it('are none where a framework says null: the panel is as without a session, and takes one again', async () => {
    const panel = document.createElement('smear-panel');
    panel.session = session;
    document.body.append(panel);
    await panel.updateComplete;
    for (const name of ['session', 'options', 'lang', 'side', 'step', 'viewer', 'packUrl'] as const) {
      (panel as unknown as Record<string, unknown>)[name] = null;
      await panel.updateComplete;
    }
    assertEqual(panel.renderRoot.querySelectorAll('[role=tab]').length, 1);
    panel.session = session;
    await panel.updateComplete;
    assertEqual(panel.renderRoot.querySelectorAll('[role=tab]').length, 5);
    panel.remove();
  });

  it('are taken where any object will do, and change nothing there', async () => {
    const panel = document.createElement('smear-panel') as unknown as Loose;
    document.body.append(panel);
    const errors: string[] = [];
    panel.addEventListener('smear-error', ({ detail }) => errors.push(detail.message));
    for (const [, value] of refused()) {
      panel['options'] = value;
      panel['overlay'] = value;
      panel['width'] = value;
      panel['folded'] = value;
      await panel.updateComplete;
    }
    panel['folded'] = false;
    panel['width'] = 'wide';
    panel.session = session;
    await panel.updateComplete;
    assert(errors.length > 0 && errors.every((message) => /^`options` of/.test(message)), errors.join('\n'));
    assertEqual(panel.renderRoot.querySelectorAll('[role=tab]').length, 5);
    const { width } = panel.getBoundingClientRect();
    assert(width >= 320 && width <= 420, `${width} px`);
    panel.remove();
  });

  it('are no viewer and no option of one: the panel says which, and takes a right viewer after them', async () => {
    const panel = document.createElement('smear-panel');
    document.body.append(panel);
    const said: string[] = [];
    panel.addEventListener('smear-error', ({ detail }) => said.push(`${detail.code}: ${detail.message}`));
    const setAndWait = async (value: unknown, options: object): Promise<void> => {
      const count = said.length;
      panel.viewer = undefined;
      await panel.updateComplete;
      panel.options = options;
      panel.viewer = value as typeof viewer;
      await new Promise<void>((resolve) => {
        panel.addEventListener('smear-ready', () => resolve(), { once: true });
        const look = (): unknown => (said.length > count ? resolve() : setTimeout(look, 5));
        look();
      });
    };
    for (const [, value] of refused('no number', 'false', 'no text', 'minus zero'))
      await setAndWait(value, {});
    assertEqual(
      [...new Set(said)],
      ['invalid-argument: What is given as the viewer is no open OpenSeadragon viewer.'],
    );
    said.length = 0;
    await setAndWait(viewer, { keep: false, threshold: Number.NaN });
    await setAndWait(viewer, { keep: false, micronsPerPixel: 0 });
    await setAndWait(viewer, { keep: false, packUrl: Symbol('pack') });
    assertEqual(said, [
      'invalid-argument: The option `threshold` cannot be what it was set to.',
      'invalid-argument: The option `micronsPerPixel` cannot be what it was set to.',
      'invalid-argument: The option `packUrl` cannot be what it was set to.',
    ]);
    await setAndWait(viewer, { keep: false });
    assert(panel.session?.slide !== undefined);
    panel.remove();
  });
});
