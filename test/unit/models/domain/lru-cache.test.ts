import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import QuickLRU from 'quick-lru';
import { LruCache } from '../../../../models/domain/lru-cache.js';

const someUse = fc.record({
  use: fc.constantFrom('get', 'set', 'set', 'delete'),
  key: fc.integer({ min: 0, max: 6 }),
  value: fc.integer({ min: 1, max: 5 }),
});

describe('a cache of what was used last', () => {
  it('keeps as many entries as it may, all of which a well-known cache of that size keeps too', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4 }), fc.array(someUse, { maxLength: 60 }), (max, script) => {
        const cache = new LruCache<number, number>({ max });
        const oracle = new QuickLRU<number, number>({ maxSize: max });
        for (const { use, key, value } of script) {
          if (use === 'get') {
            const known = cache.get(key);
            if (known !== undefined) assert.equal(known, oracle.get(key));
          } else if (use === 'set') {
            cache.set(key, value);
            oracle.set(key, value);
          } else {
            cache.delete(key);
            oracle.delete(key);
          }
          const keys = [...cache.keys()];
          assert.ok(keys.length <= max);
          assert.deepEqual(
            keys.map((each) => cache.peek(each)),
            keys.map((each) => oracle.peek(each)),
          );
          assert.equal(cache.total, keys.length);
        }
      }),
    );
  });

  it('drops the entries that were used longest ago', () => {
    const cache = new LruCache<string, number>({ max: 2 });
    cache.set('a', 1);
    cache.set('b', 2);
    cache.get('a');
    cache.set('c', 3);
    assert.deepEqual([...cache.keys()], ['a', 'c']);
    cache.peek('a');
    cache.set('d', 4);
    assert.deepEqual([...cache.keys()], ['c', 'd']);
  });

  it('counts what its values take, and still keeps one that is larger than it may be', () => {
    const cache = new LruCache<string, string>({ max: 5, sizeOf: ({ length }) => length });
    cache.set('a', '12');
    cache.set('b', '123');
    assert.equal(cache.total, 5);
    cache.set('a', '1234');
    assert.deepEqual([[...cache.keys()], cache.total], [['a'], 4]);
    cache.set('c', '1234567');
    assert.deepEqual([[...cache.keys()], cache.total], [['c'], 7]);
    cache.clear();
    assert.deepEqual([cache.has('c'), cache.total], [false, 0]);
  });
});
