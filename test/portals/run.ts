/** Builds each kind of portal from the tarball and analyses a slide in it: `npm run test:portals [-- name …]`. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildPortal, packPackage } from './build-portal.js';
import { PORTAL_PROJECTS } from './projects.js';
import { visitPortal } from './visit-portal.js';

const asked = process.argv.slice(2);
const packed = packPackage(mkdtempSync(join(tmpdir(), 'smearlens-pack-')));
const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(2)} MB`;
const sum = (sent: ReadonlyMap<string, number>): number => [...sent.values()].reduce((a, b) => a + b, 0);
console.log(`package: ${megabytes(packed.packedBytes)}, unpacked ${megabytes(packed.unpackedBytes)}`);

for (const project of PORTAL_PROJECTS) {
  if (asked.length > 0 && !asked.includes(project.name)) continue;
  const started = Date.now();
  const { served, installedBytes = 0 } = buildPortal(project, packed);
  const { cells, atStart, atFirstAnalysis, complaints } = await visitPortal(served);
  const isRight = cells >= 2 && complaints.length === 0;
  if (!isRight) process.exitCode = 1;
  const seconds = ((Date.now() - started) / 1000).toFixed(0);
  console.log(
    `${isRight ? '✔' : '✖'} ${project.name}: ${cells} cells; ${megabytes(sum(atStart))} at start, ${megabytes(sum(atFirstAnalysis))} more at the first analysis; smearlens with what it depends on ${megabytes(installedBytes)}; ${seconds} s`,
  );
  for (const complaint of complaints) console.log(`  ${complaint}`);
}
