import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, it } from 'node:test';
import ts from 'typescript';

// What a portal may import, by entry. A name that goes away here breaks somebody's page: it stays as an alias for one
// version, marked `@deprecated`, and CHANGELOG.md says so. A new one is a promise.
const PROMISED = JSON.parse(readFileSync('test/unit/public-names.json', 'utf8')) as Record<string, string[]>;

/** The names that a file exports, types included, through `export *` too. */
function exportsOf(file: string): string[] {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
  return source.statements.flatMap((statement) => {
    if (ts.isExportDeclaration(statement)) {
      if (statement.exportClause && ts.isNamedExports(statement.exportClause))
        return statement.exportClause.elements.map(({ name }) => name.text);
      const from = (statement.moduleSpecifier as ts.StringLiteral).text.replace(/\.js$/, '.ts');
      return exportsOf(normalize(join(dirname(file), from)));
    }
    const isExported =
      ts.canHaveModifiers(statement) &&
      ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
    if (!isExported) return [];
    if (ts.isVariableStatement(statement))
      return statement.declarationList.declarations.map(({ name }) => (name as ts.Identifier).text);
    return [(statement as ts.FunctionDeclaration).name?.text ?? ''];
  });
}

const missingIn = (some: readonly string[], all: readonly string[]): string[] =>
  all.filter((name) => !some.includes(name));

describe('what is public', () => {
  const entries = {
    smearlens: 'plugin/index.ts',
    'smearlens/attach': 'plugin/session/attach-on-demand.ts',
    'smearlens/session': 'plugin/session-entry.ts',
    'smearlens/dicomweb': 'plugin/dicomweb-entry.ts',
    'smearlens/pipeline': 'plugin/pipeline-entry.ts',
    'smearlens/node': 'plugin/node-entry.ts',
  };

  for (const [entry, file] of Object.entries(entries)) {
    it(`${entry} exports what was promised, no less and no more`, () => {
      const [there, promised] = [exportsOf(file), PROMISED[entry] ?? []];
      const [gone, added] = [missingIn(there, promised), missingIn(promised, there)];
      assert.deepEqual(gone, [], 'promised, and gone');
      assert.deepEqual(added, [], 'new: add to test/unit/public-names.json');
    });
  }

  it('is every entry of the package that holds names, and each of its files is written by the build', () => {
    const { exports } = JSON.parse(readFileSync('package.json', 'utf8')) as {
      exports: Record<string, { types?: string } | string>;
    };
    const withTypes = Object.entries(exports)
      .filter(([, target]) => typeof target !== 'string' && target.types?.startsWith('./dist/types/'))
      .map(([path]) => path.replace(/^\./, 'smearlens'));
    assert.deepEqual(withTypes.toSorted(), [...Object.keys(entries), 'smearlens/define'].toSorted());
  });
});
