import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { VERSION } from '../../plugin/node-entry.js';
import type { ServeCommand } from '../command-line/queue-arguments.js';
import { isQueueAway } from '../queue/queue-connection.js';
import type { RunSettings } from '../results/task.js';
import { nameOf, type Storage } from '../storage/storage.js';
import type { Analyses } from './analyses.js';
import { SentSlides, TooLarge } from './sent-slides.js';
import * as schemas from './service-schemas.js';
import { tokenOf } from './tokens.js';

export interface ServiceParts {
  readonly command: ServeCommand;
  readonly analyses: Analyses;
  readonly storage: Storage;
  readonly holds: (token: string) => Promise<boolean>;
  /** Job counts in Prometheus' text format. */
  readonly metrics: () => Promise<string>;
}

interface StartBody {
  readonly slide?: string;
  readonly address?: string;
  readonly micronsPerPixel?: number;
  readonly region?: RunSettings['region'];
  readonly threshold?: number;
  readonly priority?: number;
}

const LOOK_MS = 400;
/** Lines that are silent for long are cut by what stands between. */
const SIGN_OF_LIFE_MS = 15_000;
const AWAY = 'The queue of the service cannot be reached at the moment. Try again soon.';
const OPEN_TO_ALL: ReadonlySet<string> = new Set(['/v1/health', '/openapi.json']);

/** Puts the routes of the service on an app; every one but health and description needs a token. */
export function addRoutes(
  app: FastifyInstance,
  { command, analyses, storage, holds, metrics }: ServiceParts,
): void {
  const slides = new SentSlides(join(command.out, 'slides'), command.maxUploadBytes);
  app.addHook('onRequest', async (request, reply) => {
    if (request.method === 'OPTIONS' || OPEN_TO_ALL.has(request.routeOptions.url ?? '')) return;
    const token = tokenOf(request.headers.authorization);
    if (token !== undefined && (await holds(token))) return;
    // A browser asks people for a password only where it is told to.
    if (request.url.startsWith('/board'))
      void reply.header('www-authenticate', 'Basic realm="Smearlens queue"');
    return reply.code(401).send({ error: 'A token that holds is needed.' });
  });
  app.setErrorHandler((error, _request, reply) => {
    if (!isQueueAway(error)) throw error;
    return reply.code(503).header('retry-after', '5').send({ error: AWAY });
  });
  app.addContentTypeParser('application/octet-stream', (_request, payload, done) => done(null, payload));

  app.get('/v1/health', { schema: schemas.health }, async () => ({ version: VERSION }));
  app.get('/openapi.json', { schema: { hide: true } }, async () => app.swagger());
  app.get('/metrics', { schema: schemas.metrics }, async (_, reply) => {
    void reply.type('text/plain; version=0.0.4; charset=utf-8');
    return metrics();
  });

  app.post(
    '/v1/slides',
    { schema: schemas.sendSlide, bodyLimit: command.maxUploadBytes },
    async (request: FastifyRequest<{ Querystring: { name?: string } }>, reply) => {
      if (!(request.body instanceof Readable))
        return reply.code(415).send({ error: 'Send the file itself.' });
      try {
        const kept = await slides.keep(request.body, request.query.name ?? 'slide');
        return await reply.code(201).send(kept);
      } catch (error) {
        if (!(error instanceof TooLarge)) throw error;
        // What is still on its way is not waited for.
        return reply.code(413).header('connection', 'close').send({ error: error.message });
      }
    },
  );

  app.post(
    '/v1/analyses',
    { schema: schemas.startAnalysis },
    async (request: FastifyRequest<{ Body: StartBody }>, reply) => {
      const { slide, address, priority, micronsPerPixel, region, threshold = 0.5 } = request.body;
      if ((slide === undefined) === (address === undefined))
        return reply.code(400).send({ error: 'Name either a slide that was sent or an address.' });
      const input =
        slide === undefined ? allowed(address as string, command.slides) : await slides.find(slide);
      if (input === undefined) {
        const error =
          slide === undefined
            ? 'Slides at this address are not read here; ask the administrator of the service.'
            : 'There is no such slide. Send it first.';
        return reply.code(slide === undefined ? 403 : 404).send({ error });
      }
      const settings: RunSettings = {
        ...(micronsPerPixel === undefined ? {} : { micronsPerPixel }),
        ...(region === undefined ? {} : { region }),
        threshold,
        head: 'forest',
        embedding: true,
      };
      const hash = createHash('sha256')
        .update(JSON.stringify([input, settings]))
        .digest('hex')
        .slice(0, 32);
      const output = join(command.out, 'results', hash, `${nameOf(input)}.geojson`);
      const analysis = await analyses.start({ input, output, settings, formats: [] }, priority);
      return reply.code(202).send(await analyses.state(analysis));
    },
  );

  type ById = FastifyRequest<{ Params: { analysis: string } }>;
  const unknown = (reply: FastifyReply) => reply.code(404).send({ error: 'There is no such analysis.' });

  app.get('/v1/analyses/:analysis', { schema: schemas.readState }, async (request: ById, reply) => {
    return (await analyses.state(request.params.analysis)) ?? unknown(reply);
  });

  app.delete('/v1/analyses/:analysis', { schema: schemas.cancel }, async (request: ById, reply) => {
    if (!(await analyses.cancel(request.params.analysis))) return unknown(reply);
    return reply.code(204).send();
  });

  app.get('/v1/analyses/:analysis/result', { schema: schemas.readResult }, async (request: ById, reply) => {
    const output = await analyses.output(request.params.analysis);
    const size = output && (await storage(output).size(output));
    if (output === undefined || size === undefined) return unknown(reply);
    void reply.type('application/geo+json');
    return Buffer.from(await storage(output).read(output, 0, Number(size)));
  });

  app.get('/v1/analyses/:analysis/events', { schema: schemas.follow }, async (request: ById, reply) => {
    const { analysis } = request.params;
    const findings = await analyses.findings(analysis);
    if (!findings) return unknown(reply);
    const gone = new AbortController();
    request.raw.once('close', () => gone.abort());
    void reply
      .type('text/event-stream')
      .header('cache-control', 'no-store')
      .header('x-accel-buffering', 'no');
    return reply.send(Readable.from(eventsOf(analyses, analysis, findings, gone.signal)));
  });
}

