import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';

interface Locked {
  readonly version?: string;
  readonly integrity?: string;
  readonly license?: string;
  /** An address of its own; the lock file leaves that of the registry out. */
  readonly resolved?: string;
  readonly dev?: boolean;
}

const read = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));
const { packages } = read('package-lock.json') as { packages: Record<string, Locked> };
const locked = Object.entries(packages).filter(([place]) => place !== '');
const nameOf = (place: string): string => place.slice(place.lastIndexOf('node_modules/') + 13);

/** Anybody may use, change and pass on what is under these, in closed works too. */
const PERMISSIVE = new Set([
  ...['0BSD', 'Apache-2.0', 'BlueOak-1.0.0', 'BSD-2-Clause', 'BSD-3-Clause', 'CC0-1.0', 'ISC', 'MIT'],
  ...['Python-2.0', 'Unlicense', 'Zlib'],
]);
/** Never part of what is shipped: tests only, or the reader of pictures that whoever uses Node installs. */
const OTHERWISE: ReadonlyMap<string, RegExp> = new Map([
  ['LGPL, by dynamic linking', /^@img\/sharp/],
  ['MPL', /^axe-core$/],
  ['states none in its manifest', /^(?:geotiff-tilesource|humanize-number|only)$/],
]);

const isPermissive = (license: string): boolean =>
  license
    .replace(/[()]/g, '')
    .split(/ (?:AND|OR) /)
    .every((one) => PERMISSIVE.has(one));

/** The licence that the package states: in the lock file, else in its own manifest. */
function licenceOf(place: string, { license }: Locked): string {
  if (license) return license;
  const { license: own, licenses } = read(`${place}/package.json`) as {
    license?: string | { type: string };
    licenses?: readonly { type: string }[];
  };
  return typeof own === 'string'
    ? own
    : (own?.type ?? licenses?.map(({ type }) => type).join(' OR ') ?? 'none');
}

describe('the packages that this one is made with', () => {
  it('are pinned by the hash of their content, and come by name and version from the registry alone', () => {
    const loose = locked.filter(
      ([, { version, integrity, resolved }]) =>
        !version || !/^sha512-[A-Za-z0-9+/]{86}==$/.test(integrity ?? '') || resolved !== undefined,
    );
    assert.deepEqual(loose, []);
  });

  it('are asked for by exact versions', () => {
    const { dependencies, devDependencies } = read('package.json') as Record<string, Record<string, string>>;
    const ranges = Object.entries({ ...dependencies, ...devDependencies }).filter(
      ([, version]) => !/^(?:npm:[a-z-]+@)?\d+\.\d+\.\d+$/.test(version),
    );
    assert.deepEqual(ranges, []);
  });

  it('are under licences that let anybody use them', () => {
    const others = locked
      .filter(([place, { dev }]) => !dev || ![...OTHERWISE.values()].some((name) => name.test(nameOf(place))))
      .map(([place, entry]) => [nameOf(place), licenceOf(place, entry)] as const)
      .filter(([, licence]) => !isPermissive(licence));
    assert.deepEqual(others, []);
  });
});
