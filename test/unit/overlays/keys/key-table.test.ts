import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import {
  ariaShortcuts,
  keyAction,
  keyEntries,
  reservedKeys,
  type KeyPress,
} from '../../../../overlays/keys/key-press.js';
import { HOLDS_WITH, KEY_TABLE, type KeyPlace } from '../../../../overlays/keys/key-table.js';
import { isUsableKey } from '../../../../plugin/review/class-keys.js';
import { keyGroups } from '../../../../plugin/words/keys/key-groups.js';
import { keyMeaningsDe } from '../../../../plugin/words/de/key-meanings.js';
import { keyMeaningsEn } from '../../../../plugin/words/en/key-meanings.js';
import { LISTED_KEYS } from '../../../../viewer-shell/web/listed-keys.js';

const PLACES = Object.keys(KEY_TABLE) as KeyPlace[];
/**
 * Widgets that answer the keys of their ARIA pattern, or that every page has (menu, separator, the Enter and Escape of a field,
 * what scrolls a page), and no others.
 */
const STANDARD_WIDGETS = [
  'plugin/elements/review/smear-cell-menu.ts',
  'plugin/elements/kinds/smear-kind-search.ts',
  'plugin/elements/panel/step-tabs.ts',
  'plugin/elements/panel/width-handle.ts',
  'plugin/elements/panel/smear-setup.ts',
  'plugin/elements/shared/leave-field.ts',
  'plugin/elements/report/report-frame.ts',
  'plugin/elements/report/smear-sign-off.ts',
];

function press(key: string, held: Partial<KeyPress> = {}): KeyPress {
  return { key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...held };
}

describe('the table of keys', () => {
  it('takes no key twice where both hold, unless the inner place says that it goes first', () => {
    for (const place of PLACES) {
      const own = keyEntries(place).flatMap(({ keys }) => keys);
      assert.equal(new Set(own).size, own.length, `${place}: ${own.join(' ')}`);
      for (const { action, keys, overrides = [] } of keyEntries(place)) {
        const also = HOLDS_WITH[place].flatMap((outer) =>
          keyEntries(outer)
            .filter((other) => other.keys.some((key) => keys.includes(key)))
            .map((other) => other.action),
        );
        const undeclared = also.filter((other) => !overrides.includes(other));
        assert.deepEqual(undeclared, [], `${place}: ${action} takes the key of ${undeclared.join(', ')}`);
      }
    }
  });

  it('overrides only what is there', () => {
    for (const place of PLACES) {
      const actions: readonly string[] = [
        'move',
        ...HOLDS_WITH[place].flatMap(keyEntries).map(({ action }) => action),
      ];
      for (const { action, overrides = [] } of keyEntries(place)) {
        const missing = overrides.filter((other) => !actions.includes(other));
        assert.deepEqual(missing, [], `${place}: ${action}`);
      }
    }
  });

  for (const language of ['en', 'de'] as const) {
    it(`has words for every place, action and key, ${language}`, () => {
      const { places, actions } = { en: keyMeaningsEn, de: keyMeaningsDe }[language];
      for (const place of PLACES) {
        assert.ok(places[place], place);
        for (const entry of keyEntries(place)) {
          const meanings: Readonly<Record<string, string>> = actions[place];
          assert.ok(meanings[entry.words ?? entry.action], `${place}: ${entry.action}`);
        }
      }
      const long = keyGroups(
        language,
        PLACES.map((place) => [place]),
      )
        .flatMap(({ keys }) => keys.map(([key]) => key))
        .filter(
          (key) => language !== 'en' && /Arrow|Escape|Delete|Insert|Space|Control|Shift|Page[UD]/.test(key),
        );
      assert.deepEqual(long, [], 'keys that keep their English name');
    });

    it(`is listed as a whole in the help of the page, each key once in its group, ${language}`, () => {
      assert.deepEqual(LISTED_KEYS.flat().toSorted(), PLACES.toSorted());
      for (const { title, keys } of keyGroups(language, LISTED_KEYS)) {
        assert.equal(new Set(keys.map(([key]) => key)).size, keys.length, title);
      }
    });
  }

  it('is the only place that compares a key: every key that a handler answers is in it', async () => {
    const files = (await Promise.all(['overlays', 'plugin', 'viewer-shell'].map(sourceFiles))).flat();
    const comparing = files.filter((file) => {
      if (file === 'overlays/keys/key-press.ts' || STANDARD_WIDGETS.includes(file)) return false;
      return /\b(event|press|pressed|stroke)\.(key|code|keyCode)(\.toLowerCase\(\))? *(===|!==|\])|\[event\.key\]/.test(
        readFileSync(file, 'utf8'),
      );
    });
    // A sign for the space bar, shown to the reader.
    assert.deepEqual(
      comparing.filter(
        (file) =>
          !['plugin/elements/review/class-palette.ts', 'plugin/elements/review/cell-keys.ts'].includes(file),
      ),
      [],
    );
  });

  it('keeps every sign that means something from the classes, and gives them all others', () => {
    for (const place of PLACES) {
      for (const { keys, overrides = [] } of keyEntries(place)) {
        for (const key of keys)
          if (key.length === 1 && !overrides.includes('assign'))
            assert.ok(!isUsableKey(key.toLowerCase()), `${place}: ${key}`);
      }
    }
    assert.ok(reservedKeys().has(' ') && reservedKeys().has('+') && reservedKeys().has(';'));
    assert.ok(['0', '1', 'q', 'z', 'y'].every(isUsableKey));
  });
});

describe('a pressed key', () => {
  it('means the same small and large, with Ctrl or ⌘, and nothing with Alt', () => {
    assert.equal(keyAction('page', press('D', { shiftKey: true })), 'nextDoubtful');
    assert.equal(keyAction('page', press('d')), 'nextDoubtful');
    assert.equal(keyAction('page', press('d', { altKey: true })), undefined);
    assert.equal(keyAction('page', press('z', { metaKey: true })), 'undo');
    assert.equal(keyAction('page', press('z')), undefined);
  });

  it('is told from the same one with Shift where both mean something', () => {
    assert.equal(keyAction('page', press('Z', { ctrlKey: true, shiftKey: true })), 'redo');
    assert.equal(keyAction('adjusting', press('Tab', { shiftKey: true })), 'previousHandle');
    assert.equal(keyAction('adjusting', press('Tab')), 'nextHandle');
    assert.equal(keyAction('drawing', press('Z', { ctrlKey: true, shiftKey: true })), undefined);
  });

  it('is written for assistive technology with both modifiers', () => {
    assert.equal(ariaShortcuts('page', 'undo'), 'Control+Z Meta+Z');
    assert.equal(ariaShortcuts('cells', 'reject'), 'Delete Backspace');
    assert.equal(ariaShortcuts('tools', 'draw'), undefined);
  });
});

async function sourceFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name));
}
