import { setTimeout as delay } from 'node:timers/promises';
import { pipelineOver } from '../../plugin/analysis/pipeline.js';
import { endProcess } from '../../viewer-shell/command-line/exit-code.js';
import { main } from '../../viewer-shell/command-line/main.js';
import { openStorage } from '../../viewer-shell/storage/storage.js';
import { discInference } from '../unit/disc-slide.js';

/** What a tile costs, so that a worker can be met in the middle of a slide. */
const TILE_MS = Number(process.env.DISC_TILE_MS ?? 0);
/** So many cells on a tile end the process, as a slide does that needs more memory than there is. */
const DEADLY = Number(process.env.DISC_DEADLY ?? Infinity);

// The command with models that see dark discs: the queue is what is tested. All else is the product.
const cancel = new AbortController();
const stop = (): void => cancel.abort(new DOMException('Cancelled.', 'AbortError'));
process.once('SIGTERM', stop);
process.once('SIGINT', stop);
const plain = discInference();
const code = await main(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  signal: cancel.signal,
  openPipeline: async () =>
    pipelineOver(
      discInference({
        analyse: async (asked, { signal }) => {
          await delay(TILE_MS, undefined, { signal });
          const findings = await plain.ask('analyse', asked, { signal });
          if (findings.count >= DEADLY) process.kill(process.pid, 'SIGKILL');
          return findings;
        },
      }),
    ),
  storage: openStorage(),
  checkPack: async () => [],
  assets: new URL('file:///nowhere/'),
});
await endProcess(code);
