import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  causeOf,
  KeeperMachine,
  keepingState,
  nextState,
  type KeeperEvent,
  type KeeperState,
} from '../../../../plugin/keep/keeper-state.js';

const FULL = new DOMException('No room.', 'QuotaExceededError');
const ERASED = new DOMException('Gone.', 'UnknownError');
const EVENTS: readonly KeeperEvent[] = [
  { type: 'identified' },
  { type: 'collected' },
  { type: 'granted' },
  { type: 'denied' },
  { type: 'lost' },
  { type: 'written' },
  { type: 'write-failed', error: FULL },
  { type: 'read-failed', error: ERASED },
  { type: 'closed' },
];
const READING: KeeperState = { kind: 'restoring', step: 'reading' };
const events = fc.array(fc.constantFrom(...EVENTS), { maxLength: 20 });

function after(...happened: KeeperEvent['type'][]): KeeperMachine {
  const machine = new KeeperMachine(() => undefined);
  for (const type of happened) machine.dispatch(EVENTS.find((event) => event.type === type) as KeeperEvent);
  return machine;
}

describe('the keeping of a slide', () => {
  it('identifies it, collects unsaved work, reads the journal, and writes once it has the right to', () => {
    assert.deepEqual(after().state, { kind: 'restoring', step: 'identifying' });
    assert.deepEqual(after('identified').state, { kind: 'restoring', step: 'collecting' });
    assert.deepEqual(after('identified', 'collected').state, READING);
    assert.equal(keepingState(READING), 'restoring');
    assert.equal(keepingState(after('identified', 'collected', 'granted').state), 'kept');
  });

  it('follows another tab that has the right to write, until that gives way', () => {
    assert.equal(keepingState(after('denied').state), 'elsewhere');
    assert.equal(keepingState(after('denied', 'granted').state), 'kept');
  });

  it('is full or unavailable from a failed write to the next that succeeds', () => {
    const { state } = after('granted', 'write-failed');
    assert.deepEqual([keepingState(state), causeOf(state)], ['full', FULL]);
    const unavailable = nextState({ kind: 'writing' }, { type: 'write-failed', error: ERASED });
    assert.deepEqual([keepingState(unavailable), causeOf(unavailable)], ['unavailable', ERASED]);
    const { state: again } = after('granted', 'write-failed', 'written');
    assert.deepEqual([keepingState(again), causeOf(again)], ['kept', undefined]);
  });

  it('without the right to write ignores what becomes of the writes that were under way', () => {
    const { state } = after('granted', 'lost');
    assert.equal(state.kind, 'releasing');
    assert.equal(nextState(state, { type: 'written' }), state);
    assert.equal(nextState(state, { type: 'write-failed', error: FULL }), state);
    assert.equal(after('granted', 'lost', 'denied').state.kind, 'following');
  });

  it('that cannot read earlier work writes nothing over it, and says why', () => {
    const { state } = after('identified', 'read-failed');
    assert.deepEqual([state.kind, keepingState(state), causeOf(state)], ['stopped', 'unavailable', ERASED]);
  });

  it('stays closed, whatever happens', () => {
    fc.assert(
      fc.property(events, (happened) => {
        const machine = after('closed');
        for (const event of happened) machine.dispatch(event);
        assert.equal(machine.state.kind, 'closed');
      }),
    );
  });

  it('writes only after the right to write was granted, and not lost since', () => {
    fc.assert(
      fc.property(events, (happened) => {
        const machine = after();
        for (const event of happened) machine.dispatch(event);
        const last = happened.findLast(({ type }) =>
          ['granted', 'denied', 'lost', 'read-failed'].includes(type),
        );
        const isClosed = happened.some(({ type }) => type === 'closed');
        assert.equal(machine.state.kind === 'writing', !isClosed && last?.type === 'granted');
      }),
    );
  });

  it('reports each change once, with the state before, and nothing where nothing changes', () => {
    const before: KeeperState['kind'][] = [];
    const machine = new KeeperMachine(({ kind }) => before.push(kind));
    for (const type of ['granted', 'written', 'lost', 'lost', 'denied', 'denied'] as const) {
      machine.dispatch({ type });
    }
    assert.deepEqual(before, ['restoring', 'writing', 'releasing']);
  });
});
