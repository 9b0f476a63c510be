import { resolve } from 'node:path';
import type { FlowJob, FlowProducer, Job, Queue } from 'bullmq';
import type { Surroundings } from '../command-line/analyze.js';
import { EXIT } from '../command-line/exit-code.js';
import { findInputs } from '../command-line/find-inputs.js';
import { placeOutputs } from '../command-line/place-outputs.js';
import type { EnqueueCommand } from '../command-line/queue-arguments.js';
import { isAddress } from '../storage/storage.js';
import { withQueue } from './queue-connection.js';
import { slideFlow, type QueueJob } from './queue-job.js';

/** Slides handed in at once; more would only wait for each other. */
const AT_ONCE = 50;

/**
 * Puts slides into the queue; the exit code. Handing the same in again does no work twice: what has ended is looked at
 * again, and done anew only where its result is not there.
 */
export async function enqueue(command: EnqueueCommand, around: Surroundings): Promise<number> {
  const { stdout, stderr, storage, signal } = around;
  const { inputs, skipped } = await findInputs(command.inputs, storage);
  const outputs = await placeOutputs(inputs, command.inputs, command.out, {
    formats: command.formats,
    inShards: command.shards > 1,
    root: command.root,
  });
  if ('wrong' in outputs) {
    stderr.write(`${outputs.wrong}\n`);
    return EXIT.wrongUsage;
  }
  for (const path of skipped) stderr.write(`${path}: skipped, not an image or slide\n`);
  const { settings, formats } = command;
  const flows = inputs.map(({ path }, index) => {
    const task = { input: absolute(path), output: absolute(outputs[index] as string), settings, formats };
    return slideFlow(command.queue, task, command);
  });
  return withQueue(command, stderr, async (queue, producer) => {
    const counts = { added: 0, known: 0, revived: 0 };
    for (let from = 0; from < flows.length; from += AT_ONCE) {
      if (signal.aborted) return EXIT.cancelled;
      const some = flows.slice(from, from + AT_ONCE);
      for (const [i, how] of (
        await Promise.all(some.map((flow) => addOnce(queue, producer, flow)))
      ).entries()) {
        counts[how]++;
        const { path } = inputs[from + i] as { path: string };
        const id = some[i]?.opts?.jobId;
        if (command.json) stdout.write(`${JSON.stringify({ input: path, job: id, [how]: true })}\n`);
      }
    }
    const { added, known, revived } = counts;
    const words = `${added} added, ${known} were in the queue already, ${revived} had ended and will be looked at again.\n`;
    (command.json ? stderr : stdout).write(words);
    return EXIT.done;
  });
}

/**
 * Adds a slide that is not there, and what has ended anew: its worker sees at once whether the result is still there. A
 * slide that has failed while other shards of it are still at work is known; it can be revived when they have ended.
 */
export async function addOnce(
  queue: Queue<QueueJob>,
  producer: FlowProducer,
  flow: FlowJob,
): Promise<'added' | 'known' | 'revived'> {
  const id = flow.opts?.jobId ?? '';
  const known: Job<QueueJob> | undefined = await queue.getJob(id);
  if (known && !(await hasEnded(known))) return 'known';
  if (known) {
    const removed = await known.remove({ removeChildren: true }).then(
      () => true,
      () => false,
    );
    if (!removed && (await queue.getJob(id))) return 'known';
  }
  for (const child of flow.children ?? []) {
    const left: Job<QueueJob> | undefined = await queue.getJob(child.opts?.jobId ?? '');
    // A shard of which nobody waits any more.
    if (left && (await hasEnded(left))) await left.remove();
  }
  await producer.add(flow);
  return known ? 'revived' : 'added';
}

async function hasEnded(job: Job): Promise<boolean> {
  const state = await job.getState();
  return state === 'completed' || state === 'failed';
}

/** Workers run in other folders. */
function absolute(place: string): string {
  return isAddress(place) ? place : resolve(place);
}
