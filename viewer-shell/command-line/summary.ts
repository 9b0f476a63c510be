import { stat } from 'node:fs/promises';
import { FAILURE_ENDING, readFailure } from '../results/failure-note.js';
import { encodeSummaryCsv, summarize, type FailedSlide, type SlideSummary } from '../results/summarize.js';
import { firstAbsent, isAddress, type Storage } from '../storage/storage.js';
import type { Surroundings } from './analyze.js';
import type { SummaryCommand } from './arguments.js';
import { EXIT } from './exit-code.js';

/** Spreadsheets take µ for two letters without it. */
const BYTE_ORDER_MARK = '\uFEFF';

/** Writes one table about all results in the folders, and about the slides that failed there; the exit code. */
export async function summary(command: SummaryCommand, around: Surroundings): Promise<number> {
  const { storage, stdout, stderr, signal } = around;
  const slides: (SlideSummary | FailedSlide)[] = [];
  let code: number = EXIT.done;
  const absent = await firstAbsent(command.inputs);
  if (absent !== undefined) {
    stderr.write(`There is no file or folder ${absent}.\n`);
    return EXIT.badInput;
  }
  for (const file of await findResults(command.inputs, storage)) {
    if (signal.aborted) return EXIT.cancelled;
    try {
      const slide = isNote(file) ? await failedSlide(file, storage) : await summarize(storage(file), file);
      if (slide) slides.push(slide);
      else stderr.write(`${file}: skipped, not a result of Smearlens\n`);
    } catch (error) {
      stderr.write(`${file}: ${error instanceof Error ? error.message : String(error)}\n`);
      code = EXIT.badInput;
    }
  }
  const failed = slides.filter((slide) => 'failed' in slide);
  for (const { failed: failure } of failed) stderr.write(`${failure.input}: failed. ${failure.message}\n`);
  const text = command.format === 'json' ? `${JSON.stringify(slides, null, 1)}\n` : encodeSummaryCsv(slides);
  if (command.out === undefined) {
    stdout.write(text);
    return code;
  }
  const pieces = [command.format === 'csv' ? BYTE_ORDER_MARK + text : text];
  await storage(command.out).write(command.out, pieces, signal);
  const count = `${slides.length} ${slides.length === 1 ? 'slide' : 'slides'}`;
  stdout.write(`${count}${failed.length > 0 ? `, ${failed.length} failed` : ''}; ${command.out}\n`);
  return code;
}

function isNote(file: string): boolean {
  return file.endsWith(`.${FAILURE_ENDING}`);
}

async function failedSlide(file: string, storage: Storage): Promise<FailedSlide | undefined> {
  const failed = await readFailure(storage, file);
  return failed && { file: `${file.slice(0, -FAILURE_ENDING.length)}geojson`, failed };
}

async function findResults(named: readonly string[], storage: Storage): Promise<string[]> {
  const found: string[] = [];
  for (const place of named) {
    const isFolder = isAddress(place)
      ? place.endsWith('/')
      : ((await stat(place).catch(() => undefined))?.isDirectory() ?? false);
    if (!isFolder) found.push(place);
    else {
      const files = await storage(place).list(place);
      found.push(...files.filter((file) => file.endsWith('.geojson') || isNote(file)).sort());
    }
  }
  return found;
}
