import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Cell } from '../../../../models/domain/cell.js';
import { SmearError } from '../../../../models/domain/errors.js';
import { boxCentre, boxContains, boxWidth, type Box } from '../../../../models/domain/geometry.js';
import { CellStore } from '../../../../plugin/cells/cell-store.js';
import { pipelineOver, type TileResult } from '../../../../plugin/analysis/pipeline.js';
import type { SlideReader } from '../../../../plugin/slide/slide-reader.js';
import type { InferenceClient } from '../../../../plugin/worker/inference-client.js';
import { discInference, discSlide, type Disc } from '../../disc-slide.js';

const SIZE = { width: 2400, height: 1800, micronsPerPixel: 0.125 };
const WHOLE: Box = { minX: 0, minY: 0, maxX: SIZE.width, maxY: SIZE.height };

/** Discs of 10 to 18 µm, none touching another. */
const DISCS: readonly Disc[] = Array.from({ length: 11 * 8 }, (_, i) => ({
  x: 200 + (i % 11) * 200 + 30 * Math.sin(i * 12.9898),
  y: 200 + Math.floor(i / 11) * 200 + 30 * Math.sin(i * 78.233),
  radius: 56 + 16 * Math.sin(i * 3.1),
}));

async function run(results: AsyncIterable<TileResult>, store = new CellStore()): Promise<CellStore> {
  for await (const result of results) store.apply(result);
  return store;
}

function cellOf(store: CellStore, disc: Disc): Cell[] {
  const inner = { minX: disc.x - 20, minY: disc.y - 20, maxX: disc.x + 20, maxY: disc.y + 20 };
  return [...store.all()].filter((cell) => boxContains(inner, boxCentre(cell.box)));
}

function isAbout(actual: number, expected: number, within: number): void {
  assert.ok(Math.abs(actual - expected) <= within, `${actual} is not within ${within} of ${expected}`);
}

