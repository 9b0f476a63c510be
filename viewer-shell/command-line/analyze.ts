import { pathToFileURL } from 'node:url';
import type { checkPack, createPipeline, SmearPipeline } from '../../plugin/node-entry.js';
import { analyzeFile } from './analyze-file.js';
import type { AnalyzeCommand } from './arguments.js';
import { findInputs, type Input } from './find-inputs.js';
import { placeOutputs } from './place-outputs.js';
import { ProgressBar, type Terminal } from './progress-bar.js';
import { describeEnding, describeTotals, encodeEnding, type Ending } from './report.js';

export interface Surroundings {
  readonly stdout: Terminal;
  readonly stderr: Terminal;
  readonly signal: AbortSignal;
  readonly openPipeline: typeof createPipeline;
  readonly checkPack: typeof checkPack;
  /** Folder of what pages fetch, as it was shipped. */
  readonly assets: URL;
}

/** Analyses what the command names; the exit code is 0, 1, 2 or 130. */
export async function analyze(command: AnalyzeCommand, around: Surroundings): Promise<number> {
  const { stdout, stderr, signal } = around;
  const start = performance.now();
  const { inputs, skipped, closed } = await findInputs(command.inputs);
  const outputs = await placeOutputs(inputs, command.inputs, command.out);
  if ('wrong' in outputs) {
    stderr.write(`${outputs.wrong}\n`);
    return 2;
  }
  const bar = new ProgressBar(stderr);
  const words = command.json ? stderr : stdout;
  const endings: Ending[] = [];
  // Endings come in any order; they are told in the order of the inputs.
  let told = 0;
  const end = (index: number, ending: Ending): void => {
    endings[index] = ending;
    for (let next = endings[told]; next; next = endings[++told]) {
      const { path } = inputs[told] as Input;
      bar.clear();
      if (command.json) stdout.write(`${encodeEnding(path, next)}\n`);
      else (next.ok ? stdout : stderr).write(`${describeEnding(path, next)}\n`);
    }
  };
  try {
    await analyzeAll(command, inputs, outputs, bar, end, around);
  } finally {
    bar.clear();
  }
  const results = endings.flatMap((ending) => (ending?.ok ? [ending.result] : []));
  const failed = endings.filter((ending) => ending && !ending.ok).length;
  for (const path of skipped) words.write(`${path}: skipped, not an image or slide\n`);
  for (const path of closed) words.write(`${path}: skipped, this folder cannot be read\n`);
  if (signal.aborted) {
    words.write(
      `Cancelled; ${results.length} of ${inputs.length} inputs were analysed; their results are kept.\n`,
    );
    return 130;
  }
  const cells = results.reduce((sum, result) => sum + result.cells, 0);
  const elapsedMs = performance.now() - start;
  words.write(`${describeTotals({ analysed: results.length, cells, failed, elapsedMs })}\n`);
  return failed === 0 ? 0 : 1;
}

async function analyzeAll(
  command: AnalyzeCommand,
  inputs: readonly Input[],
  outputs: readonly string[],
  bar: ProgressBar,
  end: (index: number, ending: Ending) => void,
  { signal, openPipeline }: Surroundings,
): Promise<void> {
  if (inputs.length === 0) return;
  const { backend, workers, head, pack } = command;
  let pipeline: SmearPipeline;
  try {
    const packOption = pack ? { packUrl: packUrl(pack) } : {};
    pipeline = await openPipeline({ backend, workers, head, signal, ...packOption });
  } catch (error) {
    if (!signal.aborted) inputs.forEach((_, index) => end(index, { ok: false, error }));
    return;
  }
  const shares = inputs.map(() => 0);
  const progress = (index: number, share: number): void => {
    shares[index] = share;
    const done = shares.filter((value) => value === 1).length;
    bar.show(shares.reduce((a, b) => a + b) / shares.length, `${done} of ${inputs.length}`);
  };
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let index = next++; index < inputs.length; index = next++) {
      const { path } = inputs[index] as Input;
      const options = {
        signal,
        onProgress: ({ done, total }: { done: number; total: number }) =>
          progress(index, (0.99 * done) / total),
      };
      try {
        const result = await analyzeFile(pipeline, path, outputs[index] as string, command, options);
        end(index, { ok: true, result });
      } catch (error) {
        if (signal.aborted) return;
        end(index, { ok: false, error });
      }
      progress(index, 1);
    }
  };
  try {
    // One more than compute, so that a slide is ready when a worker is.
    await Promise.all(Array.from({ length: Math.min(workers + 1, inputs.length) }, lane));
  } finally {
    await pipeline.dispose();
  }
}

function packUrl(pack: string): URL {
  return /^https?:/.test(pack) ? new URL(pack) : pathToFileURL(`${pack}/`);
}
