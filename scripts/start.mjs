import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { prepareSample } from './sample.mjs';
import { serveFolders } from './static-server.mjs';

const port = Number(process.env.PORT ?? 8080);

if (!existsSync('dist/browser/index.html') || process.argv.includes('--build')) {
  console.log('Building …');
  const built = spawnSync('npx', ['rollup', '-c', '--silent'], { stdio: 'inherit' });
  if (built.status !== 0) process.exit(built.status ?? 1);
}
const sample = prepareSample();
const mounts = { '/': 'dist/browser', '/sample/': sample };
const server = await serveFolders(mounts, { port }).catch((error) => {
  if (error.code !== 'EADDRINUSE') throw error;
  return serveFolders(mounts);
});
console.log(`Smearlens is at ${server.url}`);
