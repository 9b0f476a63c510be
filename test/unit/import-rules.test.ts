import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { dirname, join, normalize, relative } from 'node:path';
import { before, describe, it } from 'node:test';
import ts from 'typescript';

interface Import {
  readonly file: string;
  /** Path from the root for our own files, else the package's name as written. */
  readonly target: string;
  readonly own: boolean;
  readonly typeOnly: boolean;
  readonly dynamic: boolean;
}

const roots = ['models', 'overlays', 'plugin', 'viewer-shell'];
const publicEntries = [
  'plugin/index.ts',
  'plugin/define.ts',
  'plugin/pipeline-entry.ts',
  'plugin/node-entry.ts',
];
const mayImport: Record<string, readonly string[]> = {
  models: ['models'],
  overlays: ['overlays', 'models'],
  plugin: ['plugin', 'overlays', 'models'],
  'viewer-shell': ['viewer-shell', 'plugin'],
};
const tfjsHomes = [
  'models/backend.ts',
  'models/detector/mask-rcnn.ts',
  'models/embedding/autoencoder.ts',
  'models/embedding/adapt.ts',
];
/** Pure files: the same input gives the same output, with no page, clock or chance. */
const pure = [
  'models/detector/anchors.ts',
  'models/detector/box-codec.ts',
  'models/detector/nms.ts',
  'models/detector/mask-outline.ts',
  'models/classifier/random-forest.ts',
  'models/embedding/error-map.ts',
  'overlays/colormap.ts',
  'overlays/ring-handles.ts',
  'overlays/ring-shape.ts',
  'plugin/drawn-ring.ts',
  'plugin/scheduling/tile-grid.ts',
  'plugin/formats/decode-cell.ts',
  'plugin/formats/decode-geojson.ts',
  'plugin/formats/geojson.ts',
  'plugin/cells/differential.ts',
  'plugin/cells/wilson.ts',
  'plugin/count/compare-counts.ts',
  'plugin/count/count-cells.ts',
  'plugin/count/reference-ranges.ts',
  'plugin/count/walk.ts',
  'plugin/report/escape.ts',
  'plugin/slide/readability.ts',
  'plugin/cells/measurements.ts',
  'plugin/cells/claim.ts',
  'plugin/slide/resample.ts',
];

let sources: string[];
let imports: Import[];

async function sourceFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name));
}

