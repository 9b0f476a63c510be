import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { SuspectGate } from '../../../../viewer-shell/queue/suspect-gate.js';

/** Jobs that are written down when they begin, and end when they are told. */
function jobs(gate: SuspectGate, signal = new AbortController().signal) {
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  const start = (name: string, isSuspect = false) =>
    gate.run(
      async () => {
        begun.push(name);
        await new Promise<void>((resolve) => ends.set(name, resolve));
        return name;
      },
      isSuspect,
      signal,
    );
  const end = async (name: string) => {
    ends.get(name)?.();
    for (let i = 0; i < 5; i++) await turn();
  };
  return { begun, start, end };
}

describe('the gate of a worker', () => {
  it('lets a suspect run alone: it waits for those under way, and those that come later wait for it', async () => {
    const { begun, start, end } = jobs(new SuspectGate());
    const all = [start('a'), start('b'), start('suspect', true), start('c')];
    await turn();
    assert.deepEqual(begun, ['a', 'b']);
    await end('a');
    assert.deepEqual(begun, ['a', 'b']);
    await end('b');
    assert.deepEqual(begun, ['a', 'b', 'suspect']);
    await end('suspect');
    assert.deepEqual(begun, ['a', 'b', 'suspect', 'c']);
    await end('c');
    assert.deepEqual(await Promise.all(all), ['a', 'b', 'suspect', 'c']);
  });

  it('sends a second suspect away, and has room for it once the first has failed', async () => {
    const gate = new SuspectGate();
    const { start, end } = jobs(gate);
    const first = start('first', true);
    assert.equal(await start('second', true), 'later');
    await end('first');
    await first;
    await assert.rejects(
      gate.run(() => Promise.reject(new Error('bad')), true, new AbortController().signal),
      /bad/,
    );
    const again = start('second', true);
    await turn();
    await end('second');
    assert.equal(await again, 'second');
  });

  it('rejects those that wait with the reason of a stop', async () => {
    const stop = new AbortController();
    const { begun, start, end } = jobs(new SuspectGate(), stop.signal);
    const under = start('a');
    const waiting = start('suspect', true);
    await turn();
    const reason = new DOMException('The worker stops.', 'AbortError');
    stop.abort(reason);
    await assert.rejects(waiting, (error) => error === reason);
    await end('a');
    assert.equal(await under, 'a');
    assert.deepEqual(begun, ['a']);
  });
});
