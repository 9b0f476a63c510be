import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { startBackend, type Backend } from '../../../../models/backend/backend.js';
import { SmearError } from '../../../../models/domain/errors.js';
import {
  electBackend,
  type Election,
  type ElectionOptions,
} from '../../../../models/backend/elect-backend.js';

const wasmPath = new URL('../../../../node_modules/@tensorflow/tfjs-backend-wasm/dist/', import.meta.url)
  .pathname;

/** Errors and milliseconds that the trial finds, by backend; what is not named is right and fast. */
function trial(errors: Record<string, number> = {}, times: Record<string, number> = {}) {
  const judged: string[] = [];
  return {
    judged,
    verify: async ({ name }: Backend) => {
      judged.push(name);
      return errors[name] ?? 1e-6;
    },
    measure: async ({ name }: Backend) => times[name] ?? 1,
  };
}

class Memory {
  readonly kept = new Map<string, string>();
  get = (key: string) => this.kept.get(key);
  set = (key: string, value: string) => void this.kept.set(key, value);
}

describe('electing a backend', () => {
  const open: Backend[] = [];
  const elect = async (options: Partial<ElectionOptions>): Promise<Election> => {
    const election = await electBackend({ packHash: 'pack', wasmPath, trial: trial(), ...options });
    open.push(election.backend);
    return election;
  };
  afterEach(() => open.splice(0).forEach((backend) => backend.dispose()));

  it('takes the fastest that computes rightly', async () => {
    const slowWasm = trial({}, { wasm: 90, cpu: 20 });
    assert.equal((await elect({ trial: slowWasm, candidates: ['wasm', 'cpu'] })).backend.name, 'cpu');
    const slowCpu = trial({}, { wasm: 20, cpu: 90 });
    assert.equal((await elect({ trial: slowCpu, candidates: ['wasm', 'cpu'] })).backend.name, 'wasm');
  });

  it('disqualifies a wrong answer, however fast, and says why', async () => {
    const wrong = trial({ wasm: 0.02 }, { wasm: 1, cpu: 500 });
    const { backend, rejected } = await elect({ trial: wrong, candidates: ['wasm', 'cpu'] });
    assert.equal(backend.name, 'cpu');
    assert.deepEqual(
      rejected.map(({ name }) => name),
      ['wasm'],
    );
    assert.match(rejected[0]?.reason ?? '', /wrongly.*0\.02/);
  });

  it('counts an answer that is not a number as wrong', async () => {
    const { backend } = await elect({ trial: trial({ wasm: NaN }), candidates: ['wasm', 'cpu'] });
    assert.equal(backend.name, 'cpu');
  });

  it('in Node tries wasm alone, and falls back to cpu', async () => {
    const usual = trial();
    assert.equal((await elect({ trial: usual })).backend.name, 'wasm');
    assert.deepEqual(usual.judged, ['wasm']);
    assert.equal((await elect({ trial: trial({ wasm: 1 }) })).backend.name, 'cpu');
  });

  it('gives up on a candidate after its time box', async () => {
    const stuck = {
      ...trial(),
      measure: ({ name }: Backend) => (name === 'wasm' ? new Promise<number>(() => {}) : Promise.resolve(5)),
    };
    const { backend, rejected } = await elect({ trial: stuck, candidates: ['wasm', 'cpu'], timeBoxMs: 300 });
    assert.equal(backend.name, 'cpu');
    assert.match(rejected[0]?.reason ?? '', /longer than 0\.3 s/);
  });

  it('does not hold it against a candidate that the golden values come slowly', async () => {
    let ready = false;
    const slowLine = {
      ...trial(),
      prepare: async () => {
        await new Promise((resolve) => setTimeout(resolve, 900));
        ready = true;
      },
      verify: async () => (ready ? 0 : 1),
    };
    const { backend, rejected } = await elect({ trial: slowLine, candidates: ['cpu'], timeBoxMs: 300 });
    assert.equal(backend.name, 'cpu');
    assert.deepEqual(rejected, []);
  });

  it('says that the golden values cannot be had, rather than that nothing computes', async () => {
    const missing = new SmearError('pack-unreadable', 'The file golden.safetensors cannot be read.');
    const unread = { ...trial(), prepare: () => Promise.reject(missing) };
    await assert.rejects(elect({ trial: unread }), missing);
  });

  it('takes a slow wasm before plain JavaScript where nothing was done in time, if its answer is right', async () => {
    const after = (error: number) => () =>
      new Promise<number>((resolve) => setTimeout(() => resolve(error), 900));
    const slow = { ...trial(), verify: after(0) };
    assert.equal((await elect({ trial: slow, timeBoxMs: 300 })).backend.name, 'wasm');
    const slowAndWrong = { ...trial(), verify: after(1) };
    assert.equal((await elect({ trial: slowAndWrong, timeBoxMs: 300 })).backend.name, 'cpu');
  });

  it('remembers its verdict by pack, and the next start needs no trial', async () => {
    const cache = new Memory();
    await elect({ cache });
    const again = trial();
    const election = await elect({ cache, trial: again });
    assert.ok(election.remembered);
    assert.deepEqual(again.judged, []);
    const other = trial();
    assert.ok(!(await elect({ cache, trial: other, packHash: 'another pack' })).remembered);
    assert.deepEqual(other.judged, ['wasm']);
  });

  it('holds the election again where the memory names nonsense or what does not start', async () => {
    for (const kept of ['abacus', 'webgpu']) {
      const { backend, remembered } = await elect({ cache: { get: () => kept, set: () => undefined } });
      assert.equal(backend.name, 'wasm');
      assert.ok(!remembered);
    }
  });

  it('honours a forced one, or says that it cannot', async () => {
    assert.equal((await elect({ forced: 'cpu' })).backend.name, 'cpu');
    await assert.rejects(elect({ forced: 'webgpu' }), {
      code: 'no-backend',
      message: /webgpu.*does not start/,
    });
    await assert.rejects(elect({ forced: 'wasm', trial: trial({ wasm: 0.5 }) }), {
      code: 'no-backend',
      message: /wrongly/,
    });
  });

  it('rejects with the signal’s own reason', async () => {
    const reason = new Error('closed');
    await assert.rejects(elect({ signal: AbortSignal.abort(reason) }), reason);
    const controller = new AbortController();
    const leaving = { ...trial(), verify: () => (controller.abort(reason), new Promise<number>(() => {})) };
    await assert.rejects(elect({ trial: leaving, signal: controller.signal }), reason);
  });
});

describe('a backend', () => {
  it('holds on to nothing that a run has given back', async () => {
    setFlagsFromString('--expose-gc');
    const collectGarbage = runInNewContext('gc') as () => void;
    const backend = await startBackend('cpu');
    const remembered: WeakRef<object>[] = [];
    const run = async (): Promise<void> => {
      const result = await backend.run(async () => ({ tile: new Float32Array(1000) }));
      remembered.push(new WeakRef(result));
    };
    for (let i = 0; i < 20; i++) await run();
    await new Promise((resolve) => setTimeout(resolve, 10));
    collectGarbage();
    const held = remembered.filter((result) => result.deref() !== undefined).length;
    assert.ok(held <= 1, `${held} of 20 results are still held`);
    backend.dispose();
  });

  it('runs nothing after it was disposed, which may happen twice', async () => {
    const backend = await startBackend('cpu');
    assert.equal(await backend.run(async () => 7), 7);
    const waiting = backend.run(() => new Promise<never>(() => {}));
    backend.dispose();
    backend.dispose();
    await assert.rejects(
      waiting,
      (error: unknown) => error instanceof SmearError && error.code === 'disposed',
    );
    await assert.rejects(
      backend.run(async () => 7),
      { code: 'disposed' },
    );
  });
});
