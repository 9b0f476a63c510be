import { spawnSync } from 'node:child_process';

/** Installs Debian's `package` where `program` is missing: a machine for tests is root on a Debian, as CI is. */
export function requireProgram(program, packageName = program) {
  const isThere = () => spawnSync(program, ['--version']).status === 0;
  if (isThere()) return;
  console.log(`Installing ${packageName} …`);
  for (const words of [
    ['update', '-qq'],
    ['install', '-y', '-qq', '--no-install-recommends', packageName],
  ]) {
    spawnSync('apt-get', words, {
      stdio: 'ignore',
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
  }
  if (!isThere()) throw new Error(`${program} is needed for these tests: apt-get install ${packageName}.`);
}
