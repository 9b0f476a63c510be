import { spawn } from 'node:child_process';
import { readdir, rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { bundleBrowserTests } from './bundle-browser-tests.mjs';
import { findChromium } from './chromium.mjs';
import { transpileNodeTests } from './transpile-node-tests.mjs';

const count = { passed: 0, failed: 0, skipped: 0 };
const only = process.argv.slice(2);

function run(command, args) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
      process.stdout.write(chunk);
    });
    child.on('close', (code) => resolve({ code, output }));
    child.on('error', (error) => resolve({ code: 1, output: String(error) }));
  });
}

function sum(output, word) {
  return [...output.matchAll(new RegExp(`^(?:#|ℹ) ${word} (\\d+)$`, 'gm'))].reduce(
    (n, m) => n + Number(m[1]),
    0,
  );
}

/** A check that is one test: it passes or fails as a whole. */
async function check(name, command, args) {
  const { code } = await run(command, args);
  console.log(code === 0 ? `✔ ${name}` : `✖ ${name}`);
  if (code === 0) count.passed++;
  else count.failed++;
}

/** A runner that reports its own counts; a crash that left no failed test counts as one. */
async function suite(command, args) {
  const { code, output } = await run(command, args);
  const failed = sum(output, 'fail');
  count.passed += sum(output, 'pass');
  // A skipped group is one line, and in no runner's sum.
  count.skipped += output.match(/^\s*﹣ /gm)?.length ?? sum(output, 'skipped');
  count.failed += failed === 0 && code !== 0 ? 1 : failed;
}

async function testFiles(folder) {
  const names = await readdir(folder).catch(() => []);
  return names.filter((name) => name.endsWith('.test.js')).map((name) => join(folder, name));
}

/** Of this run alone: another one beside it has its own. */
const nodeTests = `.cache/node-tests-${process.pid}`;

let transpiled;

const nodeSuite = async (folder, ...options) => {
  await (transpiled ??= transpileNodeTests(nodeTests));
  const files = await testFiles(join(nodeTests, folder));
  if (files.length > 0) {
    await suite(process.execPath, [
      '--enable-source-maps',
      '--test',
      '--test-reporter=spec',
      // A test that hangs must fail, not hold everything up.
      '--test-timeout=400000',
      ...options,
      ...files,
    ]);
  }
};

const steps = {
  lint: async () => {
    await check('lint', 'npx', ['eslint', '.']);
    await check('format', 'npx', ['prettier', '--check', '--log-level=warn', '.']);
  },
  types: () => check('types', 'npx', ['tsc', '--noEmit']),
  build: () => check('build', 'npx', ['rollup', '-c', '--silent']),
  unit: () => nodeSuite('test/unit', `--test-concurrency=${availableParallelism()}`),
  golden: () => nodeSuite('test/golden', '--test-concurrency=1'),
  browser: async () => {
    await bundleBrowserTests();
    await suite('npx', ['web-test-runner']);
  },
  'end-to-end': () => nodeSuite('test/end-to-end', '--test-concurrency=1'),
  accuracy: () => nodeSuite('test/accuracy', '--test-concurrency=1'),
};

const started = Date.now();
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
  count.failed++;
  console.error(error);
}
await rm(nodeTests, { recursive: true, force: true });
console.log(`\n${((Date.now() - started) / 1000).toFixed(0)} s in all`);
console.log(
  `${count.passed} passed, ${count.failed} failed${count.skipped > 0 ? `, ${count.skipped} skipped` : ''}`,
);
process.exit(count.failed > 0 ? 1 : 0);
