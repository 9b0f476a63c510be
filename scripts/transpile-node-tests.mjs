import { cp, mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { transform } from 'esbuild';

const sources = ['models', 'overlays', 'plugin', 'viewer-shell', 'test'];

/**
 * Makes in `out` JavaScript of every TypeScript file, in the same places below it, where `node --test` runs the
 * tests. A loader that did it in passing would leave Node reading the sources at the places of its own output: where
 * an `assert.ok` fails, Node looks there for the words of the assertion, and may look for minutes.
 */
export async function transpileNodeTests(out) {
  await rm(out, { recursive: true, force: true });
  const { compilerOptions } = JSON.parse(await readFile('tsconfig.json', 'utf8'));
  for (const folder of sources) {
    for (const entry of await readdir(folder, { recursive: true })) {
      if (!entry.endsWith('.ts') || entry.endsWith('.d.ts')) continue;
      const path = join(folder, entry);
      const { code } = await transform(await readFile(path, 'utf8'), {
        loader: 'ts',
        format: 'esm',
        target: 'es2022',
        sourcefile: resolve(path),
        sourcemap: 'inline',
        tsconfigRaw: { compilerOptions },
        // What lies beside a source is found there.
        define: { 'import.meta.url': JSON.stringify(pathToFileURL(resolve(path)).href) },
      });
      const file = join(out, path.replace(/\.ts$/, '.js'));
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, code);
    }
  }
  await cp('scripts', join(out, 'scripts'), { recursive: true });
}
