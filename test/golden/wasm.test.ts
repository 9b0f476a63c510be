import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { countTensors, startBackend, type Backend } from '../../models/backend/backend.js';
import { openForest } from '../../models/classifier/random-forest.js';
import { createDetector, type Detector } from '../../models/detector/detector.js';
import { isSimpleRing } from '../../models/domain/rings/simple-ring.js';
import { polygonBounds } from '../../models/domain/rings/polygon.js';
import type { FeatureBatch } from '../../models/layers/feature-batch.js';
import { createInstanceEncoder, type InstanceEncoder } from '../../models/encoder/instance-encoder.js';
import type { RgbaTile } from '../../models/domain/tile.js';
import { createAutoencoder, type Autoencoder } from '../../models/embedding/autoencoder.js';
import { checkGolden, createTrial, goldenTile, relativeError } from '../../models/backend/golden-check.js';
import type { Pack } from '../../models/pack/pack.js';
import type { Weights } from '../../models/pack/safetensors.js';
import { checkBackend, GOLDEN_BOUND } from './check-backend.js';
import { openShippedPack, WASM_PATH } from './pack-folder.js';

describe('the shipped models on wasm', () => {
  let pack: Pack;
  let golden: Weights;
  let backend: Backend;
  let detector: Detector;
  let autoencoder: Autoencoder;
  let encoder: InstanceEncoder | undefined;
  let tile: RgbaTile;
  /** Features of cells, as this pack makes them: of those found on the tile, or of crops of their own. */
  const makeFeatures = async (threshold: number): Promise<FeatureBatch> => {
    const { features } = await detector.detect(tile, { threshold });
    if (features) return features;
    const rgb = Uint8Array.from(values('encoder.crop224'));
    assert.ok(encoder);
    return encoder.encode({ count: rgb.length / (224 * 224 * 3), rgb });
  };
  const values = (name: string) => golden.get(name)?.data ?? new Float32Array();

  before(async () => {
    pack = await openShippedPack();
    golden = await pack.golden();
    tile = goldenTile(golden, 256);
  });

  it('agree with PyTorch in every stage, on a small and on a usual tile', async () => {
    const { stages, wrong, leaked } = await checkBackend(pack, 'wasm', [64, 256], { wasmPath: WASM_PATH });
    assert.ok(stages.length >= 25, `${stages.length} stages`);
    assert.deepEqual(wrong, []);
    assert.equal(leaked, 0);
  });

  describe('opened', () => {
    before(async () => {
      backend = await startBackend('wasm', { wasmPath: WASM_PATH });
      detector = createDetector(pack, backend);
      autoencoder = createAutoencoder(pack, backend);
      const { secondLook } = pack.manifest;
      encoder = secondLook && pack.encoder && createInstanceEncoder(secondLook, pack.encoder, backend);
    });
    after(() => {
      detector.dispose();
      detector.dispose();
      autoencoder.dispose();
      autoencoder.dispose();
      encoder?.dispose();
      encoder?.dispose();
      assert.equal(countTensors(), 0);
      backend.dispose();
    });

    it('find the cells that torchvision’s Mask R-CNN finds, where it finds them', async () => {
      const { detections, features } = await detector.detect(tile, { threshold: 0.01 });
      features?.dispose();
      const rows = values('tile256.detections');
      const reference = Array.from({ length: rows.length / 5 }, (_, row) => [
        ...rows.subarray(row * 5, row * 5 + 5),
      ]);
      const found = detections.map(({ box, score }) => [box.minX, box.minY, box.maxX, box.maxY, score]);
      const isSame = (a: readonly number[], b: readonly number[]) =>
        a.every((value, at) => Math.abs(value - Number(b[at])) < (at < 4 ? 0.05 : 1e-3));
      // A hair's breadth above the lowest score, rounding decides.
      const sure = (row: readonly number[]) => Number(row[4]) > 0.015;
      assert.ok(reference.filter(sure).length >= 4);
      for (const row of reference.filter(sure))
        assert.ok(
          found.some((other) => isSame(row, other)),
          `missed ${row.join()}`,
        );
      for (const row of found.filter(sure))
        assert.ok(
          reference.some((other) => isSame(row, other)),
          `made up ${row.join()}`,
        );
    });

    it('draw outlines and nuclei as simple rings inside their boxes', async () => {
      const { detections, features } = await detector.detect(tile, { threshold: 0.3 });
      features?.dispose();
      assert.ok(detections.length >= 4);
      for (const { box, outline, nuclei } of detections) {
        for (const ring of [outline, ...nuclei]) {
          assert.ok(isSimpleRing(ring));
          const bounds = polygonBounds(ring);
          assert.ok(bounds.minX >= box.minX && bounds.minY >= box.minY);
          assert.ok(bounds.maxX <= box.maxX && bounds.maxY <= box.maxY);
        }
      }
    });

    it('embed and rebuild cells whose feature is scaled by its own range', async () => {
      const features = await makeFeatures(0.3);
      try {
        const { embeddings, errors } = await autoencoder.embed(features);
        assert.equal(embeddings.length, features.count * pack.manifest.autoencoder.embedding);
        assert.equal(errors.length, features.count);
        assert.ok(embeddings.every((value) => Math.abs(value) <= 1));
        assert.ok(errors.every((error) => error > 0 && error < 4));
        const [picture, ...others] = await autoencoder.rebuild(embeddings, features.count);
        const side = pack.manifest.autoencoder.imageSize;
        assert.equal(others.length, features.count - 1);
        assert.deepEqual(
          [picture?.width, picture?.height, picture?.data.length],
          [side, side, side * side * 4],
        );
        assert.ok(picture?.data.every((value, at) => at % 4 !== 3 || value === 255));
      } finally {
        features.dispose();
      }
    });

    it('rebuild the picture that PyTorch rebuilds', async () => {
      const [first, second] = await autoencoder.rebuild(values('ae.embedding'), 2);
      const rgb = [first, second].flatMap((picture) =>
        [...(picture?.data ?? [])].filter((_, at) => at % 4 !== 3),
      );
      const reference = values('ae.image').map((value) => value * 255);
      assert.ok(Math.max(...rgb.map((value, at) => Math.abs(value - Number(reference[at])))) <= 0.6);
    });

    it('name cells with the probabilities that the forest had in training', () => {
      const input = values('forest.input');
      const count = input.length / pack.manifest.autoencoder.embedding;
      const probabilities = openForest(pack.forest).classify(input, count);
      assert.ok(relativeError(probabilities, values('forest.probabilities')) < GOLDEN_BOUND);
    });

    it('find nothing on empty paper, and nothing goes wrong there', async () => {
      const paper = new Uint8ClampedArray(100 * 80 * 4).fill(235);
      const { detections, features } = await detector.detect(
        { width: 100, height: 80, data: paper },
        { threshold: 0.5 },
      );
      assert.equal(detections.length, 0);
      if (features) assert.equal((await autoencoder.embed(features)).embeddings.length, 0);
      features?.dispose();
    });

    it('see a tile that is smaller than their input only within its own edges', async () => {
      const width = 200;
      const height = 150;
      const data = new Uint8ClampedArray(width * height * 4);
      for (let row = 0; row < height; row++) {
        data.set(tile.data.subarray(row * 256 * 4, (row * 256 + width) * 4), row * width * 4);
      }
      const { detections, features } = await detector.detect({ width, height, data }, { threshold: 0.05 });
      features?.dispose();
      assert.ok(detections.length > 0);
      for (const { box } of detections) {
        assert.ok(box.minX >= 0 && box.minY >= 0 && box.maxX <= width && box.maxY <= height);
      }
    });

    it('refuse a tile that is too large', async () => {
      const huge = { width: 600, height: 10, data: new Uint8ClampedArray(600 * 10 * 4) };
      await assert.rejects(detector.detect(huge, { threshold: 0.5 }), {
        code: 'invalid-argument',
        message: /600×10.*512/,
      });
    });

    it('leave no tensor behind, run after run, nor after an abort or a failure', async () => {
      const before = countTensors();
      for (let run = 0; run < 3; run++) {
        const features = await makeFeatures(0.01);
        await autoencoder.rebuild((await autoencoder.embed(features)).embeddings, features.count);
        features.dispose();
        features.dispose();
        assert.equal(countTensors(), before);
      }
      const reason = new Error('moved away');
      const controller = new AbortController();
      const stopped = detector.detect(tile, { threshold: 0.01, signal: controller.signal });
      controller.abort(reason);
      await assert.rejects(stopped, reason);
      assert.equal(countTensors(), before);
      const closed = createDetector(pack, backend);
      closed.dispose();
      await assert.rejects(closed.detect(tile, { threshold: 0.5 }), { code: 'disposed' });
      assert.equal(countTensors(), before);
    });

    it('are judged by check values a twentieth as large as all golden ones, stage for stage as by those', async () => {
      const listed = (path: string) => pack.manifest.files.find((file) => file.path === path)?.size ?? NaN;
      assert.ok(listed('check.safetensors') < Math.min(165_000, listed('golden.safetensors') / 20));
      const check = await pack.check();
      const stages = await checkGolden(pack, backend, [64], check);
      assert.deepEqual(
        stages.filter(({ error }) => !(error < GOLDEN_BOUND)),
        [],
      );
      const whole = await checkGolden(pack, backend, [64], golden);
      assert.deepEqual(
        stages.map(({ stage }) => stage),
        whole.map(({ stage }) => stage),
      );
      for (const name of check.keys()) {
        if (!name.endsWith('.sample') && name !== 'ae.embedding') continue;
        const values = check.get(name);
        assert.ok(values);
        const moved = values.data.map((value, at) =>
          at % 2 === 0 ? value + 0.01 * Math.max(...values.data.map(Math.abs)) : value,
        );
        const wrong = await checkGolden(
          pack,
          backend,
          [64],
          new Map(check).set(name, { ...values, data: moved }),
        );
        assert.ok(Math.max(...wrong.map(({ error }) => error)) > GOLDEN_BOUND, `${name} is looked at`);
      }
    });

    it('are judged right by the trial that elects backends', async () => {
      assert.ok((await createTrial(pack).verify(backend)) < GOLDEN_BOUND);
      assert.ok((await createTrial(pack).measure(backend)) > 0);
    });
  });
});