function importsOf(file: string): Import[] {
  const found: Import[] = [];
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
  const add = (specifier: string, typeOnly: boolean, dynamic: boolean): void => {
    const own = specifier.startsWith('.');
    const target = own ? normalize(join(dirname(file), specifier)).replace(/\.js$/, '.ts') : specifier;
    found.push({ file, target, own, typeOnly, dynamic });
  };
  const visit = (node: ts.Node): void => {
    if ((ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) && node.moduleSpecifier) {
      const typeOnly = ts.isImportDeclaration(node)
        ? node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword
        : node.isTypeOnly;
      add((node.moduleSpecifier as ts.StringLiteral).text, typeOnly, false);
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const argument = node.arguments[0];
      if (argument && ts.isStringLiteralLike(argument)) add(argument.text, false, true);
    } else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
      add((node.argument.literal as ts.StringLiteral).text, true, false);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function offenders(rule: (found: Import) => boolean): string[] {
  return imports.filter(rule).map((found) => `${found.file} imports ${found.target}`);
}

before(async () => {
  sources = (await Promise.all(roots.map(sourceFiles))).flat().sort();
  imports = sources.flatMap(importsOf);
});

describe('imports point one way', () => {
  it('reads a tree that holds every floor', () => {
    for (const root of roots)
      assert.ok(
        sources.some((file) => file.startsWith(`${root}/`)),
        root,
      );
    assert.ok(imports.length > 100, `only ${imports.length} imports were found`);
  });

  it('from viewer-shell to plugin to overlays to models', () => {
    assert.deepEqual(
      offenders(({ file, target, own }) => {
        const from = file.split('/')[0] ?? '';
        return own && !mayImport[from]?.includes(target.split('/')[0] ?? '');
      }),
      [],
    );
  });

  it('models/domain stands on nothing', () => {
    assert.deepEqual(
      offenders(
        ({ file, target }) => file.startsWith('models/domain/') && !target.startsWith('models/domain/'),
      ),
      [],
    );
  });

  it('of models, overlays know the domain only', () => {
    assert.deepEqual(
      offenders(
        ({ file, target, own }) =>
          own &&
          file.startsWith('overlays/') &&
          target.startsWith('models/') &&
          !target.startsWith('models/domain/'),
      ),
      [],
    );
  });

  it('the shell uses the public entries of the plugin and nothing behind them', () => {
    assert.deepEqual(
      offenders(
        ({ file, target, own }) =>
          own &&
          file.startsWith('viewer-shell/') &&
          target.startsWith('plugin/') &&
          !publicEntries.includes(target),
      ),
      [],
    );
  });

  it('product code never imports tests', () => {
    assert.deepEqual(
      offenders(({ target, own }) => own && target.startsWith('test/')),
      [],
    );
  });

  it('there is no cycle', () => {
    const next = new Map<string, string[]>();
    for (const { file, target, own, typeOnly } of imports) {
      if (own && !typeOnly) next.set(file, [...(next.get(file) ?? []), target]);
    }
    const done = new Set<string>();
    const cycles: string[] = [];
    const walk = (file: string, path: string[]): void => {
      if (path.includes(file)) {
        cycles.push([...path.slice(path.indexOf(file)), file].join(' → '));
        return;
      }
      if (done.has(file)) return;
      for (const target of next.get(file) ?? []) walk(target, [...path, file]);
      done.add(file);
    };
    for (const file of sources) walk(file, []);
    assert.deepEqual(cycles, []);
  });

  it('every relative import names a file that exists', () => {
    assert.deepEqual(
      offenders(({ target, own }) => own && target.endsWith('.ts') && !sources.includes(target)),
      [],
    );
  });
});

describe('each library has its home', () => {
  it('tfjs lives behind the backend, the detector graph and the autoencoder', () => {
    assert.deepEqual(
      offenders(({ file, target }) => target.startsWith('@tensorflow/') && !tfjsHomes.includes(file)),
      [],
    );
  });

  it('lit lives in the elements', () => {
    assert.deepEqual(
      offenders(({ file, target }) => /^lit($|\/|-)/.test(target) && !file.startsWith('plugin/elements/')),
      [],
    );
  });

  it('openseadragon is a peer: types only, outside the web shell', () => {
    assert.deepEqual(
      offenders(
        ({ file, target, typeOnly }) =>
          target === 'openseadragon' && !typeOnly && !file.startsWith('viewer-shell/web/'),
      ),
      [],
    );
  });

  it('geotiff is loaded when a TIFF is opened, by its reader alone', () => {
    assert.deepEqual(
      offenders(
        ({ file, target, typeOnly, dynamic }) =>
          target === 'geotiff' && !(file.startsWith('plugin/slide/geotiff') && (dynamic || typeOnly)),
      ),
      [],
    );
  });

  it('elements know neither the worker nor the scheduling', () => {
    assert.deepEqual(
      offenders(
        ({ file, target }) =>
          file.startsWith('plugin/elements/') && /^plugin\/(worker|scheduling)\//.test(target),
      ),
      [],
    );
  });

  it('every package that is imported is declared', () => {
    const declared = JSON.parse(readFileSync('package.json', 'utf8')) as Record<
      string,
      Record<string, string>
    >;
    const names = Object.keys({ ...declared['dependencies'], ...declared['peerDependencies'] });
    assert.deepEqual(
      offenders(
        ({ target, own }) =>
          !own &&
          !target.startsWith('node:') &&
          !names.some((name) => target === name || target.startsWith(`${name}/`)),
      ),
      [],
    );
  });
});

describe('pure files stay pure', () => {
  for (const file of pure) {
    it(file, () => {
      const text = readFileSync(file, 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
      const impure = /\b(document|window|Date\.now|performance\.now|Math\.random|new Date|fetch)\b/.exec(
        text,
      );
      assert.equal(impure?.[0], undefined);
    });
  }

  it('no module keeps mutable state', () => {
    const kept = sources.filter((file) => /^(?:export )?let /m.test(readFileSync(file, 'utf8')));
    assert.deepEqual(
      kept.map((file) => relative('.', file)),
      [],
    );
  });
});
