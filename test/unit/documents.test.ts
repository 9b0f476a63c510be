import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';

const documents = ['ARCHITECTURE.md', 'CONTRIBUTING.md'];
/** What a path in backticks begins with; other words in backticks are code. */
const roots = ['models', 'overlays', 'plugin', 'viewer-shell', 'test', 'scripts', 'docs'];

const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as Record<string, Record<string, unknown>>;

function inBackticks(text: string): string[] {
  return [...text.matchAll(/`([^`\n]+)`/g)].map(([, words = '']) => words);
}

describe('the documents', () => {
  for (const document of documents) {
    const text = readFileSync(document, 'utf8');

    it(`${document} names only paths that exist`, () => {
      const paths = inBackticks(text).filter((words) => roots.includes(words.split('/')[0] as string));
      assert.ok(paths.length > 5, 'it names paths at all');
      assert.deepEqual(
        paths.filter((path) => !existsSync(path)),
        [],
      );
    });

    it(`${document} keeps its lines under 110 characters`, () => {
      assert.deepEqual(
        text.split('\n').filter((line) => line.length >= 110),
        [],
      );
    });
  }

  it('name commands that package.json has', () => {
    for (const document of [...documents, 'README.md']) {
      const asked = [...readFileSync(document, 'utf8').matchAll(/npm run ([\w-]+)/g)].map(([, name]) => name);
      for (const name of asked)
        assert.ok(name && name in (manifest['scripts'] ?? {}), `${document}: ${name}`);
    }
  });

  it('explain every package that is depended on, and no other', () => {
    const text = readFileSync('CONTRIBUTING.md', 'utf8');
    const table = text.slice(text.indexOf('## Why each library is here'), text.indexOf('## Models'));
    const explained = table
      .split('\n')
      .flatMap((line) => inBackticks(line.split('|')[1] ?? ''))
      .flatMap((words) => words);
    const declared = ['dependencies', 'devDependencies', 'peerDependencies'].flatMap((kind) =>
      Object.keys(manifest[kind] ?? {}),
    );
    assert.deepEqual(explained.toSorted(), [...new Set(declared)].toSorted());
  });

  it('number the decisions one after another', () => {
    const numbers = readdirSync('docs/decisions').map((name) => Number(name.slice(0, 4)));
    assert.deepEqual(
      numbers.toSorted((a, b) => a - b),
      numbers.map((_, at) => at + 1),
    );
  });
});
