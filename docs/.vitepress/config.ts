import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig, type DefaultTheme } from 'vitepress';

const docs = fileURLToPath(new URL('..', import.meta.url));

/** In the order in which a newcomer reads them. */
const GUIDE = [
  'start',
  'bundlers',
  'panel',
  'how-it-works',
  'for-hematologists',
  'packs',
  'privacy-and-limits',
];

function heading(page: string): string {
  return /^# (.*)$/m.exec(readFileSync(`${docs}${page}.md`, 'utf8'))?.[1]?.replaceAll('`', '') ?? page;
}

function menu(pages: readonly string[]): DefaultTheme.SidebarItem[] {
  return pages.map((page) => ({ text: heading(page), link: `/${page}` }));
}

function pagesOf(folder: string): string[] {
  return readdirSync(`${docs}${folder}`)
    .filter((name) => name.endsWith('.md') && name !== 'index.md')
    .map((name) => folder + name.slice(0, -3))
    .sort();
}

/** Written by TypeDoc before the pages are built. */
function interfaceMenu(): DefaultTheme.SidebarItem[] {
  const written = `${docs}interface/typedoc-sidebar.json`;
  return existsSync(written) ? (JSON.parse(readFileSync(written, 'utf8')) as DefaultTheme.SidebarItem[]) : [];
}

export default defineConfig({
  title: 'Smearlens',
  description: 'Finds, names, counts and exports white blood cells in OpenSeadragon viewers',
  base: process.env['DOCS_BASE'] ?? '/',
  outDir: '../dist/docs',
  cacheDir: '../.cache/vitepress',
  themeConfig: {
    nav: [
      { text: 'Guide', link: '/guide/start' },
      { text: 'For hematologists', link: '/guide/for-hematologists' },
      { text: 'Interface', link: '/interface/' },
    ],
    search: { provider: 'local' },
    outline: [2, 3],
    sidebar: [
      { text: 'Guide', items: menu(GUIDE.map((name) => `guide/${name}`)) },
      { text: 'Reference', items: menu(pagesOf('')) },
      { text: 'Interface', collapsed: true, items: interfaceMenu() },
      { text: 'Decisions', collapsed: true, items: menu(pagesOf('decisions/')) },
    ],
  },
});
