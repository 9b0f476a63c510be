import { availableParallelism } from 'node:os';
import { createStepRunner, staticChecks } from './step-runner.mjs';

// The inner loop: lint, format and types one after the other, beside the unit tests. Prints what fails.
const { check, nodeSuite, broke, finish } = createStepRunner({ failuresOnly: true });

async function checkStatically() {
  for (const step of staticChecks) await check(step);
}

try {
  await Promise.all([
    checkStatically(),
    nodeSuite('test/unit', `--test-concurrency=${availableParallelism()}`),
  ]);
} catch (error) {
  broke(error);
}
await finish();
