import { probeAdapter, type Adapter } from './adapter.js';
import {
  dropBackend,
  startBackend,
  TFJS_VERSION,
  type Backend,
  type BackendName,
  type StartOptions,
} from './backend.js';
import { SmearError } from '../domain/errors.js';

/** Keeps verdicts between starts; anything that answers with what was put in. */
export interface ElectionCache {
  get(key: string): Promise<string | undefined> | string | undefined;
  set(key: string, value: string): Promise<void> | void;
}

/** How candidates are judged; see `createTrial`. */
export interface Trial {
  /**
   * Fetches what judging needs, before any clock runs: a slow line says nothing of a backend.
   * Whatever it rejects with ends the election.
   */
  prepare?(signal?: AbortSignal): Promise<void>;
  /** Largest relative error against the golden values. */
  verify(backend: Backend): Promise<number>;
  /** Milliseconds of one representative run, warmed up. */
  measure(backend: Backend): Promise<number>;
}

export interface ElectionOptions extends StartOptions {
  readonly trial: Trial;
  readonly packHash: string;
  /** Only this one; rejects with `no-backend` where it does not start or computes wrongly. */
  readonly forced?: BackendName;
  /** Best hope first; by default webgpu, webgl and wasm where the platform has them. `cpu` is tried only when all fail. */
  readonly candidates?: readonly BackendName[];
  readonly cache?: ElectionCache;
  readonly signal?: AbortSignal;
  /** Longest time for one candidate to start and be judged. */
  readonly timeBoxMs?: number;
}

export interface Election {
  readonly backend: Backend;
  /** Whether an earlier verdict spared the trials. */
  readonly remembered: boolean;
  /** Candidates that are out, and why. */
  readonly rejected: readonly { readonly name: BackendName; readonly reason: string }[];
}

class TimeBoxError extends SmearError {}

const TOLERANCE = 1e-3;
const TIME_BOX_MS = 8000;
/** Who asks for one backend by name, or has no other left, is ready to wait for it. */
const FORCED_TIME_BOX_MS = 60_000;

/**
 * The fastest backend that computes rightly, started and active. A candidate whose answer differs from the golden
 * values by more than 1e-3 of the largest of them, or that is not done within its time box, is out.
 * The verdict is kept by adapter, pack and version, and the next start takes it without trials.
 * Abort rejects with the signal's reason. Rejects with `no-backend` or as `Trial.prepare` does.
 */
export async function electBackend(options: ElectionOptions): Promise<Election> {
  const { forced, cache, signal, packHash } = options;
  signal?.throwIfAborted();
  const adapter = await probeAdapter();
  const key = ['smearlens-backend', TFJS_VERSION, packHash, adapter.key, forced ?? ''].join('|');
  const remembered = await recall(await cache?.get(key), options);
  if (remembered) return { backend: remembered, remembered: true, rejected: [] };
  const election = forced
    ? { backend: await forcedBackend(forced, options), remembered: false, rejected: [] }
    : await contest(options.candidates ?? candidatesFor(adapter), options);
  await cache?.set(key, election.backend.name);
  return election;
}

/** The first of these that starts and computes rightly; rejects as the last one does. */
export async function electFirst(
  names: readonly BackendName[],
  options: Omit<ElectionOptions, 'forced' | 'candidates'>,
): Promise<Election> {
  const [name, ...others] = names;
  try {
    return await electBackend(name === undefined ? options : { ...options, forced: name });
  } catch (error) {
    options.signal?.throwIfAborted();
    if (others.length === 0 || !(error instanceof SmearError) || error.code !== 'no-backend') throw error;
    return electFirst(others, options);
  }
}

/** Software rendering is never faster than wasm, and costs seconds to find out. */
function candidatesFor(adapter: Adapter): BackendName[] {
  return [
    ...(adapter.webgpu === 'hardware' ? (['webgpu'] as const) : []),
    ...(adapter.webgl === 'hardware' ? (['webgl'] as const) : []),
    'wasm',
  ];
}