/** Server-sent events: `cells` as shards end, `state` as it changes; ends when the analysis has. */
async function* eventsOf(
  analyses: Analyses,
  analysis: string,
  findings: { next(): Promise<object | undefined> },
  signal: AbortSignal,
): AsyncGenerator<string> {
  let told = '';
  let toldAt = Date.now();
  const event = (name: string, data: object): string => {
    toldAt = Date.now();
    return `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
  };
  while (!signal.aborted) {
    const state = await unlessAway(analyses.state(analysis));
    if (!state)
      return yield event('state', { analysis, state: 'failed', share: 0, error: 'It was taken back.' });
    if (state !== 'away') {
      const cells = state.state === 'running' ? await unlessAway(findings.next()) : undefined;
      if (cells && cells !== 'away') yield event('cells', cells);
      if (JSON.stringify(state) !== told) yield event('state', state);
      told = JSON.stringify(state);
      if (state.state === 'done' || state.state === 'failed') return;
    }
    if (Date.now() - toldAt > SIGN_OF_LIFE_MS) {
      toldAt = Date.now();
      yield ': still here\n\n';
    }
    await delay(LOOK_MS);
  }
}

/** Whoever follows an analysis waits with it for a queue that is away. */
async function unlessAway<T>(asked: Promise<T>): Promise<T | 'away'> {
  try {
    return await asked;
  } catch (error) {
    if (isQueueAway(error)) return 'away';
    throw error;
  }
}

/** The address as it will be asked for, where it begins as one of those that may be read. */
function allowed(address: string, beginnings: readonly string[]): string | undefined {
  if (!URL.canParse(address)) return undefined;
  const { href, username, password } = new URL(address);
  if (username !== '' || password !== '') return undefined;
  return beginnings.some((beginning) => href.startsWith(beginning)) ? href : undefined;
}
