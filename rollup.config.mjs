import { builtinModules } from 'node:module';
import { cp, mkdir, readFile, rm } from 'node:fs/promises';
import commonjs from '@rollup/plugin-commonjs';
import { nodeResolve } from '@rollup/plugin-node-resolve';
import esbuild, { minify } from 'rollup-plugin-esbuild';

/** Puts what is fetched at run time (wasm, model pack, page) beside the bundles. */
function copyBeside(pairs) {
  return {
    name: 'copy-beside',
    async writeBundle() {
      for (const [from, to] of pairs) {
        await mkdir(to.slice(0, to.lastIndexOf('/')), { recursive: true });
        await rm(to, { recursive: true, force: true });
        await cp(from, to, { recursive: true, filter: (path) => !notServed.test(path) });
      }
    },
  };
}

/** Of a pack: what is for tests and for reading. */
const notServed = /\/(golden\.safetensors|figures\.json|MODEL_CARD\.md)$/;

/** Of its four predicates we use one; its modules only set up memory of their own, which rollup cannot know. */
const treeshake = { moduleSideEffects: (id) => !id.includes('/robust-predicates/') };

const compile = () => esbuild({ target: 'es2022' });
/** Some libraries name these behind a guard that a browser never passes; an import would not be guarded. */
function withoutNodeModules() {
  const empty = '\0no-node-module';
  const named = new Set(builtinModules);
  return {
    name: 'without-node-modules',
    resolveId: (id) => (named.has(id) ? empty : null),
    load: (id) => (id === empty ? 'export default {};' : null),
  };
}

/** Without the comments and indents of the elements' styles, which are a text to the minifier. */
function shortStyles() {
  const short = (style) => style.replaceAll(/\/\*[^]*?\*\//g, '').replaceAll(/\n\s*/g, '\n');
  return {
    name: 'short-styles',
    transform: (code, id) =>
      id.endsWith('.ts') ? { code: code.replaceAll(/\bcss`[^`]*`/g, short), map: null } : null,
  };
}

/** Old chunks have other names, and would stay beside the new ones for ever. */
function emptyFolder(folder) {
  return { name: 'empty-folder', buildStart: () => rm(folder, { recursive: true, force: true }) };
}

const forBrowsers = () => [
  withoutNodeModules(),
  nodeResolve({ browser: true, preferBuiltins: false }),
  commonjs(),
  compile(),
  shortStyles(),
  minify({ legalComments: 'eof', logLevel: 'error' }),
];

/** One classic script without chunks: it can be copied anywhere alone. */
const selfContained = (input, name, options = {}) => ({
  treeshake,
  input,
  output: { file: `dist/browser/${name}.js`, format: 'iife', inlineDynamicImports: true, ...options },
  plugins: forBrowsers(),
});

/** What a library written for CommonJS expects of Node, in a module. Rollup does not see these names, so no source may have them. */
const nodeBanner = `import { createRequire as __createRequire } from 'node:module';
import { dirname as __folderOf } from 'node:path';
import { fileURLToPath as __pathOf } from 'node:url';
const require = __createRequire(import.meta.url), __filename = __pathOf(import.meta.url), __dirname = __folderOf(__filename);`;

/** `smearlens/define` on a server that renders pages: it has no elements, and the page defines them itself. */
const nothingToDefine = {
  name: 'nothing-to-define',
  generateBundle() {
    this.emitFile({ type: 'asset', fileName: 'define.js', source: 'export {};\n' });
  },
};

/** Installed by whoever wants what they are for: decoding, speed, S3, the queue, its service. */
const optionalPeers = Object.keys(JSON.parse(await readFile('package.json', 'utf8')).peerDependenciesMeta);
const isOptionalPeer = (id) => optionalPeers.some((name) => id === name || id.startsWith(`${name}/`));

/** On Node there is neither, and asking for one says so. */
const onlyInBrowsers = ['@tensorflow/tfjs-backend-webgpu', '@tensorflow/tfjs-backend-webgl'];

const wasmFiles = [
  'tfjs-backend-wasm.wasm',
  'tfjs-backend-wasm-simd.wasm',
  'tfjs-backend-wasm-threaded-simd.wasm',
];

export default [
  {
    treeshake,
    // One flat folder: what `plugin/worker/shipped-files.ts` names lies beside every chunk.
    input: {
      index: 'plugin/index.ts',
      define: 'plugin/define.ts',
      attach: 'plugin/session/attach-on-demand.ts',
      'session-entry': 'plugin/session-entry.ts',
      'pipeline-entry': 'plugin/pipeline-entry.ts',
      'dicomweb-entry': 'plugin/dicomweb-entry.ts',
      shell: 'viewer-shell/web/main.ts',
    },
    output: {
      dir: 'dist/browser',
      format: 'es',
      entryFileNames: '[name].js',
      chunkFileNames: '[name]-[hash].js',
    },
    plugins: [
      emptyFolder('dist/browser'),
      ...forBrowsers(),
      copyBeside([
        ...wasmFiles.map((file) => [
          `node_modules/@tensorflow/tfjs-backend-wasm/dist/${file}`,
          `dist/browser/wasm/${file}`,
        ]),
        ['models/packs/base', 'dist/browser/packs/base'],
        ['viewer-shell/web/index.html', 'dist/browser/index.html'],
        ['viewer-shell/web/styles.css', 'dist/browser/styles.css'],
        ['viewer-shell/web/examples', 'dist/browser/examples'],
        [
          'node_modules/openseadragon/build/openseadragon/openseadragon.min.js',
          'dist/browser/examples/openseadragon.min.js',
        ],
      ]),
    ],
  },
  selfContained('plugin/worker/inference-worker.browser.ts', 'inference-worker'),
  selfContained('plugin/neighbours/map-worker.browser.ts', 'map-worker'),
  selfContained('plugin/script-entry.ts', 'smearlens', { name: 'Smearlens' }),
  {
    treeshake,
    input: {
      'node-entry': 'plugin/node-entry.ts',
      'inference-worker.node': 'plugin/worker/inference-worker.node.ts',
      'decoder-process.node': 'plugin/slide/decoder-process.node.ts',
      smearlens: 'viewer-shell/command-line/smearlens.ts',
    },
    output: {
      dir: 'dist/node',
      format: 'es',
      banner: nodeBanner,
      entryFileNames: '[name].js',
      chunkFileNames: '[name]-[hash].js',
    },
    external: (id) => isOptionalPeer(id) || onlyInBrowsers.includes(id),
    plugins: [
      emptyFolder('dist/node'),
      nothingToDefine,
      nodeResolve({ preferBuiltins: true, exportConditions: ['node'] }),
      commonjs({ ignore: (id) => id === 'node-fetch' || builtinModules.includes(id) }),
      compile(),
      // Names stay: an error's stack is read by people.
      minify({ minify: false, minifyWhitespace: true, legalComments: 'eof' }),
    ],
  },
];
