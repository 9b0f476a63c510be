#!/usr/bin/env node
import { checkPack, createDecoderProcess, createPipeline } from '../../plugin/node-entry.js';
import { main } from './main.js';

const cancel = new AbortController();
process.once('SIGINT', () => {
  cancel.abort(new DOMException('Cancelled.', 'AbortError'));
  // Whoever presses Ctrl+C again does not want to wait.
  process.once('SIGINT', () => process.exit(130));
});
// A picture that ends its decoder ends a process that holds nothing else.
const decoder = createDecoderProcess({ script: new URL('./decoder-process.node.js', import.meta.url) });
process.exitCode = await main(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  signal: cancel.signal,
  openPipeline: createPipeline,
  decode: decoder.decode,
  checkPack,
  assets: new URL('../browser/', import.meta.url),
});
decoder.dispose();
