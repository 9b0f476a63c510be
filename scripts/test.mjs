import { availableParallelism } from 'node:os';
import { bundleBrowserTests } from './bundle-browser-tests.mjs';
import { findChromium } from './chromium.mjs';
import { createStepRunner, staticChecks } from './step-runner.mjs';

// tests that open ONNX Runtime themselves: it would report its use to its maker
process.env.ORT_DISABLE_TELEMETRY = '1';
const only = process.argv.slice(2);
const { check, suite, nodeSuite, broke, finish } = createStepRunner();
const [lint, format, types] = staticChecks;

const steps = {
  lint: async () => {
    await check(lint);
    await check(format);
  },
  types: () => check(types),
  build: () => check(['build', 'npm', ['run', '--silent', 'build']]),
  documentation: () => check(['documentation', 'npm', ['run', '--silent', 'docs']]),
  unit: () => nodeSuite('test/unit', `--test-concurrency=${availableParallelism()}`),
  golden: () => nodeSuite('test/golden', '--test-concurrency=1'),
  browser: async () => {
    await bundleBrowserTests();
    await suite('npx', ['web-test-runner']);
  },
  'end-to-end': () => nodeSuite('test/end-to-end', '--test-concurrency=1'),
  bench: () => nodeSuite('test/bench', '--test-concurrency=1'),
  accuracy: () => nodeSuite('test/accuracy', '--test-concurrency=1'),
};

try {
  findChromium();
  for (const [name, step] of Object.entries(steps)) {
    if (only.length > 0 && !only.includes(name)) continue;
    const from = Date.now();
    console.log(`\n── ${name}`);
    await step();
    console.log(`   ${((Date.now() - from) / 1000).toFixed(0)} s`);
  }
} catch (error) {
  broke(error);
}
await finish();
