import { cp, mkdir, readFile, rm } from 'node:fs/promises';
import commonjs from '@rollup/plugin-commonjs';
import { nodeResolve } from '@rollup/plugin-node-resolve';
import terser from '@rollup/plugin-terser';
import esbuild from 'rollup-plugin-esbuild';

const { dependencies } = JSON.parse(await readFile(new URL('package.json', import.meta.url), 'utf8'));
const onNode = [...Object.keys(dependencies), /^node:/];

/** Puts what is fetched at run time (wasm, model pack, page) beside the bundles. */
function copyBeside(pairs) {
  return {
    name: 'copy-beside',
    async writeBundle() {
      for (const [from, to] of pairs) {
        await mkdir(to.slice(0, to.lastIndexOf('/')), { recursive: true });
        await rm(to, { recursive: true, force: true });
        await cp(from, to, { recursive: true });
      }
    },
  };
}

const compile = () => esbuild({ target: 'es2022' });
const wasmFiles = [
  'tfjs-backend-wasm.wasm',
  'tfjs-backend-wasm-simd.wasm',
  'tfjs-backend-wasm-threaded-simd.wasm',
];

export default [
  {
    // One flat folder: `new URL('./inference-worker.js', import.meta.url)` holds in every chunk.
    input: {
      index: 'plugin/index.ts',
      define: 'plugin/define.ts',
      'pipeline-entry': 'plugin/pipeline-entry.ts',
      'inference-worker': 'plugin/worker/inference-worker.browser.ts',
      shell: 'viewer-shell/web/main.ts',
    },
    output: {
      dir: 'dist/browser',
      format: 'es',
      entryFileNames: '[name].js',
      chunkFileNames: '[name]-[hash].js',
      sourcemap: true,
    },
    plugins: [
      nodeResolve({ browser: true, preferBuiltins: false }),
      commonjs(),
      compile(),
      terser({ format: { comments: false } }),
      copyBeside([
        ...wasmFiles.map((file) => [
          `node_modules/@tensorflow/tfjs-backend-wasm/dist/${file}`,
          `dist/browser/wasm/${file}`,
        ]),
        ['models/packs/base', 'dist/browser/packs/base'],
        ['viewer-shell/web/index.html', 'dist/browser/index.html'],
        ['viewer-shell/web/styles.css', 'dist/browser/styles.css'],
        ['viewer-shell/web/examples', 'dist/browser/examples'],
      ]),
    ],
    onwarn: warnUnlessCrypto,
  },
  {
    input: {
      'node-entry': 'plugin/node-entry.ts',
      'inference-worker.node': 'plugin/worker/inference-worker.node.ts',
      smearlens: 'viewer-shell/command-line/smearlens.ts',
    },
    output: {
      dir: 'dist/node',
      format: 'es',
      entryFileNames: '[name].js',
      chunkFileNames: '[name]-[hash].js',
      sourcemap: true,
    },
    external: (id) =>
      onNode.some((name) =>
        name instanceof RegExp ? name.test(id) : id === name || id.startsWith(`${name}/`),
      ),
    plugins: [nodeResolve({ preferBuiltins: true }), compile()],
  },
];

/** `random-js` probes for Node's crypto behind a guard; in a browser it is never reached. */
function warnUnlessCrypto(warning, warn) {
  if (warning.code === 'UNRESOLVED_IMPORT' && warning.exporter === 'crypto') return;
  if (warning.code === 'MISSING_NODE_BUILTINS' || warning.code === 'CIRCULAR_DEPENDENCY') {
    if (warning.ids?.every((id) => id.includes('node_modules')) ?? true) return;
  }
  if (warning.code === 'THIS_IS_UNDEFINED') return;
  warn(warning);
}
