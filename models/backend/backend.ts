import {
  backend as activeBackend,
  findBackendFactory,
  memory,
  registerBackend,
  removeBackend,
  setBackend,
  tidy,
  version_core,
  type Tensor,
} from '@tensorflow/tfjs-core';
import { SmearError } from '../domain/errors.js';
import type { Networks } from './networks.js';

export type BackendName = 'onnxruntime' | 'webgpu' | 'webgl' | 'wasm' | 'cpu';

/** What everything on this thread computes with: a backend of tfjs, or ONNX Runtime. */
export interface Backend {
  readonly name: BackendName;
  /** How the networks are made where it is not tfjs that computes. */
  readonly networks?: Networks;
  /**
   * The result of `work`. Rejects with `backend-lost` as soon as the graphics device is lost, also where the work
   * itself would never end, and with `disposed` after `dispose`.
   */
  run<T>(work: () => Promise<T>): Promise<T>;
  /** Frees the device and all tensors on it; may be called twice. */
  dispose(): void;
}

export interface StartOptions {
  /** Folder of tfjs's wasm files, ending in `/`, or each of them by its name: a web address in a browser, a path in Node. */
  readonly wasmPath?: string | Readonly<Record<string, string>>;
  /** Starts ONNX Runtime where the platform has it. */
  readonly startOnnxRuntime?: () => Promise<Backend>;
  /** Hears once that the graphics device is gone (driver reset, sleep, another page's doing). */
  readonly onLost?: (error: SmearError) => void;
}

const LOSS_IS_TOLD_MS = 200;

export const TFJS_VERSION = version_core;

/**
 * Loads and starts one backend and makes it tfjs's active one. Rejects with `no-backend` where it cannot start.
 * Loads only this backend's code.
 */
export async function startBackend(name: BackendName, options: StartOptions = {}): Promise<Backend> {
  try {
    if (name === 'onnxruntime') {
      if (!options.startOnnxRuntime) throw new Error('this platform has none');
      return await options.startOnnxRuntime();
    }
    await register(name, options);
    if (!(await setBackend(name))) throw new Error('tfjs could not start it');
  } catch (cause) {
    throw new SmearError(
      'no-backend',
      `The “${name}” backend does not start here. Choose another, or let the program choose.`,
      { cause },
    );
  }
  return watch(name, options.onLost);
}

/** Frees a backend with all its tensors; it can be started again. */
export function dropBackend(name: BackendName): void {
  const factory = findBackendFactory(name);
  if (!factory) return;
  removeBackend(name);
  registerBackend(name, factory); // tfjs forgets how to make what it removes.
}

/** Number of tensors alive on this thread; flat over a run, or something leaks. */
export function countTensors(): number {
  return memory().numTensors;
}

/** Values of the one tensor that `compute` makes; nothing stays on the backend, also after a failure. */
export async function readOnce(compute: () => Tensor): Promise<Float32Array> {
  const result = tidy(compute);
  try {
    return (await result.data()) as Float32Array;
  } finally {
    result.dispose();
  }
}

async function register(name: BackendName, { wasmPath }: StartOptions): Promise<void> {
  if (name === 'webgpu') await import('@tensorflow/tfjs-backend-webgpu');
  else if (name === 'webgl') await import('@tensorflow/tfjs-backend-webgl');
  else if (name === 'cpu') await import('@tensorflow/tfjs-backend-cpu');
  else {
    const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm');
    if (wasmPath !== undefined) setWasmPaths(wasmPath);
  }
}

function watch(name: BackendName, onLost?: (error: SmearError) => void): Backend {
  let over: SmearError | undefined;
  const underWay = new Set<(error: SmearError) => void>();
  const end = (error: SmearError): void => {
    over ??= error;
    for (const giveUp of underWay) giveUp(over);
  };
  const canBeLost = whenLost((reason) => {
    if (over) return;
    end(
      new SmearError(
        'backend-lost',
        `The GPU stopped responding (${reason}). Start again or choose the “wasm” backend.`,
      ),
    );
    if (over) onLost?.(over);
  });
  return {
    name,
    run: async (work) => {
      if (over) throw over;
      let giveUp: (error: SmearError) => void = () => undefined;
      // One for each run: a promise that outlives the run would hold on to its result.
      const ended = new Promise<never>((_, reject) => {
        giveUp = reject;
      });
      underWay.add(giveUp);
      try {
        return await Promise.race([work(), ended]);
      } catch (error) {
        // A lost device fails what is under way before it says that it is lost.
        if (canBeLost && error !== over) await Promise.race([ended, delay(LOSS_IS_TOLD_MS)]);
        throw error;
      } finally {
        underWay.delete(giveUp);
      }
    },
    dispose: () => {
      if (over?.code === 'disposed') return;
      over = undefined;
      end(new SmearError('disposed', 'The models were closed.'));
      dropBackend(name);
    },
  };
}

interface GraphicsBackend {
  /** WebGPU's device. */
  readonly device?: { readonly lost?: Promise<{ readonly message: string }> };
  /** WebGL's context. */
  readonly gpgpu?: { readonly gl?: WebGL2RenderingContext };
}

/** tfjs itself does not look: it would wait for ever. Whether what computes here can be lost. */
function whenLost(heard: (reason: string) => void): boolean {
  const { device, gpgpu } = activeBackend() as unknown as GraphicsBackend;
  device?.lost?.then(({ message }) => heard(message || 'no reason given'), heard);
  gpgpu?.gl?.canvas.addEventListener('webglcontextlost', () => heard('WebGL context lost'));
  return device?.lost !== undefined || gpgpu?.gl !== undefined;
}

function delay(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
