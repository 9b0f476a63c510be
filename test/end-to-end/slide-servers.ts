import { createServer, type RequestListener } from 'node:http';
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
