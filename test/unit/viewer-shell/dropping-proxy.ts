import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { once } from 'node:events';

export interface DroppingProxy {
  readonly port: number;
  /** Connections that were broken in the middle of an answer. */
  readonly dropped: number;
  /** The next answer that is longer than so many bytes breaks off after them. */
  dropNextAfter(bytes: number): void;
  close(): Promise<void>;
}

/** Stands between a client and a real server, and cuts the line when told. */
export async function dropInFrontOf(port: number): Promise<DroppingProxy> {
  const state = { dropped: 0, limit: Infinity };
  const open = new Set<Socket>();
  const proxy = createServer((client) => {
    const server = connect(port, '127.0.0.1');
    for (const socket of [client, server]) {
      open.add(socket);
      socket.on('close', () => open.delete(socket));
      // A line that is cut is what this is for.
      socket.on('error', () => undefined);
    }
    let passed = 0;
    client.on('data', () => (passed = 0));
    client.pipe(server);
    server.on('data', (data: Buffer) => {
      if (passed + data.length <= state.limit) {
        passed += data.length;
        client.write(data);
        return;
      }
      client.write(data.subarray(0, state.limit - passed), () => client.destroy());
      state.limit = Infinity;
      state.dropped++;
      server.destroy();
    });
    server.on('end', () => client.end());
    client.on('close', () => server.destroy());
  }).listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  return {
    port: (proxy.address() as AddressInfo).port,
    get dropped() {
      return state.dropped;
    },
    dropNextAfter: (bytes) => (state.limit = bytes),
    close: async () => {
      proxy.close();
      for (const socket of open) socket.destroy();
    },
  };
}
