import { cp, mkdir, readdir, rm } from 'node:fs/promises';
import { build } from 'esbuild';

const out = '.cache/browser-tests';

/** Bundles `test/browser` and the worker flat, with the wasm files, the pack and the shell's page beside. */
export async function bundleBrowserTests() {
  await rm(out, { recursive: true, force: true });
  await mkdir(out, { recursive: true });
  const tests = ["panel-layout.test.ts"];
  await build({
    entryPoints: [
      ...tests.map((name) => ({ in: `test/browser/${name}`, out: name.replace(/\.ts$/, '') })),
      { in: 'plugin/worker/inference-worker.browser.ts', out: 'inference-worker' },
      { in: 'plugin/neighbours/map-worker.browser.ts', out: 'map-worker' },
    ],
    outdir: out,
    bundle: true,
    splitting: true,
    format: 'esm',
    target: 'es2022',
    conditions: ['development', 'browser'],
    external: ['crypto', 'sharp', 'node:*'],
    chunkNames: '[name]-[hash]',
    sourcemap: 'inline',
    logLevel: 'warning',
  });
  await cp('node_modules/@tensorflow/tfjs-backend-wasm/dist', `${out}/wasm`, {
    recursive: true,
    filter: (path) => !/\.\w+$/.test(path) || path.endsWith('.wasm'),
  });
  await cp('models/packs/base', `${out}/packs/base`, { recursive: true });
  // The page without its program, to be measured.
  for (const file of ['index.html', 'styles.css'])
    await cp(`viewer-shell/web/${file}`, `${out}/page/${file}`);
}
