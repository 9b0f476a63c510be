import { stat } from 'node:fs/promises';
import { encodeSummaryCsv, summarize, type SlideSummary } from '../results/summarize.js';
import { isAddress, type Storage } from '../storage/storage.js';
import type { Surroundings } from './analyze.js';
import type { SummaryCommand } from './arguments.js';
import { EXIT } from './exit-code.js';

/** Spreadsheets take µ for two letters without it. */
const BYTE_ORDER_MARK = '\uFEFF';

/** Writes one table about all results in the folders; the exit code. */
export async function summary(command: SummaryCommand, around: Surroundings): Promise<number> {
  const { storage, stdout, stderr, signal } = around;
  const slides: SlideSummary[] = [];
  let code: number = EXIT.done;
  for (const file of await findResults(command.inputs, storage)) {
    if (signal.aborted) return EXIT.cancelled;
    try {
      const slide = await summarize(storage(file), file);
      if (slide) slides.push(slide);
      else stderr.write(`${file}: skipped, not a result of Smearlens\n`);
    } catch (error) {
      stderr.write(`${file}: ${error instanceof Error ? error.message : String(error)}\n`);
      code = EXIT.badInput;
    }
  }
  const text = command.format === 'json' ? `${JSON.stringify(slides, null, 1)}\n` : encodeSummaryCsv(slides);
  if (command.out === undefined) {
    stdout.write(text);
    return code;
  }
  const pieces = [command.format === 'csv' ? BYTE_ORDER_MARK + text : text];
  await storage(command.out).write(command.out, pieces, signal);
  stdout.write(`${slides.length} ${slides.length === 1 ? 'slide' : 'slides'}; ${command.out}\n`);
  return code;
}

async function findResults(named: readonly string[], storage: Storage): Promise<string[]> {
  const found: string[] = [];
  for (const place of named) {
    const isFolder = isAddress(place)
      ? place.endsWith('/')
      : ((await stat(place).catch(() => undefined))?.isDirectory() ?? false);
    if (!isFolder) found.push(place);
    else found.push(...(await storage(place).list(place)).filter((file) => file.endsWith('.geojson')).sort());
  }
  return found;
}
