import { SmearError } from '../../plugin/node-entry.js';
import { isAddress, type Storage } from '../storage/storage.js';
import { readHead, parseJson } from './result-header.js';
import { beside, type AnalysisTask } from './task.js';
import { isTemporary } from './temporary-error.js';

/** Why a slide has no result. */
export interface Failure {
  readonly input: string;
  /** Of a `SmearError`, else `unexpected`. */
  readonly code: string;
  readonly message: string;
  /** Whether another try may succeed. */
  readonly retryLater?: boolean;
}

export const FAILURE_ENDING = 'failed.json';

export function failureOf(input: string, error: unknown): Failure {
  return {
    input,
    code: error instanceof SmearError ? error.code : 'unexpected',
    message: error instanceof Error ? error.message : String(error),
    ...(isTemporary(error) ? { retryLater: true } : {}),
  };
}

function notePlace(output: string): string {
  return beside(output, FAILURE_ENDING);
}

/**
 * Leaves word of a failure beside where the result belongs, so that a table of the folder does not pass over the slide;
 * `a.svs` in shards has one. On disks alone, and not for a name behind which there is nothing: it may be misspelt. It
 * resolves also where the note cannot be written: the failure itself is told by whoever calls.
 */
export async function noteFailure(
  { input, output }: Pick<AnalysisTask, 'input' | 'output'>,
  error: unknown,
  storage: Storage,
): Promise<void> {
  const failed = failureOf(input, error);
  if (isAddress(output) || failed.code === 'slide-not-found') return;
  const text = `${JSON.stringify({ smearlens: { failed } })}\n`;
  await storage(output)
    .write(notePlace(output), [text])
    .catch(() => undefined);
}

/** The slide has a result now. */
export async function forgetFailure(output: string, storage: Storage): Promise<void> {
  if (!isAddress(output)) await storage(output).remove(notePlace(output));
}

/** `undefined` for a file that is no such note. Rejects as `FileStore.read` does. */
export async function readFailure(storage: Storage, file: string): Promise<Failure | undefined> {
  const note = parseJson(await readHead(storage(file), file)) as
    { readonly smearlens?: { readonly failed?: Failure } } | undefined;
  const failed = note?.smearlens?.failed;
  return typeof failed?.message === 'string' ? failed : undefined;
}
