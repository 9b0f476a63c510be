import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as runtime from 'onnxruntime-node';
import { startBackend, type Backend } from '../../models/backend/backend.js';
import { checkGolden, goldenTile } from '../../models/backend/golden-check.js';
import { createDetector, type Detection } from '../../models/detector/detector.js';
import { onnxBackend } from '../../models/onnx/onnx-backend.js';
import { openShippedPack, WASM_PATH } from './pack-folder.js';
import { GOLDEN_BOUND } from './check-backend.js';

const start = (): Promise<Backend> =>
  startBackend('onnxruntime', { startOnnxRuntime: async () => onnxBackend(runtime) });

describe('the shipped models on ONNX Runtime', () => {
  it('agree with PyTorch in every stage, on a small and on a usual tile', async () => {
    const stages = await checkGolden(await openShippedPack(), await start(), [64, 256]);
    assert.ok(stages.length >= 25, `${stages.length} stages`);
    assert.deepEqual(
      stages.filter(({ error }) => !(error <= GOLDEN_BOUND)),
      [],
    );
  });

  it('find the cells that they find on wasm, with the same outlines', async () => {
    const pack = await openShippedPack();
    const tile = goldenTile(await pack.golden(), 256);
    const found: (readonly Detection[])[] = [];
    for (const backend of [await start(), await startBackend('wasm', { wasmPath: WASM_PATH })]) {
      const detector = createDetector(pack, backend);
      const { detections, features } = await detector.detect(tile, { threshold: 0.1 });
      features?.dispose();
      found.push(detections);
      detector.dispose();
      backend.dispose();
    }
    const [here = [], wasm = []] = found;
    assert.ok(here.length > 0);
    assert.equal(here.length, wasm.length);
    here.forEach(({ score, outline }, index) => {
      const other = wasm[index] as Detection;
      assert.ok(Math.abs(score - other.score) < 1e-4);
      assert.equal(outline.length, other.outline.length);
      outline.forEach((value, at) => assert.ok(Math.abs(value - (other.outline[at] as number)) < 0.01));
    });
  });

  it('say so when they are used after they were closed', async () => {
    const pack = await openShippedPack();
    const backend = await start();
    const detector = createDetector(pack, backend);
    const tile = goldenTile(await pack.golden(), 64);
    detector.dispose();
    detector.dispose();
    await assert.rejects(detector.detect(tile, { threshold: 0.5 }), { code: 'disposed' });
    backend.dispose();
    await assert.rejects(
      backend.run(async () => 1),
      { code: 'disposed' },
    );
  });
});
