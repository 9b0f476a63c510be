import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { PortalProject } from './projects.js';

const TEMPLATES = 'test/portals/projects';

export interface PackedPackage {
  readonly tarball: string;
  readonly packedBytes: number;
  readonly unpackedBytes: number;
  readonly paths: readonly string[];
}

export interface BuiltPortal {
  /** The folder to serve. */
  readonly served: string;
  /** What `npm install smearlens` alone brought, with what it depends on. */
  readonly installedBytes?: number;
}

/** The package as `npm publish` would send it, from what is built in `dist`. */
export function packPackage(folder: string): PackedPackage {
  const words = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder];
  const [packed] = JSON.parse(run('npm', words, '.')) as {
    filename: string;
    size: number;
    unpackedSize: number;
    files: { path: string }[];
  }[];
  if (!packed) throw new Error('npm has packed nothing.');
  return {
    tarball: join(folder, packed.filename),
    packedBytes: packed.size,
    unpackedBytes: packed.unpackedSize,
    paths: packed.files.map(({ path }) => path),
  };
}

/** A project in a folder of its own, installed from the registry and from the tarball, and built for production. */
export function buildPortal(project: PortalProject, { tarball }: PackedPackage): BuiltPortal {
  const folder = newProject(project);
  const options = ['--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'];
  run('npm', ['install', tarball, '--legacy-peer-deps', ...options], folder);
  const installedBytes = sizeOf(join(folder, 'node_modules'));
  run('npm', ['install', tarball, 'openseadragon@6.1.1', ...project.packages, ...options], folder);
  return { ...buildIn(folder, project), installedBytes };
}

/** The same without a registry: the tarball unpacked, other packages those of this checkout. */
export function buildPortalOffline(project: PortalProject, { tarball }: PackedPackage): BuiltPortal {
  const folder = newProject(project);
  const modules = join(folder, 'node_modules');
  mkdirSync(join(modules, 'smearlens'), { recursive: true });
  run('tar', ['-xzf', tarball, '--strip-components=1', '-C', join(modules, 'smearlens')], folder);
  const others = ['openseadragon', ...project.packages.map((name) => name.replace(/(?!^)@.*$/, ''))];
  for (const name of others) symlinkSync(resolve('node_modules', name), join(modules, name));
  mkdirSync(join(modules, '.bin'));
  chmodSync(join(modules, 'smearlens/dist/node/smearlens.js'), 0o755); // as npm does for commands
  symlinkSync('../smearlens/dist/node/smearlens.js', join(modules, '.bin', 'smearlens'));
  for (const name of others) {
    const bin = resolve('node_modules/.bin', name);
    if (statSync(bin, { throwIfNoEntry: false })) symlinkSync(bin, join(modules, '.bin', name));
  }
  return buildIn(folder, project);
}

function newProject({ name }: PortalProject): string {
  const folder = mkdtempSync(join(tmpdir(), `smearlens-${name}-`));
  cpSync(join(TEMPLATES, name), folder, { recursive: true });
  const manifest = { name: `portal-${name}`, version: '1.0.0', private: true, type: 'module' };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  return folder;
}

function buildIn(folder: string, { build, copied }: PortalProject): BuiltPortal {
  for (const [command = '', ...words] of build)
    run(join(folder, 'node_modules/.bin', command), words, folder);
  const served = join(folder, 'dist');
  for (const [from, to] of Object.entries(copied))
    cpSync(join(folder, from), join(served, to), { recursive: true });
  return { served };
}

function run(command: string, words: readonly string[], folder: string): string {
  return execFileSync(command, words, {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

function sizeOf(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);
}
