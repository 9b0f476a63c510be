import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { build } from 'esbuild';

/** Our modules that a page loads with `plugin/define.ts` before anything else can run. */
async function loadedAtOnce(): Promise<string[]> {
  const { metafile } = await build({
    entryPoints: ['plugin/define.ts'],
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'browser',
    outdir: 'out',
    metafile: true,
    write: false,
    logLevel: 'error',
  });
  const { outputs } = metafile;
  const eager = new Set(
    Object.keys(outputs).filter((name) => outputs[name]?.entryPoint === 'plugin/define.ts'),
  );
  for (const name of eager) {
    for (const { kind, path } of outputs[name]?.imports ?? [])
      if (kind === 'import-statement') eager.add(path);
  }
  return [...eager].flatMap((name) => Object.keys(outputs[name]?.inputs ?? {}));
}

describe('what a page loads with the panel', () => {
  it('is neither what draws on the slide nor what stands under the other tabs', async () => {
    const loaded = await loadedAtOnce();
    assert.ok(loaded.includes('plugin/elements/panel/smear-panel.ts'));
    const later = /^overlays\/(layers|theme)|smear-(show|legend|review|differential|report)\.ts$/;
    assert.deepEqual(
      loaded.filter((path) => later.test(path)),
      [],
    );
  });
});
