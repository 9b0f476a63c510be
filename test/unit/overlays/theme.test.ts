import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { THEME_CSS, themeValue } from '../../../overlays/theme.js';

describe('the theme of what is drawn on a slide', () => {
  it('has all colours of the overlays but the scale of the heat map', async () => {
    const files = (await readdir('overlays', { recursive: true })).filter((file) => file.endsWith('.ts'));
    assert.ok(files.length > 20);
    const coloured: string[] = [];
    for (const file of files) {
      if (file === 'theme.ts' || file === join('layers', 'colormap.ts')) continue;
      const text = await readFile(join('overlays', file), 'utf8');
      const code = text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
      if (/['"`: ]#[\da-f]{3,8}\b|\b(rgb|hsl|oklch)a?\(/i.test(code)) coloured.push(file);
    }
    assert.deepEqual(coloured, []);
  });

  it('follows properties of the page, with a colour of its own where there are none', () => {
    assert.equal(themeValue('line'), 'var(--smear-slide-line, #fff)');
    assert.match(THEME_CSS, /column-rule-color:var\(--smear-slide-note, /);
  });
});
