#!/usr/bin/env node
import { checkPack, createPipeline } from '../../plugin/node-entry.js';
import { main } from './main.js';

const cancel = new AbortController();
process.once('SIGINT', () => {
  cancel.abort(new DOMException('Cancelled.', 'AbortError'));
  // Whoever presses Ctrl+C again does not want to wait.
  process.once('SIGINT', () => process.exit(130));
});
process.exitCode = await main(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  signal: cancel.signal,
  openPipeline: createPipeline,
  checkPack,
  assets: new URL('../browser/', import.meta.url),
});
