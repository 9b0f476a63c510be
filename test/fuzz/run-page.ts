/** `npm run fuzz:page -- --seed 1 --links 200 --addresses 10000 --attributes 10000` after a build: the page in Chromium; exit 1 where something came through. */
import { parseArgs } from 'node:util';
import { openShell } from '../end-to-end/shell-page.js';
import { fuzzPage } from './hostile-page.js';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    links: { type: 'string', default: '200' },
    addresses: { type: 'string', default: '10000' },
    attributes: { type: 'string', default: '10000' },
  },
});
const start = performance.now();
const shell = await openShell();
const { failures, slowestMs, ...counts } = await fuzzPage(shell.page, new URL('/', shell.page.url()).href, {
  seed: Number(values.seed),
  links: Number(values.links),
  addresses: Number(values.addresses),
  attributes: Number(values.attributes),
});
await shell.close();
for (const failure of failures.slice(0, 50)) console.error(failure);
const seconds = Math.round((performance.now() - start) / 1000);
console.log(
  `seed ${values.seed}: ${counts.links} links, ${counts.addresses} addresses, ${counts.attributes} elements in ${seconds} s, ` +
    `${failures.length} failures; slowest ${Math.round(slowestMs)} ms`,
);
process.exitCode = failures.length === 0 ? 0 : 1;
