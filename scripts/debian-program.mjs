import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Installs Debian's `packageName` where `program` is missing: a machine for tests is root on a Debian, as CI is.
 * Test files run side by side, and apt-get refuses a second one, so they take turns.
 */
export function requireProgram(program, packageName = program) {
  const isThere = () => spawnSync(program, ['--version'], { stdio: 'ignore' }).error === undefined;
  if (isThere()) return;
  console.log(`Installing ${packageName} …`);
  for (const words of [
    ['update', '-qq'],
    ['install', '-y', '-qq', '--no-install-recommends', packageName],
  ]) {
    spawnSync('flock', [join(tmpdir(), 'smearlens-apt.lock'), 'apt-get', ...words], {
      stdio: 'ignore',
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
  }
  if (!isThere()) throw new Error(`${program} is needed for these tests: apt-get install ${packageName}.`);
}
