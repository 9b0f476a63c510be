import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

const PROJECTS = 'test/portals/projects';

/** Each is a project as a portal's team has it: its packages pinned, built for production into `dist`. */
export const PORTAL_NAMES: readonly string[] = readdirSync(PROJECTS).sort();

export interface PackedPackage {
  readonly tarball: string;
  readonly packedBytes: number;
  readonly unpackedBytes: number;
  readonly paths: readonly string[];
}

export interface BuiltPortal {
  readonly folder: string;
  /** What of it is to be served. */
  readonly served: string;
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

/** Installs the project's packages from the registry and smearlens from the tarball. */
export function buildPortal(name: string, { tarball }: PackedPackage): BuiltPortal {
  const folder = newProject(name);
  npmInstall(folder, tarball);
  return buildIn(folder);
}

/** The same without a registry: the tarball unpacked, other packages those of this checkout. */
export function buildPortalOffline(name: string, { tarball }: PackedPackage): BuiltPortal {
  const folder = newProject(name);
  const modules = join(folder, 'node_modules');
  mkdirSync(join(modules, 'smearlens'), { recursive: true });
  run('tar', ['-xzf', tarball, '--strip-components=1', '-C', join(modules, 'smearlens')], folder);
  const { dependencies, devDependencies } = JSON.parse(
    readFileSync(join(folder, 'package.json'), 'utf8'),
  ) as Record<string, Record<string, string>>;
  const others = Object.keys({ ...dependencies, ...devDependencies });
  mkdirSync(join(modules, '.bin'));
  chmodSync(join(modules, 'smearlens/dist/node/smearlens.js'), 0o755); // as npm does for commands
  symlinkSync('../smearlens/dist/node/smearlens.js', join(modules, '.bin', 'smearlens'));
  for (const other of others) {
    mkdirSync(dirname(join(modules, other)), { recursive: true });
    symlinkSync(resolve('node_modules', other), join(modules, other));
    const bin = resolve('node_modules/.bin', other);
    if (statSync(bin, { throwIfNoEntry: false })) symlinkSync(bin, join(modules, '.bin', other));
  }
  return buildIn(folder);
}

/** Bytes that `npm install smearlens` alone brings, with what it depends on. */
export function installedBytes({ tarball }: PackedPackage): number {
  const folder = mkdtempSync(join(tmpdir(), 'smearlens-alone-'));
  writeFileSync(join(folder, 'package.json'), '{ "private": true }');
  npmInstall(folder, tarball, '--legacy-peer-deps');
  return readdirSync(join(folder, 'node_modules'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);
}

function newProject(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `smearlens-${name}-`));
  cpSync(join(PROJECTS, name), folder, { recursive: true });
  return folder;
}

function npmInstall(folder: string, ...words: readonly string[]): void {
  run(
    'npm',
    ['install', ...words, '--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'],
    folder,
  );
}

function buildIn(folder: string): BuiltPortal {
  run('npm', ['run', '--silent', 'build'], folder);
  return { folder, served: join(folder, 'dist') };
}

/** What the command says on its output; shown where the command fails. */
function run(command: string, words: readonly string[], folder: string): string {
  try {
    return execFileSync(command, words, {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1' },
    });
  } catch (error) {
    console.error((error as { stdout?: string }).stdout);
    throw error;
  }
}