describe('an analysis', () => {
  it('finds every cell of a slide once, where and as large as it is', async () => {
    const store = await run(pipelineOver(discInference()).analyze(discSlide(DISCS, SIZE), WHOLE));
    assert.equal(store.size, DISCS.length);
    for (const disc of DISCS) {
      const [cell, ...others] = cellOf(store, disc);
      assert.ok(cell && others.length === 0);
      isAbout(boxCentre(cell.box).x, disc.x, 2);
      isAbout(boxCentre(cell.box).y, disc.y, 2);
      isAbout(boxWidth(cell.box), 2 * disc.radius, 4);
      assert.equal(cell.label.name, 'Lymphocyte');
    }
  });

  it('finds each cell whose centre lies in the region once, wherever the tiles begin', async () => {
    const pipeline = pipelineOver(discInference());
    for (let i = 0; i < 10; i++) {
      const region = { ...WHOLE, minX: i * 37.3, minY: i * 23.7 };
      const store = await run(pipeline.analyze(discSlide(DISCS, SIZE), region));
      for (const disc of DISCS) {
        const inside = disc.x > region.minX + 4 && disc.y > region.minY + 4;
        const outside = disc.x < region.minX - 4 || disc.y < region.minY - 4;
        if (inside) assert.equal(cellOf(store, disc).length, 1);
        if (outside) assert.equal(cellOf(store, disc).length, 0);
      }
    }
  });

  it('asks the models nothing where it has looked before, and finds the same cells', async () => {
    let asked = 0;
    const { ask } = discInference();
    const counting: InferenceClient = {
      ...discInference(),
      ask: (kind, ...rest) => (kind === 'analyse' && asked++, ask(kind, ...rest)),
    };
    const pipeline = pipelineOver(counting);
    const slide = discSlide(DISCS, { ...SIZE, width: 4800, height: 3600 });
    const view = { minX: 300, minY: 200, maxX: 2900, maxY: 2000 };
    const panned = { minX: 500, minY: 300, maxX: 3100, maxY: 2100 };
    const outlines = (store: CellStore) => [...store.all()].map(({ outline }) => outline.join()).sort();

    const first = await run(pipeline.analyze(slide, view));
    const tiles = asked;
    const second = await run(pipeline.analyze(slide, view));
    assert.ok(first.size > 20 && tiles > 1);
    assert.equal(asked, tiles, 'nothing is asked for the same view');
    assert.deepEqual(outlines(second), outlines(first));

    const there = await run(pipeline.analyze(slide, panned));
    assert.ok(asked - tiles < tiles, `${asked - tiles} further tiles for a view of ${tiles}`);
    const fresh = await run(pipelineOver(discInference()).analyze(slide, panned));
    assert.deepEqual(outlines(there), outlines(fresh));

    asked = 0;
    await run(pipeline.analyze(slide, view, { threshold: 0.8 }));
    assert.equal(asked, tiles, 'another threshold may find other cells');
    await pipeline.use(undefined);
    await run(pipeline.analyze(slide, view, { threshold: 0.8 }));
    assert.equal(asked, tiles, 'the classifier that held before changes nothing');
    await pipeline.use('another');
    await run(pipeline.analyze(slide, view, { threshold: 0.8 }));
    assert.equal(asked, 2 * tiles, 'another classifier may name them otherwise');
  });

  it('shows a cell at the border of the region as a whole', async () => {
    const region = { minX: 500, minY: 500, maxX: 1500, maxY: 1500 };
    const border = { x: 502, y: 1000, radius: 60 };
    const store = await run(pipelineOver(discInference()).analyze(discSlide([border], SIZE), region));
    const [cell] = cellOf(store, border);
    assert.ok(cell);
    isAbout(boxWidth(cell.box), 120, 4);
  });

  it('keeps the ids on a second run and reports what has gone', async () => {
    const pipeline = pipelineOver(discInference());
    const store = await run(pipeline.analyze(discSlide(DISCS, SIZE), WHOLE));
    const before = new Set([...store.all()].map((cell) => cell.id));
    const gone = cellOf(store, DISCS[40] as Disc)[0]?.id as string;
    const less = discSlide(
      DISCS.filter((_, i) => i !== 40),
      SIZE,
    );
    const region = { ...WHOLE, minX: 311, minY: 207 };
    await run(pipeline.analyze(less, region, { existing: store }), store);
    before.delete(gone);
    assert.deepEqual(new Set([...store.all()].map((cell) => cell.id)), before);
  });

  it('reports a tile that cannot be read, goes on, and keeps what an earlier run found there', async () => {
    const reason = new SmearError('tile-failed', 'A piece of the slide is missing.');
    const whole = discSlide(DISCS, SIZE);
    const missing = { x: 1200, y: 1200 };
    const slide: SlideReader = {
      ...whole,
      read: async (request) => {
        // the overview comes from a coarser level; the check of the resolution reads here too
        if (boxWidth(request.region) < SIZE.width && boxContains(request.region, missing)) throw reason;
        return whole.read(request);
      },
    };
    const pipeline = pipelineOver(discInference());
    const store = await run(pipeline.analyze(whole, WHOLE));
    const ids = new Set([...store.all()].map((cell) => cell.id));
    const results: TileResult[] = [];
    for await (const result of pipeline.analyze(slide, WHOLE, { existing: store })) {
      results.push(result);
      store.apply(result);
    }
    assert.deepEqual(
      results.flatMap(({ failed }) => failed ?? []),
      [reason],
    );
    assert.equal(results.at(-1)?.progress.failed, 1);
    assert.equal(results.at(-1)?.progress.done, results.length);
    assert.deepEqual(new Set([...store.all()].map((cell) => cell.id)), ids);
  });

  it('ends when the worker has died, for that is no fault of a tile', async () => {
    const died = new SmearError('worker-failed', 'The worker ended.');
    const pipeline = pipelineOver(discInference({ analyse: async () => Promise.reject(died) }));
    await assert.rejects(run(pipeline.analyze(discSlide(DISCS, SIZE), WHOLE)), (error) => error === died);
  });

  it('rejects with the reason of the abort and asks for no further tile', async () => {
    const controller = new AbortController();
    const reason = new Error('the reader has seen enough');
    let asked = 0;
    const slide = discSlide(DISCS, SIZE);
    const counting = {
      ...slide,
      read: (request: Parameters<typeof slide.read>[0]) => (asked++, slide.read(request)),
    };
    const results: TileResult[] = [];
    let askedBefore = 0;
    const stopped = async (): Promise<void> => {
      const options = { signal: controller.signal };
      for await (const result of pipelineOver(discInference()).analyze(counting, WHOLE, options)) {
        results.push(result);
        if (results.length !== 2) continue;
        askedBefore = asked;
        controller.abort(reason);
      }
    };
    await assert.rejects(stopped(), (error) => error === reason);
    assert.equal(results.length, 2);
    assert.equal(asked, askedBefore);
  });

  it('passes over bare glass without troubling the models', async () => {
    let analysed = 0;
    const real = discInference();
    const inference = discInference({
      analyse: (asked, options) => {
        analysed++;
        return real.ask('analyse', asked, options);
      },
    });
    const corner = { x: 300, y: 300, radius: 50 };
    const store = await run(pipelineOver(inference).analyze(discSlide([corner], SIZE), WHOLE));
    assert.equal(store.size, 1);
    assert.equal(analysed, 1);
  });

  it('refuses a threshold below 0.01', async () => {
    const results = pipelineOver(discInference()).analyze(discSlide([], SIZE), WHOLE, { threshold: 0 });
    await assert.rejects(run(results), { code: 'invalid-argument' });
  });
});

