import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkAttachment } from '../../../../plugin/session/attach-checks.js';
import { hostileValues } from '../../../fuzz/hostile-values.js';
import { rejectsWith } from '../../rejects-with.js';

type Viewer = Parameters<typeof checkAttachment>[0];
type Options = Parameters<typeof checkAttachment>[1];
const VIEWER = { addHandler: () => undefined, world: {}, viewport: {}, canvas: {} } as unknown as Viewer;
const FINE: readonly Options[] = [
  {},
  { assetUrl: '/smearlens/', packUrl: new URL('https://portal.test/pack/'), head: 'linear', backend: 'wasm' },
  { micronsPerPixel: 0.25, overlay: 'heatmap', threshold: 0, keep: 'department-3', preload: 'idle' },
  { threshold: 1, keep: false, preload: true, words: undefined, slide: undefined },
];
const TEXTS = ['no text', 'a long text', 'markup', 'a script address', 'an address elsewhere'];
const ALL_TEXTS = [...TEXTS, 'an address that is none', 'half a character'];
/** All but those that need a page. */
const VALUES = Object.entries(hostileValues()).filter(
  ([name]) => !['undefined', 'an element', 'the window', 'half a viewer'].includes(name),
);
/** Hostile values that may be meant. */
const MEANT: Readonly<Record<string, readonly string[]>> = {
  assetUrl: ALL_TEXTS,
  packUrl: ALL_TEXTS,
  workerUrl: ALL_TEXTS,
  wasmUrl: ALL_TEXTS,
  backend: ALL_TEXTS,
  keep: [...ALL_TEXTS, 'true', 'false', 'null'],
  preload: ['true', 'false', 'null'],
  threshold: ['minus zero'],
  words: ['a function', 'a function that throws', 'a proxy that throws', 'null'],
  slide: ['null'],
  tiledImage: ['null'],
  service: ['null'],
};

describe('what a session is attached to', () => {
  for (const [at, options] of FINE.entries())
    it(`may be a viewer, with options as they are described (${at + 1})`, () => {
      assert.doesNotThrow(() => checkAttachment(VIEWER, options));
    });

  it('is no value that is no viewer', () => {
    for (const [name, value] of VALUES)
      assert.throws(
        () => checkAttachment(value() as Viewer, {}),
        rejectsWith('invalid-argument', /no open OpenSeadragon viewer/),
        name,
      );
  });

  const names = [
    'assetUrl',
    'packUrl',
    'workerUrl',
    'wasmUrl',
    'head',
    'backend',
    'micronsPerPixel',
    'slide',
  ];
  for (const option of [
    ...names,
    'overlay',
    'threshold',
    'tiledImage',
    'keep',
    'preload',
    'service',
    'words',
  ])
    it(`has no ${option} that cannot be one`, () => {
      for (const [name, value] of VALUES) {
        const check = (): void => checkAttachment(VIEWER, { [option]: value() });
        if (MEANT[option]?.includes(name)) assert.doesNotThrow(check, name);
        else assert.throws(check, rejectsWith('invalid-argument', new RegExp(`\`${option}\``)), name);
      }
    });
});
