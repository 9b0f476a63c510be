import { createServer, request as requestOf, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface SlideServer {
  /** Ends with a slash. */
  readonly url: string;
  close(): Promise<void>;
}

async function serve(answer: RequestListener): Promise<SlideServer> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Allows every page to read, and answers every request with the start of a file of 400 MB. */
export function serveWithoutRanges(): Promise<SlideServer> {
  return serve((_, response) => {
    response.writeHead(200, { 'access-control-allow-origin': '*', 'content-length': 400 * 1024 * 1024 });
    response.write('II*\0');
  });
}

/** Answers as it should, but allows no other page to read it. */
export function serveWithoutCors(bytes: Uint8Array): Promise<SlideServer> {
  return serve((_, response) => response.writeHead(200, { 'content-type': 'image/png' }).end(bytes));
}

/** Hands everything on to a server that answers no other page, and lets them read what it says. `url` stands for it. */
export function serveWithCors(target: string): Promise<SlideServer> {
  return serve((request, response) => {
    const allowed = {
      'access-control-allow-origin': '*',
      'access-control-allow-headers': 'accept, content-type',
    };
    if (request.method === 'OPTIONS') return void response.writeHead(204, allowed).end();
    const headers = { ...request.headers };
    delete headers.host;
    delete headers.origin;
    const onward = requestOf(
      `${target}${request.url ?? ''}`,
      { method: request.method, headers },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, { ...answer.headers, ...allowed });
        answer.pipe(response);
      },
    );
    onward.on('error', (error) => response.writeHead(502, allowed).end(error.message));
    request.pipe(onward);
  });
}
