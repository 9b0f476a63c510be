import { sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { checkPack as check } from '../../plugin/node-entry.js';
import type { CheckPackCommand } from './arguments.js';

export interface PackCheck {
  readonly checkPack: typeof check;
  readonly signal: AbortSignal;
  readonly stdout: { write(text: string): void };
  readonly stderr: { write(text: string): void };
}

/** Says what is wrong with a model pack, a line each; the exit code. */
export async function checkPackFolder({ folder }: CheckPackCommand, around: PackCheck): Promise<number> {
  const { checkPack, signal, stdout, stderr } = around;
  try {
    const faults = await checkPack(pathToFileURL(folder.endsWith(sep) ? folder : folder + sep), { signal });
    for (const fault of faults) stderr.write(`${fault}\n`);
    if (faults.length > 0) return 1;
  } catch (error) {
    if (signal.aborted) return 130;
    throw error;
  }
  stdout.write(
    `${folder} is a pack that works: its files are as its manifest says, and its models compute what it expects.\n`,
  );
  return 0;
}
