import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CropShelf } from '../../../../plugin/gallery/crop-shelf.js';

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A shelf whose readings end when the test says so. */
function shelf({ capacity = 10, atOnce = 2 } = {}) {
  const begun: string[] = [];
  const aborted: string[] = [];
  const dropped: string[] = [];
  const open = new Map<string, { resolve(picture: string): void; reject(error: Error): void }>();
  let told = 0;
  const crops = new CropShelf<string>({
    capacity,
    atOnce,
    onChange: () => told++,
    onDrop: (picture) => dropped.push(picture),
    read: (id, signal) =>
      new Promise((resolve, reject) => {
        begun.push(id);
        open.set(id, { resolve, reject });
        signal.addEventListener('abort', () => {
          aborted.push(id);
          reject(signal.reason as Error);
        });
      }),
  });
  const finish = async (id: string): Promise<void> => {
    open.get(id)?.resolve(`picture of ${id}`);
    await settle();
  };
  return { crops, begun, aborted, dropped, open, finish, told: () => told };
}

describe('crops of the gallery', () => {
  it('are read in the order in which they are wanted, a few at a time', async () => {
    const { crops, begun, finish } = shelf();
    crops.want(['near', 'next', 'far']);
    assert.deepEqual(begun, ['near', 'next']);
    await finish('near');
    assert.deepEqual(begun, ['near', 'next', 'far']);
    assert.equal(crops.get('near'), 'picture of near');
  });

  it('that have been scrolled away are not read to their end', async () => {
    const { crops, begun, aborted, finish, told } = shelf();
    crops.want(['a', 'b']);
    crops.want(['b', 'c']);
    await settle();
    assert.deepEqual(aborted, ['a']);
    assert.deepEqual(begun, ['a', 'b', 'c']);
    assert.equal(told(), 0);
    await finish('b');
    assert.equal(crops.get('a'), undefined);
  });

  it('are kept up to a bound, those wanted last', async () => {
    const { crops, finish } = shelf({ capacity: 2, atOnce: 4 });
    crops.want(['a', 'b']);
    await finish('a');
    await finish('b');
    crops.want(['a']);
    crops.want(['a', 'c']);
    await finish('c');
    assert.deepEqual(
      [crops.get('a'), crops.get('b'), crops.get('c')],
      ['picture of a', undefined, 'picture of c'],
    );
  });

  it('that are let go of are handed back once, by the bound or when they are forgotten', async () => {
    const { crops, dropped, finish } = shelf({ capacity: 2, atOnce: 4 });
    crops.want(['a', 'b', 'c']);
    for (const id of ['a', 'b', 'c']) await finish(id);
    assert.deepEqual(dropped, ['picture of a']);
    crops.forget('b');
    crops.forget();
    crops.forget();
    assert.deepEqual(dropped, ['picture of a', 'picture of b', 'picture of c']);
  });

  it('that cannot be read leave their place empty, and are not asked for again and again', async () => {
    const { crops, begun, open } = shelf();
    crops.want(['a']);
    open.get('a')?.reject(new Error('no such part'));
    await settle();
    crops.want(['a']);
    assert.deepEqual(begun, ['a']);
    assert.equal(crops.isMissing('a'), true);
    crops.forget();
    crops.want(['a']);
    assert.deepEqual(begun, ['a', 'a']);
  });
});
