/** `npm run soak -- --seed 1 --tiles 100000` after a build: a long day's work, and what is held as it goes on; exit 1 where that grows.
 * `--heap <folder>` writes a picture of the heap after the first part and at the end there, to see what has grown. */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { writeHeapSnapshot } from 'node:v8';
import { soak } from './soak.js';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    tiles: { type: 'string', default: '100000' },
    looks: { type: 'string', default: '8' },
    heap: { type: 'string' },
  },
});
const at = (path: string): URL => new URL(`../../dist/${path}`, import.meta.url);
const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1);
console.log('  tiles rounds seconds heapMB arraysMB rssMB tensors listeners stored handles');
let seen = 0;
const { looks, isSameAnswer, done } = await soak({
  seed: Number(values.seed),
  tiles: Number(values.tiles),
  looks: Number(values.looks),
  workerUrl: at('node/inference-worker.node.js'),
  wasmUrl: at('browser/wasm/'),
  onLook: (held) => {
    const { tiles, rounds, seconds, heapBytes, arrayBytes, rssBytes } = held;
    console.log(
      [tiles, rounds, seconds, megabytes(heapBytes), megabytes(arrayBytes), megabytes(rssBytes)]
        .concat([held.tensors, held.listeners, held.stored, held.handles])
        .map((value) => String(value).padStart(7))
        .join(' '),
    );
    seen++;
    if (values.heap && (seen === 2 || tiles >= Number(values.tiles)))
      writeHeapSnapshot(join(values.heap, `after-${tiles}-tiles.heapsnapshot`));
  },
});
console.log(
  Object.entries(done)
    .map(([what, count]) => `${count} ${what}`)
    .join(', '),
);
console.log(
  isSameAnswer
    ? 'The first slide gives the same cells as on the first day.'
    : 'Other cells than on the first day.',
);
const [, early = looks[0]] = looks;
const last = looks.at(-1);
const isFlat =
  early !== undefined &&
  last !== undefined &&
  last.tensors === early.tensors &&
  last.heapBytes < early.heapBytes + 20e6 &&
  last.arrayBytes < early.arrayBytes + 20e6 &&
  last.handles <= early.handles + 2 &&
  Math.abs(last.listeners - early.listeners) <= 4;
process.exitCode = isFlat && isSameAnswer ? 0 : 1;
