import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize, sep } from 'node:path';

const types = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.dzi': 'application/xml',
  '.tif': 'image/tiff',
  '.tiff': 'image/tiff',
  '.svs': 'image/tiff',
};

/**
 * Serves folders over HTTP with byte ranges, on this machine only.
 * @param {Record<string, string>} mounts path prefix → folder; the longest prefix wins
 * @param {{port?: number, headers?: Record<string, string>, fallback?: string}} [options] `fallback`: a file that is
 *   sent in place of what is not there, as servers of one-page applications do
 * @returns {Promise<{url: string, close(): Promise<void>}>}
 */
export async function serveFolders(mounts, { port = 0, headers = {}, fallback } = {}) {
  const prefixes = Object.keys(mounts).sort((a, b) => b.length - a.length);
  const server = createServer((request, response) => {
    answer(request, response).catch((error) => {
      if (!response.headersSent) response.writeHead(500);
      response.end(String(error));
    });
  });
  async function answer(request, response) {
    const path = decodeURIComponent(new URL(request.url, 'http://localhost').pathname);
    const prefix = prefixes.find((candidate) => path.startsWith(candidate));
    if (!prefix) return response.writeHead(404).end();
    const root = normalize(mounts[prefix]);
    let file = normalize(join(root, path.slice(prefix.length)));
    if (file !== root && !file.startsWith(root.endsWith(sep) ? root : root + sep)) {
      return response.writeHead(403).end();
    }
    let info = await stat(file).catch(() => undefined);
    if (info?.isDirectory()) {
      file = join(file, 'index.html');
      info = await stat(file).catch(() => undefined);
    }
    if (!info && fallback !== undefined) {
      file = fallback;
      info = await stat(file);
    }
    if (!info) return response.writeHead(404).end('Not found');
    const common = {
      'content-type': types[extname(file).toLowerCase()] ?? 'application/octet-stream',
      'accept-ranges': 'bytes',
      'cache-control': 'no-cache',
      ...headers,
    };
    const range = /^bytes=(\d*)-(\d*)$/.exec(request.headers.range ?? '');
    if (!range) {
      response.writeHead(200, { ...common, 'content-length': info.size });
      return request.method === 'HEAD' ? response.end() : createReadStream(file).pipe(response);
    }
    const start = range[1] === '' ? Math.max(0, info.size - Number(range[2])) : Number(range[1]);
    const end =
      range[1] === '' || range[2] === '' ? info.size - 1 : Math.min(Number(range[2]), info.size - 1);
    if (start > end) {
      return response.writeHead(416, { ...common, 'content-range': `bytes */${info.size}` }).end();
    }
    response.writeHead(206, {
      ...common,
      'content-range': `bytes ${start}-${end}/${info.size}`,
      'content-length': end - start + 1,
    });
    createReadStream(file, { start, end }).pipe(response);
  }
  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    url: `http://localhost:${server.address().port}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
