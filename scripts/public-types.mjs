import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

// Of the types that tsc has written, keeps what the public entries lead to. A portal's compiler reads all of that, so
// nothing in it may name a package that a portal does not have.

const manifest = JSON.parse(readFileSync('package.json', 'utf8'));
const declared = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies });
const entries = Object.values(manifest.exports)
  .map((entry) => entry.types)
  .filter((path) => path !== undefined)
  .map(normalize);
const kept = new Set(entries);
const foreign = [];
/** A portal that imports `smearlens/react` has React. */
const frameworks = {
  react: 'types/react.d.ts',
  vue: 'types/vue.d.ts',
  'svelte/elements': 'types/svelte.d.ts',
};
for (const file of kept) {
  for (const specifier of specifiersIn(readFileSync(file, 'utf8'))) {
    if (specifier.startsWith('.'))
      kept.add(normalize(join(dirname(file), specifier)).replace(/\.js$/, '.d.ts'));
    else if (!isGiven(specifier, file)) foreign.push(`${file} names ${specifier}`);
  }
}
if (foreign.length > 0) {
  throw new Error(`Types of packages that a portal does not install:\n${foreign.join('\n')}`);
}
for (const entry of readdirSync('dist/types', { recursive: true, withFileTypes: true })) {
  const path = join(entry.parentPath, entry.name);
  if (entry.isFile() && !kept.has(path)) rmSync(path);
}

/** Node's own types are there for whoever imports the entry for Node. */
function isGiven(specifier, file) {
  if (frameworks[specifier] === file) return true;
  if (specifier.startsWith('node:')) return file.endsWith('node-entry.d.ts');
  return declared.some((name) => specifier === name || specifier.startsWith(`${name}/`));
}

function specifiersIn(text) {
  const code = text.replace(/\/\*[\s\S]*?\*\//g, '');
  const found = code.matchAll(/(?:\bfrom\s+|\bimport\s*\(\s*|^import\s+)['"]([^'"\s]+)['"]/gm);
  return [...found].map(([, specifier]) => specifier);
}
