import * as onnxRuntime from 'onnxruntime-node';
import { startBackend, type Backend } from '../../../models/backend/backend.js';
import { goldenTile } from '../../../models/backend/golden-check.js';
import { normaliseTile, openDetectorStages } from '../../../models/detector/detector.js';
import type { RgbaTile } from '../../../models/domain/tile.js';
import { openAutoencoderStages } from '../../../models/embedding/autoencoder.js';
import { openEncoderStages } from '../../../models/encoder/instance-encoder.js';
import { onnxBackend } from '../../../models/onnx/onnx-backend.js';
import type { Pack } from '../../../models/pack/pack.js';
import { openShippedPack, WASM_PATH } from '../../golden/pack-folder.js';
import { detectorMultiplyAdds, encoderMultiplyAdds, matrixProduct } from './floor.js';
import { race, type Contestant, type Entry } from './race.js';

const CELLS = 8;

/** Each stage on ONNX Runtime and on tfjs's wasm, and the least that its multiply-adds cost on this processor. */
export async function raceStages(rounds: number): Promise<Entry[]> {
  const pack = await openShippedPack();
  const onnx = await startBackend('onnxruntime', { startOnnxRuntime: async () => onnxBackend(onnxRuntime) });
  const wasm = await startBackend('wasm', { wasmPath: WASM_PATH });
  const product = matrixProduct(onnxRuntime);
  const [best] = await race('matrix product', [{ name: 'ONNX Runtime', run: product.run }], rounds);
  const perMultiplyAdd = (best?.ms ?? 0) / product.multiplyAdds;
  const networks = [
    { name: 'tfjs wasm', ...(await openNetworks(pack, wasm)) },
    { name: 'ONNX Runtime', ...(await openNetworks(pack, onnx)) },
  ];
  const entries: Entry[] = [];
  const stage = async (
    what: string,
    work: (network: (typeof networks)[number]) => Promise<unknown>,
    multiplyAdds?: number,
  ): Promise<void> => {
    const contestants: Contestant[] = networks.map((network) => ({
      name: network.name,
      run: () => work(network),
    }));
    const raced = await race(what, contestants, rounds);
    entries.push(...raced);
    if (multiplyAdds === undefined) return;
    const ms = multiplyAdds * perMultiplyAdd;
    entries.push({ what, name: 'floor: its multiply-adds', ms, ratio: ms / (raced[0]?.ms ?? 1) });
  };
  await stage('detector, tile of 512²', ({ detect }) => detect(), detectorMultiplyAdds(pack, 512));
  await stage(`second look, ${CELLS} cells`, ({ look }) => look(), CELLS * encoderMultiplyAdds(pack));
  await stage(`embedding, ${CELLS} cells`, ({ embed }) => embed());
  for (const { dispose } of networks) dispose();
  return entries;
}

async function openNetworks(pack: Pack, backend: Backend) {
  const { manifest, encoder: weights } = pack;
  const { secondLook } = manifest;
  if (!secondLook || !weights) throw new Error('The bench is of a pack that looks a second time.');
  const detector = openDetectorStages(pack, backend);
  const encoder = openEncoderStages(secondLook, weights, backend);
  const autoencoder = openAutoencoderStages(pack, backend);
  const input = normaliseTile(fourTimes(goldenTile(await pack.golden(), 256)), 512, manifest.normalisation);
  const { widthPx } = secondLook;
  const rgb = Uint8Array.from({ length: CELLS * widthPx ** 2 * 3 }, (_, at) => (at * 7919) & 255);
  const { size, channels } = manifest.features;
  const values = Float32Array.from({ length: CELLS * size ** 2 * channels }, (_, at) => Math.sin(at));
  return {
    detect: async () => {
      const pyramid = await detector.pyramid(input, 512);
      await detector.proposals(pyramid);
      pyramid.dispose();
    },
    look: () => encoder.read({ count: CELLS, rgb }, widthPx),
    embed: () => autoencoder.embed({ count: CELLS, values, dispose: () => undefined }),
    dispose: () => [detector, encoder, autoencoder].forEach((network) => network.dispose()),
  };
}

function fourTimes({ width, height, data }: RgbaTile): RgbaTile {
  const large = new Uint8ClampedArray(width * height * 16);
  for (let y = 0; y < 2 * height; y++) {
    const row = data.subarray((y % height) * width * 4, ((y % height) + 1) * width * 4);
    for (const half of [0, 1]) large.set(row, (y * 2 + half) * width * 4);
  }
  return { width: 2 * width, height: 2 * height, data: large };
}
