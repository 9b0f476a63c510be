import { spawn } from 'node:child_process';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { transpileNodeTests } from './transpile-node-tests.mjs';

/** Lint, format and types; what has not changed since the last run comes out of `.cache`. */
export const staticChecks = [
  [
    'lint',
    'npx',
    ['eslint', '--cache', '--cache-location', '.cache/eslint', '--cache-strategy', 'content', '.'],
  ],
  [
    'format',
    'npx',
    ['prettier', '--check', '--log-level=warn', '--cache', '--cache-location', '.cache/prettier', '.'],
  ],
  ['types', 'npx', ['tsc', '--noEmit', '--incremental', '--tsBuildInfoFile', '.cache/types.tsbuildinfo']],
];

/**
 * Runs programs as tests and counts what passed, failed and was skipped. With `failuresOnly` it prints nothing of
 * what passes, and what fails in one piece, so that several may run side by side.
 */
export function createStepRunner({ failuresOnly = false } = {}) {
  const count = { passed: 0, failed: 0, skipped: 0 };
  const started = Date.now();
  /** Said again at the end: whoever reads only the last lines of a long run still learns what failed. */
  const failures = [];
  /** Of this run alone: another one beside it has its own. */
  const nodeTests = `.cache/node-tests-${process.pid}`;
  let transpiled;

  /** A check that is one test: it passes or fails as a whole. */
  async function check([name, command, args]) {
    const { code, output } = await run(command, args, !failuresOnly);
    if (failuresOnly && code !== 0) console.log(output);
    console.log(code === 0 ? `✔ ${name}` : `✖ ${name}`);
    if (code === 0) count.passed++;
    else {
      count.failed++;
      failures.push(`✖ ${name}`);
    }
  }

  /** A runner that reports its own counts; a crash that left no failed test counts as one. */
  async function suite(command, args) {
    const { code, output } = await run(command, args, !failuresOnly);
    if (failuresOnly && code !== 0) console.log(output.slice(Math.max(0, output.indexOf(FAILING_TESTS))));
    const failed = sum(output, 'fail');
    count.passed += sum(output, 'pass');
    // A skipped group is one line, and in no runner's sum.
    count.skipped += output.match(/^\s*﹣ /gm)?.length ?? sum(output, 'skipped');
    count.failed += failed === 0 && code !== 0 ? 1 : failed;
    if (failed > 0) failures.push(...failedTests(output));
    else if (code !== 0) failures.push(`✖ ${command} ended with ${code}`);
  }

  /** The tests on Node in `folder` and below it. */
  async function nodeSuite(folder, ...options) {
    await (transpiled ??= transpileNodeTests(nodeTests));
    const files = await testFiles(join(nodeTests, folder));
    if (files.length === 0) return;
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

  /** Something broke outside all steps. */
  function broke(error) {
    count.failed++;
    failures.push(`✖ ${error}`);
    console.error(error);
  }

  /** Prints the sums and ends the process with 1 where anything failed. */
  async function finish() {
    await rm(nodeTests, { recursive: true, force: true });
    const skipped = count.skipped > 0 ? `, ${count.skipped} skipped` : '';
    if (failures.length > 0) console.log(`\nWhat failed:\n${failures.join('\n')}`);
    console.log(`\n${((Date.now() - started) / 1000).toFixed(0)} s in all`);
    console.log(`${count.passed} passed, ${count.failed} failed${skipped}`);
    process.exit(count.failed > 0 ? 1 : 0);
  }

  return { check, suite, nodeSuite, broke, finish };
}

/** Node's reporter repeats below this line what failed. */
const FAILING_TESTS = '✖ failing tests:';

/** The failed tests in what a runner printed, each with its first lines; those that are known to fall short are left out. */
function failedTests(output) {
  const repeated = output.indexOf(FAILING_TESTS);
  const lines = output.slice(repeated < 0 ? 0 : repeated + FAILING_TESTS.length).split('\n');
  const failed = lines.flatMap((line, at) => (/^\s*✖ /.test(line) && !/\d+ms\) # /.test(line) ? [at] : []));
  return failed.map((at) => lines.slice(at, at + 12).join('\n'));
}

function run(command, args, print) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
      if (print) process.stdout.write(chunk);
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

async function testFiles(folder) {
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  return names.filter((name) => name.endsWith('.test.js')).map((name) => join(folder, name));
}
