import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { requireProgram } from './debian-program.mjs';

export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  return port;
}

/**
 * A Redis of our own with its append-only file in `folder`. `stop` and `start` keep what it holds; `kill` is a power cut.
 */
export async function startRedis(folder, port) {
  requireProgram('redis-server');
  const at = port ?? (await freePort());
  let child;
  const start = async () => {
    const words = ['--port', String(at), '--bind', '127.0.0.1', '--dir', folder, '--save', ''];
    child = spawn('redis-server', [...words, '--appendonly', 'yes', '--appendfsync', 'always'], {
      stdio: 'ignore',
    });
    await untilAnswers(at, child);
  };
  const end = async (signal) => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill(signal);
    await once(child, 'exit');
  };
  await start();
  return {
    url: `redis://127.0.0.1:${at}`,
    port: at,
    start,
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
  };
}

async function untilAnswers(port, child) {
  for (let i = 0; i < 600; i++) {
    if (child.exitCode !== null) throw new Error(`redis-server ended with ${child.exitCode}.`);
    if (await pings(port)) return;
    await delay(50);
  }
  throw new Error('redis-server did not answer within 30 s.');
}

function pings(port) {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const end = (answer) => {
      socket.destroy();
      resolve(answer);
    };
    socket.on('error', () => end(false));
    // While it reads its file it says that it is loading.
    socket.on('data', (data) => end(String(data).startsWith('+PONG')));
    socket.on('connect', () => socket.write('PING\r\n'));
    socket.setTimeout(1000, () => end(false));
  });
}
