import { VERSION } from '../../plugin/node-entry.js';
import { analyze, type Surroundings } from './analyze.js';
import { readArguments } from './arguments.js';
import { checkPackFolder } from './check-pack.js';
import { copyAssets } from './copy-assets.js';
import { EXIT } from './exit-code.js';
import { merge } from './merge.js';
import { summary } from './summary.js';
import { USAGE } from './usage.js';
import { verify } from './verify.js';

/** Does what the words behind `smearlens` say and gives the exit code. */
export async function main(words: readonly string[], around: Surroundings): Promise<number> {
  const command = readArguments(words);
  switch (command.kind) {
    case 'help':
      around.stdout.write(USAGE);
      return EXIT.done;
    case 'version':
      around.stdout.write(`${VERSION}\n`);
      return EXIT.done;
    case 'wrong':
      around.stderr.write(`${command.message}\nRun “smearlens --help” for help.\n`);
      return EXIT.wrongUsage;
    case 'copy-assets':
      return copyAssets(command, around);
    case 'check-pack':
      return checkPackFolder(command, around);
    case 'verify':
      return verify(command, around);
    case 'analyze':
      return analyze(command, around);
    case 'merge':
      return merge(command, around);
    case 'summary':
      return summary(command, around);
    // Loaded when asked for: these need packages that a single machine does not.
    case 'enqueue':
      return (await import('../queue/enqueue.js')).enqueue(command, around);
    case 'work':
      return (await import('../queue/work.js')).work(command, around);
    case 'queue':
      return (await import('../queue/queue-state.js')).queueState(command, around);
    case 'serve':
      return (await import('../service/serve.js')).serve(command, around);
  }
}
