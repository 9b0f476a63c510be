import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import {
  buildPortalOffline,
  packPackage,
  type BuiltPortal,
  type PackedPackage,
} from '../portals/build-portal.js';
import { entryBytes } from '../portals/entry-bytes.js';
import { faultsOfMessage, REMOVABLE, visitPortal, type PortalVisit } from '../portals/visit-portal.js';

/** Upper bounds in bytes; the README's table says what was measured. */
const LIMITS = {
  packed: 8_000_000,
  unpacked: 16_000_000,
  atStart: 900_000,
  atStartGzipped: 260_000,
  atFirstAnalysis: 8_500_000,
  entryGzipped: 30_000,
  attachGzipped: 2_000,
};

describe('the package as it is published', { timeout: 900_000 }, () => {
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

  it('has entries and types that publint and attw find nothing wrong with', () => {
    const checked = (command: string, ...words: string[]): string =>
      execFileSync('npx', [command, packed.tarball, ...words], { encoding: 'utf8' });
    assert.match(checked('publint', '--strict'), /All good!/);
    // It exits with 1 where it finds a problem.
    assert.match(checked('attw', '--profile', 'esm-only', '--no-emoji'), /"smearlens\/session"/);
  });

  it('types the panel and its events for React, Vue, Svelte and Angular, wrong uses refused', () => {
    const project = join(folder, 'types');
    const modules = join(project, 'node_modules');
    cpSync('test/portals/types', project, { recursive: true });
    mkdirSync(join(modules, 'smearlens'), { recursive: true });
    mkdirSync(join(modules, '@types'));
    const unpack = ['-xzf', packed.tarball, '--strip-components=1', '-C', join(modules, 'smearlens')];
    execFileSync('tar', unpack);
    for (const name of ['@types/react', 'lit', 'openseadragon', 'svelte', 'vue'])
      symlinkSync(resolve('node_modules', name), join(modules, name));
    const compiled = spawnSync('npx', ['tsc', '-p', project], { encoding: 'utf8' });
    assert.equal(compiled.stdout, '');
    assert.equal(compiled.status, 0);
  });

  it('describes the panel to editors: attributes, properties and events', () => {
    const { modules } = JSON.parse(readFileSync('dist/custom-elements.json', 'utf8')) as {
      modules: { declarations: { tagName?: string; attributes?: Named[]; events?: Named[] }[] }[];
    };
    const panel = modules
      .flatMap(({ declarations }) => declarations)
      .find(({ tagName }) => tagName === 'smear-panel');
    assert.ok(panel?.attributes?.some(({ name }) => name === 'asset-url'));
    assert.ok(panel?.events?.some(({ name }) => name === 'smear-cells-change'));
    assert.ok(packed.paths.includes('dist/custom-elements.json'));
  });

  it('holds what its README links to', () => {
    const links = [...readFileSync('README.md', 'utf8').matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(
      ([, path = '']) => path,
    );
    assert.ok(links.length > 3);
    assert.deepEqual(
      links.filter((link) => !packed.paths.some((path) => path === link || path.startsWith(`${link}/`))),
      [],
    );
  });

  describe('bundled by esbuild and served under a strict security policy, in a folder of its server', () => {
    let visit: PortalVisit;
    let portal: BuiltPortal;

    before(async () => {
      portal = buildPortalOffline('esbuild', packed);
      visit = await visitPortal(portal.served, { path: '/labs/haematology/', again: true });
    });
    after(() => rmSync(portal.folder, { recursive: true, force: true }));

    it('finds cells, and breaks no rule of the policy', () => {
      assert.ok(visit.cells >= 2, `${visit.cells} cells`);
      assert.deepEqual(visit.complaints, []);
    });

    it('finds the same cells at the next visit without asking for the models again', () => {
      assert.deepEqual(visit.again, { cells: visit.cells, failure: undefined });
    });

    for (const part of Object.keys(REMOVABLE) as (keyof typeof REMOVABLE)[]) {
      it(`names the address, the answer and the setting where its server lacks the ${part}`, async () => {
        assert.deepEqual(await faultsOfMessage(portal, part, part === 'worker' ? 'HTML' : '404'), []);
      });
    }

    it('has entries of at most 30 kB, gzipped, beside Lit', async () => {
      const lit = await entryBytes("export { LitElement, css, html, nothing } from 'lit'", process.cwd());
      const panel = await entryBytes("import 'smearlens/define'", portal.folder);
      const session = await entryBytes("export { attachTo } from 'smearlens/attach'", portal.folder);
      assert.ok(panel - lit <= LIMITS.entryGzipped, `${panel - lit} bytes for the panel`);
      assert.ok(session <= LIMITS.attachGzipped, `${session} bytes for a session without one`);
    });

    it('checks a pack by its command', () => {
      const command = join(portal.folder, 'node_modules/.bin/smearlens');
      const pack = join(portal.folder, 'node_modules/smearlens/dist/browser/packs/base');
      assert.match(execFileSync(command, ['check-pack', pack], { encoding: 'utf8' }), /is a pack that works/);
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
        (sum, path) => sum + gzipSync(readFileSync(join(portal.served, path))).length,
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

interface Named {
  readonly name: string;
}
