import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';

const folders = ['plugin/elements', 'plugin/report', 'overlays'];

describe('what a strict security policy forbids', () => {
  const sources = folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => join(folder, name)),
  );

  it('is not in the sources: no style attribute in markup, only `.style=` as a property', () => {
    assert.ok(sources.length > 50, `${sources.length} files`);
    for (const file of sources) {
      const [found] = /(?<![.\w-])style=["$].*/.exec(readFileSync(file, 'utf8')) ?? [];
      assert.equal(found, undefined, file);
    }
  });
});