async function recall(name: string | undefined, options: ElectionOptions): Promise<Backend | undefined> {
  if (!isBackendName(name)) return undefined;
  try {
    return await startBackend(name, options);
  } catch {
    return undefined; // It worked once and does not now: the trials will say what does.
  }
}

async function contest(candidates: readonly BackendName[], options: ElectionOptions): Promise<Election> {
  const rejected: { name: BackendName; reason: string }[] = [];
  const late: BackendName[] = [];
  const times = new Map<BackendName, number>();
  await options.trial.prepare?.(options.signal);
  for (const name of candidates) {
    try {
      const backend = await verified(name, { ...options, onLost: undefined });
      times.set(name, await boxed(options, name, () => backend.run(() => options.trial.measure(backend))));
    } catch (error) {
      options.signal?.throwIfAborted();
      if (error instanceof TimeBoxError) late.push(name);
      rejected.push({ name, reason: error instanceof Error ? error.message : String(error) });
    }
  }
  const ranking = [...times].sort((a, b) => a[1] - b[1]).map(([name]) => name);
  // On a busy machine even wasm may miss its time box; plain JavaScript is slower still.
  const spare = late.includes('wasm') ? (['wasm', 'cpu'] as const) : (['cpu'] as const);
  for (const name of [...ranking, ...spare]) {
    try {
      const backend = late.includes(name)
        ? await verified(name, { ...options, timeBoxMs: FORCED_TIME_BOX_MS })
        : await startBackend(name, options);
      for (const loser of [...ranking, ...late]) if (loser !== name) dropBackend(loser);
      return { backend, remembered: false, rejected };
    } catch (error) {
      options.signal?.throwIfAborted();
      rejected.push({ name, reason: error instanceof Error ? error.message : String(error) });
    }
  }
  throw new SmearError(
    'no-backend',
    `No backend can run the models here: ${rejected.map(({ reason }) => reason).join(' ')}`,
  );
}

async function forcedBackend(name: BackendName, options: ElectionOptions): Promise<Backend> {
  // Plain JavaScript is the same everywhere, and its trial would take half a minute.
  if (name === 'cpu') return startBackend(name, options);
  await options.trial.prepare?.(options.signal);
  return verified(name, { timeBoxMs: FORCED_TIME_BOX_MS, ...options });
}

async function verified(name: BackendName, options: ElectionOptions): Promise<Backend> {
  const backend = await boxed(options, name, () => startBackend(name, options));
  try {
    const error = await boxed(options, name, () => backend.run(() => options.trial.verify(backend)));
    if (error <= TOLERANCE) return backend;
    throw new SmearError(
      'no-backend',
      `The “${name}” backend computes wrongly here (off by ${error.toPrecision(2)}). Choose another.`,
    );
  } catch (error) {
    backend.dispose();
    throw error;
  }
}

/** The work, given up after the time box or at abort. */
async function boxed<T>(
  { signal, timeBoxMs = TIME_BOX_MS }: ElectionOptions,
  name: BackendName,
  work: () => Promise<T>,
): Promise<T> {
  signal?.throwIfAborted();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let onAbort: (() => void) | undefined;
  const limits = new Promise<never>((_, reject) => {
    onAbort = () => reject(signal?.reason);
    signal?.addEventListener('abort', onAbort);
    timer = setTimeout(() => {
      reject(new TimeBoxError('no-backend', `The “${name}” backend took longer than ${timeBoxMs / 1000} s.`));
    }, timeBoxMs);
  });
  try {
    return await Promise.race([work(), limits]);
  } finally {
    clearTimeout(timer);
    if (onAbort) signal?.removeEventListener('abort', onAbort);
  }
}

function isBackendName(name: string | undefined): name is BackendName {
  return ['onnxruntime', 'webgpu', 'webgl', 'wasm', 'cpu'].includes(name ?? '');
}
