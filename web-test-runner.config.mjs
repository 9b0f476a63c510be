import { chromeLauncher } from '@web/test-runner-chrome';
import { chromiumFlags, findChromium } from './scripts/chromium.mjs';
import { countingReporter } from './scripts/counting-reporter.mjs';

export default {
  rootDir: '.cache/browser-tests',
  files: '.cache/browser-tests/*.test.js',
  nodeResolve: false,
  concurrency: 1,
  browsers: [
    chromeLauncher({
      launchOptions: { executablePath: findChromium(), headless: true, args: chromiumFlags },
    }),
  ],
  browserStartTimeout: 90_000,
  testsStartTimeout: 90_000,
  testsFinishTimeout: 300_000,
  testFramework: { config: { timeout: 120_000 } },
  middleware: [
    function isolate(context, next) {
      context.set('Cross-Origin-Opener-Policy', 'same-origin');
      context.set('Cross-Origin-Embedder-Policy', 'require-corp');
      return next();
    },
  ],
  reporters: [countingReporter()],
};
