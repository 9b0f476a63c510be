import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { buildPortalOffline, packPackage, type PackedPackage } from '../portals/build-portal.js';
import { visitPortal, type PortalVisit } from '../portals/visit-portal.js';

/** Upper bounds in bytes; the README's table says what was measured. */
const LIMITS = {
  packed: 8_000_000,
  unpacked: 16_000_000,
  atStart: 900_000,
  atStartGzipped: 260_000,
  atFirstAnalysis: 8_500_000,
};

describe('the package as it is published', { timeout: 300_000 }, () => {
  let folder = '';
  let packed: PackedPackage;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'smearlens-pack-'));
    packed = packPackage(folder);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('is small', () => {
    assert.ok(packed.packedBytes <= LIMITS.packed, `${packed.packedBytes} bytes packed`);
    assert.ok(packed.unpackedBytes <= LIMITS.unpacked, `${packed.unpackedBytes} bytes unpacked`);
  });

  it('holds the models once, and nothing that is for tests, for reading sources or for our own page', () => {
    const holding = (part: RegExp): string[] => packed.paths.filter((path) => part.test(path));
    assert.deepEqual(holding(/detector\.safetensors$/), ['dist/browser/packs/base/detector.safetensors']);
    assert.deepEqual(holding(/\.map$|golden|shell|openseadragon|examples|index\.html/), []);
    assert.ok(holding(/MODEL_CARD\.md$/).length === 1);
  });

  it('needs at run time only what it declares', () => {
    const { dependencies, peerDependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as Record<
      string,
      Record<string, string>
    >;
    const declared = Object.keys({ ...dependencies, ...peerDependencies });
    const imported = packed.paths
      .filter((path) => /^dist\/(browser|node)\/[^/]+\.js$/.test(path))
      .flatMap((path) => [
        ...readFileSync(path, 'utf8').matchAll(/(?:^import [^'";]*?from |^import )['"]([^'"./][^'"]*)['"]/gm),
      ])
      .map(([, name = '']) => name)
      .filter((name) => !name.startsWith('node:') && !BUILT_INTO_NODE.includes(name));
    assert.deepEqual(
      imported.filter((name) => !declared.includes(name)),
      [],
    );
  });

  describe('bundled by esbuild and served under a strict security policy', () => {
    let visit: PortalVisit;
    let served = '';

    before(async () => {
      ({ served } = buildPortalOffline('esbuild', packed));
      visit = await visitPortal(served);
    });

    it('finds cells, and breaks no rule of the policy', () => {
      assert.ok(visit.cells >= 2, `${visit.cells} cells`);
      assert.deepEqual(visit.complaints, []);
    });

    it('loads neither worker nor models before they are asked for', () => {
      const early = [...visit.atStart.keys()];
      assert.deepEqual(
        early.filter((path) => /worker|wasm|packs/.test(path)),
        [],
      );
      const bytes = [...visit.atStart.values()].reduce((a, b) => a + b, 0);
      assert.ok(bytes <= LIMITS.atStart, `${bytes} bytes at start`);
      const scripts = early.filter((path) => path.endsWith('.js'));
      const gzipped = scripts.reduce(
        (sum, path) => sum + gzipSync(readFileSync(join(served, path))).length,
        0,
      );
      assert.ok(gzipped <= LIMITS.atStartGzipped, `${gzipped} bytes of scripts at start, gzipped`);
    });

    it('loads at the first analysis what it takes to find cells, and no golden values', () => {
      const later = [...visit.atFirstAnalysis.keys()];
      assert.ok(later.includes('/packs/base/detector.safetensors'));
      assert.deepEqual(
        later.filter((path) => path.includes('golden')),
        [],
      );
      const bytes = [...visit.atFirstAnalysis.values()].reduce((a, b) => a + b, 0);
      assert.ok(bytes <= LIMITS.atFirstAnalysis, `${bytes} bytes at the first analysis`);
    });
  });
});

/** As libraries name them that were written before `node:`. */
const BUILT_INTO_NODE = builtinModules;
