import type { Resolution } from '../../../../models/domain/resolution.js';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Cell } from '../../../../models/domain/cell.js';
import { SmearError } from '../../../../models/domain/errors.js';
import type { AttachedSession } from '../../../../plugin/session/attached-session.js';
import { stepCell } from '../../../../plugin/cells/step-cell.js';
import { pipelineOver } from '../../../../plugin/analysis/pipeline.js';
import type { SessionParts, SessionPipeline } from '../../../../plugin/session/session-parts.js';
import type { SlideReader } from '../../../../plugin/slide/slide-reader.js';
import type { OpenInference } from '../../../../plugin/worker/inference-client.js';
import { WorkerClient } from '../../../../plugin/worker/worker-client.js';
import { workers } from '../worker/channel-workers.js';
import { DISC_INFO, discInference, discSlide } from '../../disc-slide.js';
import { rejectsWith } from '../../rejects-with.js';
import { pipelineFinding, slideWithoutPixels, unseenSession, unseenView } from './unseen-session.js';

const NOWHERE = { packUrl: 'file:///pack/', wasmUrl: 'file:///wasm/' };
const label = { name: 'Neutrophil', code: 'N', color: [0, 114, 178] } as const;

function cell(id: string, score: number): Cell {
  return {
    id,
    box: { minX: 0, minY: 0, maxX: 10, maxY: 10 },
    outline: Float64Array.of(0, 0, 10, 0, 10, 10, 0, 10),
    nuclei: [],
    score,
    label,
    probabilities: Float32Array.of(1),
    embedding: new Float32Array(50),
    reconstructionError: 0,
  };
}

const slideNamed = (name: string, micronsPerPixel?: number): SlideReader =>
  slideWithoutPixels(name, { width: 1000, height: 800 }, micronsPerPixel);

const progress = { done: 1, total: 1, failed: 0, elapsedMs: 1 };

function pipeline(changes: Partial<SessionPipeline> = {}): SessionPipeline {
  return {
    ...pipelineFinding([cell('a', 0.9), cell('b', 0.3), cell('c', 0.6)], [label]),
    findResolution: async () => ({ micronsPerPixel: 0.1, source: 'estimated' }),
    ...changes,
  };
}

function attached(parts: Partial<SessionParts> = {}): AttachedSession {
  const session = unseenSession({
    openPipeline: async () => pipeline(),
    createView: () => ({
      ...unseenView(),
      region: { minX: -200, minY: 100, maxX: 400, maxY: 500 },
    }),
    ...parts,
  });
  session.setSlide(slideNamed('one.tif'));
  return session;
}

/** A run that yields one cell and then waits until it is stopped. */
const endless: SessionPipeline['analyze'] = async function* (_slide, _region, { signal }) {
  yield { added: [cell('first', 0.9)], removed: [], progress };
  await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
};

/** Ids of the cells in the saved file. */
async function savedIds(session: AttachedSession): Promise<string> {
  const file = JSON.parse(await (await session.exportGeoJson()).text()) as {
    features: readonly { readonly id: string }[];
  };
  return file.features.map(({ id }) => id).join();
}

const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

