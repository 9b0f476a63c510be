import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

/**
 * Bytes, gzipped, that a page loads before anything else can run when a bundler is given this source: the scripts that
 * are imported statically. What is imported later is not counted. `modules`: folder in which packages are sought.
 */
export async function entryBytes(source: string, modules: string): Promise<number> {
  const { metafile, outputFiles } = await build({
    stdin: { contents: source, resolveDir: modules },
    bundle: true,
    minify: true,
    format: 'esm',
    splitting: true,
    outdir: 'out',
    metafile: true,
    write: false,
    legalComments: 'none',
    logLevel: 'error',
  });
  const entry = Object.keys(metafile.outputs).find(
    (name) => metafile.outputs[name]?.entryPoint === '<stdin>',
  );
  if (entry === undefined) throw new Error('esbuild has written no entry.');
  const eager = new Set([entry]);
  for (const name of eager) {
    for (const { kind, path } of metafile.outputs[name]?.imports ?? [])
      if (kind === 'import-statement') eager.add(path);
  }
  const scripts = [...eager].map(
    (name) => outputFiles.find(({ path }) => path.endsWith(`/${name}`))?.text ?? '',
  );
  return gzipSync(scripts.join('\n')).length;
}
