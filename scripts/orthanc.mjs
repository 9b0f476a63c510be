import { execFileSync, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const program = ['/usr/sbin/Orthanc', '/usr/bin/Orthanc', '/usr/local/sbin/Orthanc'];
const plugin = [
  '/usr/share/orthanc/plugins/libOrthancDicomWeb.so',
  '/usr/lib/orthanc/libOrthancDicomWeb.so',
  '/usr/local/share/orthanc/plugins/libOrthancDicomWeb.so',
];

const isThere = (paths) => paths.find((path) => existsSync(path));

/** Installs Debian's Orthanc with its DICOMweb plugin where that is possible; whether it is there in the end. */
export function findOrthanc() {
  if (isThere(program) && isThere(plugin)) return true;
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return false;
  console.log('No Orthanc found: installing Debian’s.');
  const quiet = { stdio: ['ignore', 'ignore', 'inherit'] };
  try {
    execFileSync('apt-get', ['update', '-qq'], quiet);
    execFileSync(
      'apt-get',
      ['install', '-y', '-qq', '--no-install-recommends', 'orthanc', 'orthanc-dicomweb'],
      {
        ...quiet,
        env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      },
    );
  } catch {
    return false;
  }
  return Boolean(isThere(program) && isThere(plugin));
}

/**
 * An empty Orthanc of its own with DICOMweb, on this machine only.
 * @returns {Promise<{url: string, close(): Promise<void>}>} `url` is the DICOMweb root and ends without a slash
 */
export async function startOrthanc() {
  const folder = await mkdtemp(join(tmpdir(), 'smearlens-orthanc-'));
  const port = await freePort();
  const settings = join(folder, 'orthanc.json');
  await writeFile(
    settings,
    JSON.stringify({
      Name: 'smearlens',
      StorageDirectory: join(folder, 'storage'),
      IndexDirectory: join(folder, 'index'),
      HttpPort: port,
      DicomServerEnabled: false,
      RemoteAccessAllowed: false,
      AuthenticationEnabled: false,
      Plugins: [isThere(plugin)],
      DicomWeb: { Enable: true, Root: '/dicom-web/' },
    }),
  );
  const orthanc = spawn(isThere(program), [settings], { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  orthanc.stderr.on('data', (data) => (said = `${said}${data}`.slice(-4000)));
  const ended = new Promise((resolve) => orthanc.once('exit', resolve));
  const close = async () => {
    orthanc.kill('SIGTERM');
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  const url = `http://localhost:${port}/dicom-web`;
  try {
    await answers(`${url}/studies`, orthanc);
  } catch (cause) {
    await close();
    throw new Error(`Orthanc did not start: ${said}`, { cause });
  }
  return { url, close };
}

async function answers(url, orthanc) {
  for (let attempt = 0; attempt < 300; attempt++) {
    if (orthanc.exitCode !== null) throw new Error(`it ended with ${orthanc.exitCode}`);
    const isUp = await fetch(url).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isUp) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error('it did not answer within a minute');
}

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}