describe('a session', () => {
  it('analyses the part of the slide that is on view, and nothing beside the slide', async () => {
    const session = attached();
    await session.analyzeView();
    assert.equal(session.state.kind, 'done');
    assert.ok(session.state.kind === 'done');
    assert.deepEqual(session.state.region, { minX: 0, minY: 100, maxX: 400, maxY: 500 });
  });

  it('estimates the resolution only where neither the slide nor the reader says it', async () => {
    let asked = 0;
    const openPipeline = async () =>
      pipeline({ findResolution: async () => ((asked += 1), { micronsPerPixel: 0.1, source: 'estimated' }) });
    const session = attached({ openPipeline });
    await session.analyzeView();
    assert.deepEqual(session.resolution, { micronsPerPixel: 0.1, source: 'estimated' });
    session.setSlide(slideNamed('two.svs', 0.25));
    await session.analyzeView();
    assert.deepEqual(session.resolution, { micronsPerPixel: 0.25, source: 'metadata' });
    session.setResolution(0.22);
    await session.analyzeView();
    assert.deepEqual(session.resolution, { micronsPerPixel: 0.22, source: 'given' });
    assert.equal(asked, 1);
  });

  it('moves the threshold without a new run: what is saved and stepped through follows at once', async () => {
    const session = attached();
    await session.analyzeView();
    assert.equal(session.cells.size, 3);
    assert.equal(await savedIds(session), 'a,c');
    session.selected = 'c';
    session.threshold = 0.7;
    assert.equal(session.selected, undefined);
    assert.equal(await savedIds(session), 'a');
    session.threshold = 0.1;
    assert.equal(await savedIds(session), 'a,b,c');
    assert.equal(stepCell(session, 1), 'a');
    session.selected = 'c';
    assert.equal(stepCell(session, 1), 'a');
    assert.equal(stepCell(session, -1), 'b');
  });

  it('refuses a threshold and an overlay that are none, and keeps those it has', () => {
    const session = attached();
    for (const threshold of [Number.NaN, '0.5', undefined, null, Symbol('half')])
      assert.throws(
        () => (session.threshold = threshold as number),
        rejectsWith('invalid-argument', /a number from 0 to 1/),
      );
    for (const overlay of ['', 'Labels', undefined, 7])
      assert.throws(
        () => (session.overlay = overlay as 'none'),
        rejectsWith('invalid-argument', /labels, heatmap, both or none/),
      );
    assert.deepEqual([session.threshold, session.overlay], [0.5, 'labels']);
    session.threshold = Infinity;
    assert.equal(session.threshold, 1);
  });

  it('does not begin a run before a very large import stands in the store', async () => {
    const many = 12_000;
    const seen: number[] = [];
    const openPipeline = async (): Promise<SessionPipeline> =>
      pipeline({
        async *analyze(_slide, _region, { existing }) {
          seen.push(existing.size);
          yield { added: [], removed: [], progress };
        },
      });
    const session = attached({ openPipeline });
    await session.load();
    const brought = Array.from({ length: many }, (_, i) => cell(`cell ${i}`, 0.9));
    const coming = session.review.import(brought, new AbortController().signal);
    await session.analyzeSlide();
    assert.deepEqual(seen, [many]);
    assert.equal(await coming, 0);
  });

  it('asks no answer for chosen cells that the threshold hides', async () => {
    const session = attached();
    await session.analyzeView();
    session.review.reject(['c']);
    session.selection.set(['a', 'b', 'c']);
    session.threshold = 0.7;
    assert.deepEqual(
      [...session.selection.ids],
      ['a', 'c'],
      'a rejected cell is hidden by nobody’s threshold',
    );
    session.keys.confirm();
    assert.equal(session.cells.get('b')?.review, undefined);
  });

  it('runs one analysis at a time: a new one stops the old one first', async () => {
    let running = 0;
    let most = 0;
    const analyze: SessionPipeline['analyze'] = async function* (...args) {
      most = Math.max(most, (running += 1));
      try {
        yield* endless(...args);
      } finally {
        running -= 1;
      }
    };
    const session = attached({ openPipeline: async () => pipeline({ analyze }) });
    const runs = [session.analyzeView(), session.analyzeSlide(), session.analyzeView()];
    await settle();
    session.cancel();
    await Promise.all(runs);
    assert.equal(most, 1);
    assert.equal(running, 0);
  });

  it('keeps what was found when it is cancelled', async () => {
    const session = attached({ openPipeline: async () => pipeline({ analyze: endless }) });
    const run = session.analyzeView();
    await settle();
    session.cancel();
    await run;
    assert.ok(session.state.kind === 'done' && session.state.cancelled);
    assert.equal(session.cells.size, 1);
  });

  it('lets go of the cells, the choice and the run when another slide is opened', async () => {
    const session = attached({ openPipeline: async () => pipeline({ analyze: endless }) });
    const run = session.analyzeView();
    await settle();
    session.selected = 'first';
    session.setSlide(slideNamed('two.tif'));
    await run;
    assert.equal(session.cells.size, 0);
    assert.equal(session.selected, undefined);
    assert.equal(session.state.kind, 'ready');
  });

  it('leaves alone a slide that is opened while the models are given the active classifier', async () => {
    let prepared = (): void => undefined;
    const use = () => new Promise<void>((resolve) => (prepared = resolve));
    const session = attached({ openPipeline: async () => pipeline({ use }) });
    const run = session.analyzeView();
    await settle();
    session.setSlide(slideNamed('two.tif'));
    prepared();
    await run;
    assert.equal(session.state.kind, 'ready');
    assert.equal(session.cells.size, 0);
  });

  it('tells of a part that failed and goes on', async () => {
    const failed = new SmearError('tile-failed', 'The part at 0, 0 could not be read.');
    const analyze: SessionPipeline['analyze'] = async function* () {
      yield { added: [], removed: [], progress: { ...progress, failed: 1 }, failed };
      yield { added: [cell('a', 0.9)], removed: [], progress };
    };
    const session = attached({ openPipeline: async () => pipeline({ analyze }) });
    const told: unknown[] = [];
    session.addEventListener('error', (event) => told.push((event as CustomEvent).detail));
    await session.analyzeView();
    assert.deepEqual(told, [failed]);
    assert.equal(session.cells.size, 1);
    assert.equal(session.state.kind, 'done');
  });

  it('says why the models could not be opened, and tries again when asked to analyse', async () => {
    let attempts = 0;
    const session = attached({
      openPipeline: async () => {
        attempts += 1;
        if (attempts === 1) throw new SmearError('pack-corrupt', 'The file detector.safetensors is damaged.');
        return pipeline();
      },
    });
    await assert.rejects(session.load(), { code: 'pack-corrupt' });
    assert.ok(session.state.kind === 'failed' && session.state.error.code === 'pack-corrupt');
    await session.analyzeView();
    assert.equal(session.state.kind, 'done');
  });

  it('analyses again after its worker was lost over a run, also another slide', async () => {
    let isWell = false;
    const open: OpenInference = async () =>
      discInference({
        analyse: (asked, options) =>
          isWell
            ? discInference().ask('analyse', asked, options)
            : Promise.reject(new SmearError('backend-lost', 'The graphics device was lost.')),
      });
    const session = attached({
      openPipeline: async () => pipelineOver(await WorkerClient.open(workers(open).spawn, NOWHERE)),
    });
    const smear = () =>
      discSlide([{ x: 300, y: 300, radius: 60 }], { width: 800, height: 600, micronsPerPixel: 0.125 });
    session.setSlide(smear());
    await assert.rejects(session.analyzeSlide(), { code: 'worker-failed' });
    assert.equal(session.state.kind, 'failed');
    isWell = true;
    await session.analyzeSlide();
    assert.deepEqual([session.state.kind, session.cells.size], ['done', 1]);
    session.setSlide(smear());
    await session.analyzeSlide();
    assert.deepEqual([session.state.kind, session.cells.size], ['done', 1]);
    await session.dispose();
  });

  it('names the back end on which its models were started again', async () => {
    const lost = () => Promise.reject(new SmearError('backend-lost', 'The graphics device was lost.'));
    const { spawn } = workers(
      async () => discInference({ info: { ...DISC_INFO, backend: 'webgpu' }, analyse: lost }),
      async () => discInference({ info: { ...DISC_INFO, backend: 'wasm' } }),
    );
    const openPipeline = async () => pipelineOver(await WorkerClient.open(spawn, NOWHERE));
    const session = attached({ openPipeline });
    session.setSlide(discSlide([{ x: 300, y: 300, radius: 60 }], { width: 800, height: 600 }));
    session.setResolution(0.125);
    await session.load();
    assert.equal(session.info?.backend, 'webgpu');
    await session.analyzeSlide();
    assert.equal(session.info?.backend, 'wasm');
    await session.dispose();
  });

  it('has its adaptation by the old name too', () => {
    const session = attached();
    assert.equal(session.teaching, session.adaptation);
  });

  it('reports why the models could not be given the active classifier', async () => {
    const lost = new SmearError('worker-failed', 'The worker has ended.');
    const session = attached({ openPipeline: async () => pipeline({ use: () => Promise.reject(lost) }) });
    const told: unknown[] = [];
    session.addEventListener('error', (event) => told.push((event as CustomEvent).detail));
    await assert.rejects(session.analyzeView(), lost);
    assert.deepEqual(session.state, { kind: 'failed', error: lost });
    assert.deepEqual(told, [lost]);
  });

  it('opens the models anew on another back end and keeps the cells', async () => {
    const asked: (string | undefined)[] = [];
    let ended = 0;
    const session = attached({
      openPipeline: async ({ backend }) => {
        asked.push(backend);
        return pipeline({ dispose: async () => void (ended += 1) });
      },
    });
    await session.analyzeView();
    await session.setBackend('wasm');
    assert.deepEqual(asked, [undefined, 'wasm']);
    assert.equal(ended, 1);
    assert.equal(session.cells.size, 3);
  });

  it('hears nothing more of an opening that another back end has overtaken', async () => {
    let failFirst: (error: SmearError) => void = () => undefined;
    const session = attached({
      openPipeline: ({ backend }) =>
        backend === 'wasm'
          ? Promise.resolve(pipeline())
          : new Promise((_, reject) => {
              failFirst = reject;
            }),
    });
    const first = session.load();
    const told: unknown[] = [];
    session.addEventListener('error', (event) => told.push((event as CustomEvent).detail));
    const second = session.setBackend('wasm');
    await settle();
    failFirst(new SmearError('no-backend', 'Nothing here can compute.'));
    await assert.rejects(first, { code: 'no-backend' });
    await second;
    assert.deepEqual(told, []);
    assert.equal(session.state.kind, 'ready');
    assert.equal(session.info?.backend, 'wasm');
  });

  it('does not give the next slide a resolution that was estimated for the one before', async () => {
    let estimated: (resolution: Resolution) => void = () => undefined;
    const session = attached({
      openPipeline: async () =>
        pipeline({
          findResolution: () =>
            new Promise((resolve) => {
              estimated = resolve;
            }),
        }),
    });
    const run = session.analyzeView();
    await settle();
    session.setSlide(slideNamed('two.tif'));
    estimated({ micronsPerPixel: 0.1, source: 'estimated' });
    await run;
    assert.equal(session.resolution, undefined);
  });

  it('says why where the view does not show the slide', async () => {
    const session = attached();
    const told: unknown[] = [];
    session.addEventListener('error', (event) => told.push((event as CustomEvent).detail.code));
    const beside = { minX: 2000, minY: 0, maxX: 3000, maxY: 100 };
    await assert.rejects(session.analyzeRegion(beside), { code: 'invalid-argument' });
    assert.deepEqual(told, ['invalid-argument']);
  });

  it('refuses a drawn rectangle that lies wholly beside the slide', async () => {
    let drawn = { minX: 2000, minY: 0, maxX: 3000, maxY: 100 };
    const session = attached({ createView: () => ({ ...unseenView(), drawRegion: async () => drawn }) });
    await assert.rejects(session.drawRegion(), { code: 'invalid-argument' });
    drawn = { minX: -50, minY: 0, maxX: 30, maxY: 100 };
    assert.deepEqual(await session.drawRegion(), drawn);
  });

  it('takes the rectangle that is being drawn with it when it ends', async () => {
    let stop: AbortSignal | undefined;
    const session = attached({
      createView: () => ({
        region: undefined,
        drawRegion: (signal) =>
          new Promise((_, reject) => {
            stop = signal;
            signal?.addEventListener('abort', () => reject(signal.reason));
          }),
        show: () => undefined,
        showRegion: () => undefined,
        refresh: () => undefined,
        dispose: () => undefined,
      }),
    });
    const drawing = session.drawRegion({ signal: new AbortController().signal });
    const ended = assert.rejects(drawing, { code: 'disposed' });
    await session.dispose();
    await ended;
    assert.equal(stop?.aborted, true);
  });

  it('ends once, and refuses work afterwards', async () => {
    let ended = 0;
    const session = attached({
      openPipeline: async () => pipeline({ dispose: async () => void (ended += 1) }),
    });
    await session.load();
    await session.dispose();
    await session.dispose();
    assert.equal(ended, 1);
    await assert.rejects(session.analyzeView(), { code: 'disposed' });
  });
});
