import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const candidates = [
  process.env.CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** Start flags for a quiet headless run, also as root; WebGPU falls to software where there is no GPU. */
export const chromiumFlags = [
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--enable-unsafe-webgpu',
];

function installed() {
  return candidates.find((path) => path && existsSync(path));
}

/** Path of a Chromium; installs Debian's where that is possible, else says in one line what to do. */
export function findChromium() {
  const found = installed();
  if (found) return found;
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    console.log('No Chromium found: installing Debian’s.');
    try {
      execFileSync('apt-get', ['update', '-qq'], { stdio: 'inherit' });
      execFileSync('apt-get', ['install', '-y', '-qq', 'chromium'], {
        stdio: ['ignore', 'ignore', 'inherit'],
      });
    } catch (cause) {
      throw new Error('Chromium could not be installed. Run `apt-get install chromium` or set CHROMIUM.', {
        cause,
      });
    }
    const now = installed();
    if (now) return now;
  }
  throw new Error(
    'No Chromium found: install it (`sudo apt-get install chromium`) or set CHROMIUM to its path.',
  );
}
