/**
 * Attaches the panel, analyses and detaches it again in one page, round after round, and prints what the page holds:
 * `node --import tsx test/bench/attach-rounds.ts [rounds] [tiny|shipped]` after a build; 1,000 rounds with tiny weights
 * by default.
 */
import { attachInRounds, type PageHoldings } from '../end-to-end/attach-rounds.js';

const rounds = Number(process.argv[2] ?? 1000);
const started = Date.now();
const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(2);
console.log('round    heap MB  arrays MB  nodes  listeners  handlers  workers  tensors  seconds');
const seen = await attachInRounds({
  rounds,
  weights: process.argv[3] === 'shipped' ? 'shipped' : 'tiny',
  lookEvery: Math.max(1, Math.floor(rounds / 20)),
  onLook: ({ round, heapBytes, arrayBytes, nodes, listeners, handlers, workers, tensors }) =>
    console.log(
      [
        String(round).padStart(5),
        megabytes(heapBytes).padStart(10),
        megabytes(arrayBytes).padStart(10),
        String(nodes).padStart(6),
        String(listeners).padStart(10),
        String(handlers).padStart(9),
        String(workers).padStart(8),
        String(tensors).padStart(8),
        ((Date.now() - started) / 1000).toFixed(0).padStart(8),
      ].join(' '),
    ),
});
const [, settled = seen[0]] = seen;
const last = seen.at(-1) as PageHoldings;
if (settled && last.round > settled.round) {
  const perRound = (last.heapBytes - settled.heapBytes) / (last.round - settled.round);
  console.log(`heap grew by ${perRound.toFixed(0)} bytes a round since round ${settled.round}`);
}
