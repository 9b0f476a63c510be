import type { Queue } from 'bullmq';
import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { SmearError, VERSION } from '../../plugin/node-entry.js';
import type { Surroundings } from '../command-line/analyze.js';
import { EXIT } from '../command-line/exit-code.js';
import type { ServeCommand } from '../command-line/queue-arguments.js';
import { answeringConnection, CLOSE_MS, loadQueue, onceInAWhile } from '../queue/queue-connection.js';
import type { QueueJob } from '../queue/queue-job.js';
import { Analyses } from './analyses.js';
import { addRoutes } from './service-app.js';
import { openTokens } from './tokens.js';

/** Serves portals until it is stopped; the exit code. Holds nothing itself: any number may stand side by side. */
export async function serve(command: ServeCommand, around: Surroundings): Promise<number> {
  const { stdout, stderr, storage, signal } = around;
  const { Queue, FlowProducer } = await loadQueue();
  const { fastify, swagger, cors, board } = await loadService();
  const connection = answeringConnection(command.redis);
  const queue: Queue<QueueJob> = new Queue(command.queue, { connection });
  const producer = new FlowProducer({ connection });
  const complain = onceInAWhile((message) => stderr.write(`The queue cannot be reached (${message}).\n`));
  queue.on('error', ({ message }) => complain(message));
  producer.on('error', () => undefined);
  const app = fastify({ trustProxy: true, forceCloseConnections: true });
  try {
    const holds = await openTokens(command);
    await app.register(cors, { origin: [...command.origins], methods: ['GET', 'POST', 'DELETE'] });
    await app.register(swagger, {
      openapi: {
        info: { title: 'Smearlens analysis service', version: VERSION },
        components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
        security: [{ token: [] }],
      },
    });
    const analyses = new Analyses({ queue, producer, storage, shards: command.shards });
    const out = resolve(command.out);
    const metrics = () => queue.exportPrometheusMetrics();
    addRoutes(app, { command: { ...command, out }, analyses, storage, holds, metrics });
    await board(app, queue);
    const address = await app.listen({ host: command.host, port: command.port });
    stdout.write(`Serving the queue “${command.queue}” at ${address}\n`);
    await new Promise<void>((done) => {
      if (signal.aborted) done();
      signal.addEventListener('abort', () => done(), { once: true });
    });
    return EXIT.cancelled;
  } finally {
    await app.close();
    const closed = Promise.allSettled([queue.close(), producer.close()]);
    await Promise.race([closed, delay(CLOSE_MS, undefined, { ref: false })]);
  }
}

async function loadService() {
  try {
    const [{ fastify }, swagger, cors, api, adapter, fastifyBoard] = await Promise.all([
      import('fastify'),
      import('@fastify/swagger'),
      import('@fastify/cors'),
      import('@bull-board/api'),
      import('@bull-board/api/bullMQAdapter'),
      import('@bull-board/fastify'),
    ]);
    const board = async (app: ReturnType<typeof fastify>, queue: Queue<QueueJob>): Promise<void> => {
      const server = new fastifyBoard.FastifyAdapter();
      server.setBasePath('/board');
      api.createBullBoard({ queues: [new adapter.BullMQAdapter(queue)], serverAdapter: server });
      await app.register(server.registerPlugin(), { prefix: '/board' });
    };
    return { fastify, swagger: swagger.default, cors: cors.default, board };
  } catch (cause) {
    throw new SmearError(
      'invalid-argument',
      'The service needs some packages. Install them: npm install bullmq ioredis fastify @fastify/swagger @fastify/cors @bull-board/api @bull-board/fastify.',
      { cause },
    );
  }
}
