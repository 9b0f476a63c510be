/** `npm run fuzz:page -- --seed 1 --links 200 --addresses 10000 --elements 10000` after a build: the page in Chromium; exit 1 where something came through. */
import { parseArgs } from 'node:util';
import { openShell } from '../end-to-end/shell-page.js';
import { fuzzPage } from './hostile-page.js';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    links: { type: 'string', default: '200' },
    addresses: { type: 'string', default: '10000' },
    elements: { type: 'string', default: '10000' },
  },
});
const shell = await openShell();
const { failures, links, addresses, elements, seconds } = await fuzzPage(
  shell.page,
  new URL('/', shell.page.url()).href,
  {
    seed: Number(values.seed),
    links: Number(values.links),
    addresses: Number(values.addresses),
    elements: Number(values.elements),
    onProgress: (line) => console.error(`${Math.round(performance.now() / 1000)} s: ${line}`),
  },
);
await shell.close();
for (const failure of failures.slice(0, 50)) console.error(failure.slice(0, 4000));
console.log(
  `seed ${values.seed}: ${links} links in ${seconds.links} s, ${addresses} addresses in ${seconds.addresses} s, ` +
    `${elements} elements in ${seconds.elements} s, ${failures.length} failures`,
);
process.exitCode = failures.length === 0 ? 0 : 1;
