import { VERSION } from '../../plugin/node-entry.js';
import { analyze, type Surroundings } from './analyze.js';
import { readArguments } from './arguments.js';
import { checkPackFolder } from './check-pack.js';
import { copyAssets } from './copy-assets.js';
import { USAGE } from './usage.js';

/** Does what the words behind `smearlens` say and gives the exit code. */
export async function main(words: readonly string[], around: Surroundings): Promise<number> {
  const command = readArguments(words);
  switch (command.kind) {
    case 'help':
      around.stdout.write(USAGE);
      return 0;
    case 'version':
      around.stdout.write(`${VERSION}\n`);
      return 0;
    case 'wrong':
      around.stderr.write(`${command.message}\nRun “smearlens --help” for help.\n`);
      return 2;
    case 'copy-assets':
      return copyAssets(command, around);
    case 'check-pack':
      return checkPackFolder(command, around);
    case 'analyze':
      return analyze(command, around);
  }
}
