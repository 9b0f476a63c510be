import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Cell } from '../../../../models/domain/cell.js';
import { SmearError } from '../../../../models/domain/errors.js';
import type { AttachedSession } from '../../../../plugin/session/attached-session.js';
import type { SlideReader } from '../../../../plugin/slide/slide-reader.js';
import { drawnSmear, redCells } from '../red-cells/drawn-smear.js';
import { pipelineFinding, unseenSession } from './unseen-session.js';

const label = { name: 'Neutrophil', code: 'N', color: [0, 114, 178] } as const;
const MICRONS_PER_PIXEL = 7.5 / 72;
function cell(id: string): Cell {
  return {
    id,
    box: { minX: 0, minY: 0, maxX: 10, maxY: 10 },
    outline: Float64Array.of(0, 0, 10, 0, 10, 10, 0, 10),
    nuclei: [],
    score: 0.9,
    label,
    probabilities: Float32Array.of(1),
    embedding: new Float32Array(50),
    reconstructionError: 0,
  };
}

function attached(found: readonly Cell[]): AttachedSession {
  return unseenSession({
    openPipeline: async () => ({
      ...pipelineFinding(found, [label]),
      findResolution: async () => ({ micronsPerPixel: MICRONS_PER_PIXEL, source: 'estimated' }),
    }),
  });
}

const smear = (): SlideReader => drawnSmear(640, 480, redCells(640, 480, 36));
const noSmear = (): SlideReader => drawnSmear(640, 480, []);

/** The slide, with every read of it counted. */
function counted(slide: SlideReader): { slide: SlideReader; reads: () => number } {
  let reads = 0;
  return {
    slide: { ...slide, read: (...request) => ((reads += 1), slide.read(...request)) },
    reads: () => reads,
  };
}

/** Resolves with the answer when the session tells of a change after the run. */
async function answerAfterRun(session: AttachedSession): Promise<boolean | undefined> {
  await session.analyzeSlide();
  await new Promise((resolve) => session.addEventListener('change', resolve, { once: true }));
  return session.showsRedCells;
}

const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 50));

describe('whether a session’s slide shows red cells', () => {
  it('is told after the first run that found cells, of a smear and of what is none', async () => {
    const session = attached([cell('a')]);
    session.setSlide(smear());
    assert.equal(session.showsRedCells, undefined);
    assert.equal(await answerAfterRun(session), true);
    session.setSlide(noSmear());
    assert.equal(session.showsRedCells, undefined);
    assert.equal(await answerAfterRun(session), false);
  });

  it('is asked once for a slide, and not at all where nothing was found', async () => {
    const { slide, reads } = counted(noSmear());
    const session = attached([cell('a')]);
    session.setSlide(slide);
    await answerAfterRun(session);
    const asked = reads();
    assert.ok(asked > 0);
    await session.analyzeSlide();
    await settle();
    assert.equal(reads(), asked);
    const without = counted(noSmear());
    const nothing = attached([]);
    nothing.setSlide(without.slide);
    await nothing.analyzeSlide();
    await settle();
    assert.deepEqual([without.reads(), nothing.showsRedCells], [0, undefined]);
  });

  it('says nothing of another resolution until a run was made with it', async () => {
    const session = attached([cell('a')]);
    session.setSlide(smear());
    session.setResolution(10 * MICRONS_PER_PIXEL);
    assert.equal(await answerAfterRun(session), false);
    session.setResolution(MICRONS_PER_PIXEL);
    assert.equal(session.showsRedCells, undefined);
    assert.equal(await answerAfterRun(session), true);
  });

  it('is left open where the slide cannot be read, and nobody is alarmed', async () => {
    const session = attached([cell('a')]);
    const told: unknown[] = [];
    session.addEventListener('error', (event) => told.push(event));
    const broken = new SmearError('tile-failed', 'The server is gone.');
    session.setSlide({ ...noSmear(), read: () => Promise.reject(broken) });
    await session.analyzeSlide();
    await settle();
    assert.deepEqual([session.showsRedCells, told, session.state.kind], [undefined, [], 'done']);
  });

  for (const [what, end] of [
    ['another slide is opened', (session: AttachedSession) => session.setSlide(smear())],
    ['the session ends', (session: AttachedSession) => void session.dispose()],
  ] as const) {
    it(`is given up when ${what}, and does not hold up the run`, async () => {
      let signal: AbortSignal | undefined;
      const session = attached([cell('a')]);
      const slow: SlideReader['read'] = (_request, options) => {
        signal = options?.signal;
        return new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal?.reason)));
      };
      session.setSlide({ ...noSmear(), read: slow });
      await session.analyzeSlide();
      assert.deepEqual([session.state.kind, signal?.aborted], ['done', false]);
      end(session);
      await settle();
      assert.deepEqual([signal?.aborted, session.showsRedCells], [true, undefined]);
    });
  }
});