describe('a refit', () => {
  it('is asked of the models with the confirmed rows, by its old name too', async () => {
    const rows = { embeddings: Float32Array.of(1, 2), novelties: Float32Array.of(NaN) };
    const confirmed = Int16Array.of(1);
    const answer = {
      classifier: 'adapted',
      probabilities: Float32Array.of(0, 1),
      labels: confirmed,
      before: confirmed,
      after: confirmed,
    };
    const asked: unknown[] = [];
    const pipeline = pipelineOver(discInference({ refit: async (rows) => (asked.push(rows), answer) }));
    assert.deepEqual(await pipeline.refit({ ...rows, confirmed }), answer);
    assert.deepEqual(await pipeline.teach({ ...rows, said: confirmed }), { ...answer, taught: 'adapted' });
    assert.deepEqual(asked, [
      { ...rows, confirmed },
      { ...rows, confirmed },
    ]);
  });
});

describe('the resolution', () => {
  const discs = DISCS.slice(0, 60);

  it('is what was given, then what the file says', async () => {
    const pipeline = pipelineOver(discInference());
    const slide = discSlide(discs, SIZE);
    assert.deepEqual(await pipeline.findResolution(slide, { given: 0.3 }), {
      micronsPerPixel: 0.3,
      source: 'given',
    });
    assert.deepEqual(await pipeline.findResolution(slide), { micronsPerPixel: 0.125, source: 'metadata' });
  });

  it('is not known where nothing tells', async () => {
    const bare = discSlide([], { width: 800, height: 600 });
    assert.equal(await pipelineOver(discInference()).findResolution(bare), undefined);
  });
});

describe('a reconstruction', () => {
  it('pairs each cell’s crop with its rebuilt picture and their difference', async () => {
    const pipeline = pipelineOver(discInference());
    const slide = discSlide(DISCS, SIZE);
    const cells = [...(await run(pipeline.analyze(slide, WHOLE))).all()].slice(0, 20);
    const made = await pipeline.reconstruct(slide, cells);
    assert.deepEqual(
      made.map(({ cellId }) => cellId),
      cells.map(({ id }) => id),
    );
    for (const { crop, rebuilt, error } of made) {
      assert.equal(crop.width, 128);
      assert.equal(rebuilt.width, 128);
      assert.equal(error.length, 128 * 128);
      // The crop is dark in its middle and pale in its corner, the fake picture white throughout.
      assert.ok((error[64 * 128 + 64] as number) > 0.3 && (error[0] as number) < 0.01);
    }
  });

  it('leaves out cells that no model has described, wherever they stand among the others', async () => {
    const pipeline = pipelineOver(discInference());
    const slide = discSlide(DISCS, SIZE);
    const [first, second] = [...(await run(pipeline.analyze(slide, WHOLE))).all()];
    assert.ok(first && second, 'two cells');
    const drawn = { ...first, id: 'drawn', embedding: new Float32Array(0) };
    for (const cells of [[drawn, first, second], [first, drawn, second], [drawn]]) {
      const made = await pipeline.reconstruct(slide, cells);
      assert.deepEqual(
        made.map(({ cellId }) => cellId),
        cells.filter((cell) => cell !== drawn).map(({ id }) => id),
      );
    }
  });
});
