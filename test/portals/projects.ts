/** How a portal of a kind is made: what it installs beside smearlens, and how it is built for production. */
export interface PortalProject {
  readonly name: string;
  /** Packages with versions, beside `smearlens` and `openseadragon`. */
  readonly packages: readonly string[];
  /** Commands, one after the other, in the project's folder; the words behind `npx`. */
  readonly build: readonly (readonly string[])[];
  /** Copied into `dist`, which is served; from where → name there. */
  readonly copied: Readonly<Record<string, string>>;
}

const page = { 'index.html': 'index.html', 'page.css': 'page.css' };

export const PORTAL_PROJECTS: readonly PortalProject[] = [
  {
    name: 'plain',
    packages: [],
    build: [],
    copied: {
      ...page,
      'page.js': 'page.js',
      'node_modules/openseadragon/build/openseadragon/openseadragon.min.js': 'openseadragon.min.js',
      'node_modules/smearlens/dist/browser': 'smearlens',
    },
  },
  {
    name: 'esbuild',
    packages: ['esbuild@0.28.2'],
    build: [
      ['esbuild', 'page.js', '--bundle', '--minify', '--format=esm', '--splitting', '--outdir=dist'],
      ['smearlens', 'copy-assets', 'dist'],
    ],
    copied: page,
  },
  {
    name: 'webpack',
    packages: ['webpack@5', 'webpack-cli@6'],
    build: [
      [
        'webpack',
        './page.js',
        '--mode',
        'production',
        '--output-path',
        'dist',
        '--output-filename',
        'page.js',
      ],
    ],
    copied: page,
  },
  {
    name: 'vite-react',
    packages: [
      'vite',
      'react@19',
      'react-dom@19',
      '@types/react@19',
      '@types/react-dom@19',
      'typescript@5.9.3',
    ],
    build: [['tsc'], ['vite', 'build']],
    copied: {},
  },
];
