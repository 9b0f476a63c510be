/** Builds each kind of portal from the tarball and analyses a slide in it: `npm run test:portals [-- name …]`. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildPortal, installedBytes, packPackage, PORTAL_NAMES } from './build-portal.js';
import { faultsOfMessage, REMOVABLE, visitPortal } from './visit-portal.js';

const asked = process.argv.slice(2);
const pack = mkdtempSync(join(tmpdir(), 'smearlens-pack-'));
const packed = packPackage(pack);
const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(2)} MB`;
const sum = (sent: ReadonlyMap<string, number>): number => [...sent.values()].reduce((a, b) => a + b, 0);
console.log(
  `package: ${megabytes(packed.packedBytes)}, unpacked ${megabytes(packed.unpackedBytes)}, installed with what it depends on ${megabytes(installedBytes(packed))}`,
);

for (const name of PORTAL_NAMES) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  const started = Date.now();
  try {
    const portal = buildPortal(name, packed);
    const { folder, served } = portal;
    const builtIn = Math.round((Date.now() - started) / 1000);
    const { cells, atStart, atFirstAnalysis, complaints: breaches } = await visitPortal(served);
    const complaints = [...breaches];
    if (name !== 'plain')
      for (const part of Object.keys(REMOVABLE) as (keyof typeof REMOVABLE)[])
        for (const answer of ['404', 'HTML'] as const)
          complaints.push(...(await faultsOfMessage(portal, part, answer)));
    const isRight = cells >= 2 && complaints.length === 0;
    if (!isRight) process.exitCode = 1;
    console.log(
      `${isRight ? '✔' : '✖'} ${name}: ${cells} cells; ${megabytes(sum(atStart))} at start, ${megabytes(sum(atFirstAnalysis))} more at the first analysis; built in ${builtIn} s, visited in ${Math.round((Date.now() - started) / 1000) - builtIn} s`,
    );
    for (const complaint of complaints) console.log(`  ${complaint}`);
    if (isRight) rmSync(folder, { recursive: true, force: true });
    else console.log(`  It is kept in ${folder}.`);
  } catch (error) {
    process.exitCode = 1;
    console.log(`✖ ${name}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
rmSync(pack, { recursive: true, force: true });
