import type { checkPack, createPipeline } from '../../plugin/node-entry.js';
import { analyzeFile, findFinished } from '../results/analyze-file.js';
import { noteFailure } from '../results/failure-note.js';
import type { AnalysisTask } from '../results/task.js';
import { isTemporary } from '../results/temporary-error.js';
import type { Storage } from '../storage/storage.js';
import type { AnalyzeCommand } from './arguments.js';
import { EXIT } from './exit-code.js';
import { findInputs } from './find-inputs.js';
import { Models } from './models.js';
import { placeOutputs } from './place-outputs.js';
import { ProgressBar, ProgressLines, type Terminal } from './progress-bar.js';
import { describeEnding, describeTotals, encodeEnding, type Ending } from './report.js';

export interface Surroundings {
  readonly stdout: Terminal;
  readonly stderr: Terminal;
  readonly signal: AbortSignal;
  readonly openPipeline: typeof createPipeline;
  readonly storage: Storage;
  readonly checkPack: typeof checkPack;
  /** Folder of what pages fetch, as it was shipped. */
  readonly assets: URL;
}

/** Analyses what the command names and is not done yet; the exit code. */
export async function analyze(command: AnalyzeCommand, around: Surroundings): Promise<number> {
  const { stdout, stderr, signal, storage } = around;
  const start = performance.now();
  const { inputs, skipped, closed } = await findInputs(command.inputs, storage);
  const outputs = await placeOutputs(inputs, command.inputs, command.out, {
    formats: command.formats,
    inShards: command.shard !== undefined,
    root: command.root,
  });
  if ('wrong' in outputs) {
    stderr.write(`${outputs.wrong}\n`);
    return EXIT.wrongUsage;
  }
  const { settings, formats, shard } = command;
  const tasks = inputs.map(({ path }, index) => ({
    input: path,
    output: outputs[index] as string,
    settings,
    formats,
    shard,
  }));
  const bar = new ProgressBar(stderr);
  const words = command.json ? stderr : stdout;
  const endings: Ending[] = [];
  // Endings come in any order; they are told in the order of the inputs.
  let told = 0;
  const end = (index: number, ending: Ending): void => {
    endings[index] = ending;
    for (let next = endings[told]; next; next = endings[++told]) {
      const { input } = tasks[told] as AnalysisTask;
      bar.clear();
      if (command.json) stdout.write(`${encodeEnding(input, next)}\n`);
      else (next.ok ? stdout : stderr).write(`${describeEnding(input, next)}\n`);
    }
  };
  try {
    await analyzeAll(command, tasks, bar, end, around);
  } finally {
    bar.clear();
  }
  const results = endings.flatMap((ending) => (ending?.ok ? [ending.result] : []));
  const failures = endings.flatMap((ending) => (ending && !ending.ok ? [ending.error] : []));
  for (const path of skipped) words.write(`${path}: skipped, not an image or slide\n`);
  for (const path of closed) words.write(`${path}: skipped, this folder cannot be read\n`);
  if (signal.aborted) {
    words.write(
      results.length === 0
        ? 'Cancelled before an input was analysed.\n'
        : `Cancelled; ${results.length} of ${inputs.length} inputs were analysed; their results are kept.\n`,
    );
    return EXIT.cancelled;
  }
  const cells = results.reduce((sum, result) => sum + (result.cells ?? 0), 0);
  const wereThere = results.filter(({ wasThere }) => wasThere).length;
  const totals = {
    analysed: results.length - wereThere,
    wereThere,
    failed: failures.length,
    ...(shard ? {} : { cells }),
  };
  words.write(`${describeTotals({ ...totals, elapsedMs: performance.now() - start })}\n`);
  if (failures.some(isTemporary)) return EXIT.retryLater;
  return failures.length === 0 ? EXIT.done : EXIT.badInput;
}

async function analyzeAll(
  command: AnalyzeCommand,
  tasks: readonly AnalysisTask[],
  bar: ProgressBar,
  end: (index: number, ending: Ending) => void,
  around: Surroundings,
): Promise<void> {
  if (tasks.length === 0) return;
  const { signal, storage, stderr } = around;
  const { settings, workers, pack, force } = command;
  const { backend } = settings;
  const head = settings.head as 'forest' | 'linear';
  const models = new Models({ ...around, backend, head, workers, pack });
  const shares = tasks.map(() => 0);
  const lines = command.progressLines ? new ProgressLines(stderr) : undefined;
  const progress = (index: number, share: number): void => {
    shares[index] = share;
    const done = shares.filter((value) => value === 1).length;
    if (!lines) bar.show(shares.reduce((a, b) => a + b) / shares.length, `${done} of ${tasks.length}`);
  };
  const work = async (task: AnalysisTask, index: number): Promise<Ending> => {
    const finished = force
      ? undefined
      : await findFinished(task, await models.packHash(), { storage, signal });
    if (finished) return { ok: true, result: finished };
    const pipeline = await models.open();
    const result = await analyzeFile(pipeline, task, {
      storage,
      signal,
      onProgress: (now) => {
        lines?.tell(task.input, now);
        progress(index, (0.99 * now.done) / now.total);
      },
    });
    return { ok: true, result };
  };
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let index = next++; index < tasks.length; index = next++) {
      try {
        end(index, await work(tasks[index] as AnalysisTask, index));
      } catch (error) {
        if (signal.aborted) return;
        await noteFailure(tasks[index] as AnalysisTask, error, storage);
        end(index, { ok: false, error });
      }
      progress(index, 1);
    }
  };
  try {
    // One more than compute, so that a slide is ready when a worker is.
    await Promise.all(Array.from({ length: Math.min(workers + 1, tasks.length) }, lane));
  } finally {
    await models.dispose();
  }
}
