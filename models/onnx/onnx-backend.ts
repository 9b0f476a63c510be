import type { Backend } from '../backend/backend.js';
import { SmearError } from '../domain/errors.js';
import { OnnxAutoencoder } from './onnx-autoencoder.js';
import { OnnxDetector } from './onnx-detector.js';
import { OnnxEncoder } from './onnx-encoder.js';
import type { OnnxRuntime } from './onnx-runtime.js';

/** ONNX Runtime as a backend: the pack's own weights, its graphs written when the models are opened. */
export function onnxBackend(runtime: OnnxRuntime): Backend {
  let isDisposed = false;
  return {
    name: 'onnxruntime',
    networks: {
      detector: (manifest, weights) => new OnnxDetector(runtime, manifest, weights),
      encoder: (secondLook, weights) => new OnnxEncoder(runtime, secondLook, weights),
      autoencoder: (manifest, weights) => new OnnxAutoencoder(runtime, manifest, weights),
    },
    run: async (work) => {
      if (isDisposed) throw new SmearError('disposed', 'The models were closed.');
      return work();
    },
    dispose: () => {
      isDisposed = true;
    },
  };
}
