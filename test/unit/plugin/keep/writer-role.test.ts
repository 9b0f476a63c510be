import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { KeeperMachine, type KeeperState } from '../../../../plugin/keep/keeper-state.js';
import { SlideLock } from '../../../../plugin/keep/slide-lock.js';
import { WriterRole } from '../../../../plugin/keep/writer-role.js';
import { until } from '../../until.js';
import { ScriptedPage } from './scripted-page.js';

let page: ScriptedPage;
beforeEach(() => {
  page = new ScriptedPage();
});
afterEach(() => page.close());

interface Tab {
  readonly role: WriterRole;
  readonly machine: KeeperMachine;
  /** What the role had the tab do, in order. */
  readonly done: string[];
  readonly kind: KeeperState['kind'];
}

interface TabOptions {
  readonly locks?: LockManager | null;
  readonly read?: () => Promise<void>;
  readonly written?: () => Promise<void>;
  /** Whom the tab asks to give way. */
  readonly other?: () => Tab | undefined;
}

/** A tab that has one slide open. */
function openTab({
  locks = navigator.locks,
  read = async () => undefined,
  written = async () => undefined,
  other = () => undefined,
}: TabOptions = {}): Tab {
  const done: string[] = [];
  const machine = new KeeperMachine(() => done.push(machine.state.kind));
  const role = new WriterRole({
    machine,
    createLock: (onLost) => new SlideLock('slide', locks ?? undefined, onLost),
    read: async () => {
      done.push('read');
      await read();
    },
    flush: async () => {
      done.push('flush');
    },
    written,
    reclaim: () => done.push('reclaim'),
    requestRelease: () => void other()?.role.giveWay(),
    onSettled: () => done.push('settled'),
  });
  return {
    role,
    machine,
    done,
    get kind() {
      return machine.state.kind;
    },
  };
}

async function started(options?: TabOptions): Promise<Tab> {
  const tab = openTab(options);
  await tab.role.start();
  return tab;
}

describe('the right to write a slide’s work', () => {
  it('goes to the first tab, which reads before it writes; the second follows', async () => {
    const [one, two] = [await started(), await started()];
    assert.deepEqual(one.done, ['read', 'writing']);
    assert.deepEqual(two.done, ['read', 'following']);
  });

  it('passes on when the first tab gives it up, and the second reads again before it writes', async () => {
    const [one, two] = [await started(), await started()];
    one.machine.dispatch({ type: 'closed' });
    one.role.release();
    await until(() => two.kind === 'writing', 'the second tab');
    assert.deepEqual(two.done, ['read', 'following', 'read', 'writing', 'flush', 'settled']);
  });

  it('is handed over on request, after the first tab has written what it has', async () => {
    const one = await started();
    const two = await started({ other: () => one });
    await two.role.takeOver();
    assert.equal(two.kind, 'writing');
    assert.deepEqual(one.done, ['read', 'writing', 'flush', 'reclaim', 'following']);
  });

  it('is taken from a tab that does not answer, which follows once its last write has ended', async () => {
    let end = (): void => undefined;
    const writing = new Promise<void>((resolve) => {
      end = resolve;
    });
    const one = await started({ written: () => writing });
    const two = await started();
    await two.role.takeOver();
    assert.equal(two.kind, 'writing');
    assert.equal(one.kind, 'releasing');
    end();
    await until(() => one.kind === 'following', 'the first tab');
    assert.deepEqual(one.done, ['read', 'writing', 'releasing', 'reclaim', 'following', 'settled']);
  });

  it('is not used by a tab that lost it while it read', async () => {
    let read = (): void => undefined;
    const one = openTab({ read: () => new Promise((resolve) => (read = resolve)) });
    const starting = one.role.start();
    await until(() => one.done.includes('read'), 'reading');
    await new SlideLock('slide', navigator.locks, () => undefined).steal();
    read();
    await starting;
    assert.equal(one.kind, 'following');
  });

  it('without Web Locks goes to every tab, and the one that comes second to write yields', async () => {
    const one = await started({ locks: null });
    const two = await started({ locks: null, other: () => one });
    assert.deepEqual([one.kind, two.kind], ['writing', 'writing']);
    two.role.yield();
    assert.deepEqual(two.done.slice(-2), ['reclaim', 'following']);
    await two.role.takeOver();
    assert.deepEqual([one.kind, two.kind], ['following', 'writing']);
  });

  it('is not kept by a tab that was closed before it had it', async () => {
    const one = openTab();
    const starting = one.role.start();
    one.machine.dispatch({ type: 'closed' });
    await starting;
    const two = await started();
    await until(() => two.kind === 'writing', 'the second tab');
  });

  it('stops a tab that cannot read what the other has written', async () => {
    const one = await started();
    let isBroken = false;
    const two = await started({
      read: () =>
        isBroken ? Promise.reject(new DOMException('Broken.', 'UnknownError')) : Promise.resolve(),
    });
    isBroken = true;
    one.machine.dispatch({ type: 'closed' });
    one.role.release();
    await until(() => two.kind === 'stopped', 'the second tab');
  });
});
