import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serveFolders } from '../../scripts/static-server.mjs';
import { cutSmallSlide } from './small-slide.js';

/** As the README says it: nothing inline, no `eval`, Trusted Types enforced. */
export const POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  // The hash is of a style that OpenSeadragon 6.1 puts into the page by itself.
  "style-src 'self' 'sha256-9xTiqzfwFaL2SGb1rmr8gysEwVVjIvqWAgmZgqFqpEE='",
  "img-src 'self' data: blob:",
  "connect-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types smearlens lit-html default',
].join('; ');

const PAGE = {
  'index.html': `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <link rel="icon" href="data:," />
    <title>A portal with a strict policy</title>
    <link rel="stylesheet" href="page.css" />
    <script src="page.js"></script>
    <script src="/openseadragon/openseadragon.min.js"></script>
    <script type="module" src="/smearlens/define.js"></script>
    <script type="module" src="viewer.js"></script>
  </head>
  <body>
    <header><h1>A portal</h1></header>
    <main>
      <div id="viewer"></div>
      <smear-panel></smear-panel>
    </main>
  </body>
</html>`,
  'page.css': `body { display: flex; flex-direction: column; height: 100vh; margin: 0; }
h1 { margin: 0; font: 1rem sans-serif; }
main { display: flex; flex: 1; min-height: 0; }
#viewer { flex: 1; }`,
  // OpenSeadragon empties its layers by `innerHTML = ''`; nothing else may pass.
  'page.js': `trustedTypes.createPolicy('default', {
  createHTML(html) {
    if (html === '') return html;
    throw new TypeError('HTML from a string');
  },
});`,
  'viewer.js': `const viewer = OpenSeadragon({
  id: 'viewer', tileSources: '/slide.dzi', crossOriginPolicy: 'Anonymous', showNavigationControl: false, drawer: 'canvas',
});
Object.assign(document.querySelector('smear-panel'), {
  options: { openSeadragon: OpenSeadragon, micronsPerPixel: 0.125, backend: 'wasm' },
  viewer,
});`,
} as const;

/** A portal's page with a small slide, served under the policy. */
export interface StrictPortal {
  readonly url: string;
  /** Leukocytes on the slide. */
  readonly drawn: number;
  readonly folder: string;
  close(): Promise<void>;
}

export async function openStrictPortal(): Promise<StrictPortal> {
  const folder = await mkdtemp(join(tmpdir(), 'smearlens-policy-'));
  for (const [name, text] of Object.entries(PAGE)) await writeFile(join(folder, name), text);
  const slide = await cutSmallSlide();
  await slide.picture().png().tile({ size: 256, overlap: 1, layout: 'dz' }).toFile(join(folder, 'slide'));
  const portal = await serveFolders(
    {
      '/': folder,
      '/smearlens/': 'dist/browser',
      '/openseadragon/': 'node_modules/openseadragon/build/openseadragon',
    },
    { headers: { 'content-security-policy': POLICY } },
  );
  return {
    url: portal.url,
    drawn: slide.cells.length,
    folder,
    async close() {
      await portal.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
