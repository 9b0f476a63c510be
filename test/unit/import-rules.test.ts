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
  'plugin/session-entry.ts',
  'plugin/pipeline-entry.ts',
  'plugin/node-entry.ts',
  'plugin/script-entry.ts',
];
/** The floors inside `plugin`, the highest first: a folder imports its own files and what stands below it. */
const pluginFloors = [
  'elements',
  'report',
  'session',
  'keep',
  'viewer',
  'tools',
  'words',
  'neighbours',
  'analysis',
  'service',
  'formats',
  'worker',
  'count',
  'adapt',
  'gallery',
  'stain',
  'review',
  'red-cells',
  'cells',
  'kinds',
  'slide',
  'scheduling',
];
const mayImport: Record<string, readonly string[]> = {
  models: ['models'],
  overlays: ['overlays', 'models'],
  plugin: ['plugin', 'overlays', 'models'],
  'viewer-shell': ['viewer-shell', 'plugin'],
};
const tfjsHomes = [
  'models/backend/backend.ts',
  'models/detector/mask-rcnn.ts',
  'models/detector/tensor-pyramid.ts',
  'models/embedding/autoencoder.ts',
  'models/encoder/instance-encoder.ts',
  'models/layers/feature-batch.ts',
  'models/layers/row-filtering.ts',
  'models/layers/ways-on-wasm.ts',
];
/** Pure files: the same input gives the same output, with no page, clock or chance. */
const pure = [
  'models/detector/anchors.ts',
  'models/detector/box-codec.ts',
  'models/detector/nms.ts',
  'models/detector/mask-outline.ts',
  'models/domain/rings/enclosed-rings.ts',
  'models/domain/rings/polygon.ts',
  'models/domain/rings/ring-overlap.ts',
  'models/domain/rings/simplify-ring.ts',
  'models/domain/rings/trace-rings.ts',
  'models/domain/rings/valid-ring.ts',
  'models/classifier/random-forest.ts',
  'models/embedding/error-map.ts',
  'overlays/layers/colormap.ts',
  'overlays/tools/ring-handles.ts',
  'plugin/tools/drawn-ring.ts',
  'plugin/analysis/tile-grid.ts',
  'plugin/formats/decode-cell.ts',
  'plugin/formats/decode-geojson.ts',
  'plugin/formats/geojson.ts',
  'plugin/count/differential.ts',
  'plugin/count/wilson.ts',
  'plugin/count/compare-counts.ts',
  'plugin/count/count-cells.ts',
  'plugin/count/reference-ranges.ts',
  'plugin/count/walk.ts',
  'plugin/report/escape.ts',
  'plugin/count/readability.ts',
  'plugin/cells/measurements.ts',
  'plugin/cells/claim.ts',
  'plugin/cells/same-cell.ts',
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

  it('models/domain stands on nothing but exact arithmetic for its rings', () => {
    assert.deepEqual(
      offenders(
        ({ file, target }) =>
          file.startsWith('models/domain/') &&
          !target.startsWith('models/domain/') &&
          !(target === 'robust-predicates' && file === 'models/domain/rings/sides.ts'),
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

  it('inside plugin from the elements down to the slide; the public face imports all, and nothing imports it', () => {
    const floorOf = (path: string): number => {
      const [, folder, file] = path.split('/');
      return file === undefined ? -1 : pluginFloors.indexOf(folder as string);
    };
    const inPlugin = imports.filter(({ file, own }) => own && file.startsWith('plugin/'));
    assert.deepEqual(
      [...new Set(inPlugin.map(({ file }) => file).filter((f) => f.split('/').length > 2 && floorOf(f) < 0))],
      [],
      'folders of plugin that stand on no floor',
    );
    assert.deepEqual(
      offenders(
        ({ file, target, own }) =>
          own &&
          file.startsWith('plugin/') &&
          target.startsWith('plugin/') &&
          target !== 'plugin/version.ts' &&
          floorOf(target) < floorOf(file),
      ),
      [],
    );
  });

  it('there is no cycle, imports of types counted', () => {
    const next = new Map<string, string[]>();
    for (const { file, target, own } of imports) {
      if (own) next.set(file, [...(next.get(file) ?? []), target]);
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

describe('a house with few files in each room', () => {
  it('the root of plugin holds its public face and nothing else', () => {
    const root = sources.filter((file) => /^plugin\/[^/]+$/.test(file));
    assert.ok(root.length <= 8, root.join(', '));
  });

  it('no folder holds more than 25 files', () => {
    const counts = new Map<string, number>();
    for (const file of sources) counts.set(dirname(file), (counts.get(dirname(file)) ?? 0) + 1);
    assert.deepEqual(
      [...counts].filter(([, count]) => count > 25),
      [],
    );
  });

  it('files are short: the median under 100 lines, none over 300 without a reason in its first comment', () => {
    const texts = sources.map((file) => ({ file, text: readFileSync(file, 'utf8') }));
    const lines = texts.map(({ text }) => text.split('\n').length).sort((a, b) => a - b);
    assert.ok((lines[lines.length >> 1] as number) < 100);
    const long = texts.filter(
      ({ text }) => text.split('\n').length > 301 && !/^\/\/ Long because /m.test(text),
    );
    assert.deepEqual(
      long.map(({ file }) => file),
      [],
    );
  });
});

describe('each library has its home', () => {
  it('ONNX Runtime is loaded by the worker on Node alone', () => {
    assert.deepEqual(
      offenders(
        ({ file, target }) =>
          target.startsWith('onnxruntime') && file !== 'plugin/worker/inference-worker.node.ts',
      ),
      [],
    );
  });

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

  it('no lit comes with the entries for a page without our elements', () => {
    for (const entry of ['plugin/session-entry.ts', 'plugin/pipeline-entry.ts', 'plugin/node-entry.ts']) {
      const loaded = new Set([entry]);
      const packages = new Set<string>();
      for (const file of loaded) {
        for (const each of imports.filter((one) => one.file === file && !one.typeOnly)) {
          if (each.own) loaded.add(each.target);
          else packages.add(each.target);
        }
      }
      assert.ok(loaded.size > 10, `${entry} is read with what it imports`);
      assert.deepEqual(
        [...packages].filter((name) => /^(lit|@lit)($|\/|-)/.test(name)),
        [],
        entry,
      );
    }
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

  it('no library reads the structure of a TIFF, and those that decompress its tiles stand behind bounds', () => {
    assert.deepEqual(
      offenders(
        ({ file, target }) =>
          target === 'geotiff' ||
          (['fflate', 'fzstd'].includes(target) && !file.startsWith('plugin/slide/tiff/codecs/')),
      ),
      [],
    );
  });

  it('elements know neither the worker nor the tiles', () => {
    assert.deepEqual(
      offenders(
        ({ file, target, typeOnly }) =>
          file.startsWith('plugin/elements/') &&
          (target.startsWith('plugin/worker/') || (target.startsWith('plugin/analysis/') && !typeOnly)),
      ),
      [],
    );
  });

  it('every package that the product depends on is imported', () => {
    const { dependencies, peerDependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as Record<
      string,
      Record<string, string>
    >;
    assert.deepEqual(
      Object.keys({ ...dependencies, ...peerDependencies }).filter(
        (name) => !imports.some(({ target }) => target === name || target.startsWith(`${name}/`)),
      ),
      [],
    );
  });

  it('every package that is imported is declared', () => {
    const declared = JSON.parse(readFileSync('package.json', 'utf8')) as Record<
      string,
      Record<string, string>
    >;
    const kinds = ['dependencies', 'devDependencies', 'peerDependencies'];
    const names = kinds.flatMap((kind) => Object.keys(declared[kind] ?? {}));
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
