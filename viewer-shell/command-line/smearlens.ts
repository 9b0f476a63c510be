#!/usr/bin/env node
import { setFlagsFromString } from 'node:v8';
import { openStorage } from '../storage/storage.js';
import { checkPack, createDecoderProcess, createPipeline } from '../../plugin/node-entry.js';
import { endProcess } from './exit-code.js';
import { main } from './main.js';

// A tile is megabytes of arrays on a heap of a few: once that holds 8 MB, V8 begins to mark it for nearly every tile. It
// does so in small steps for pages that must not stop; here nobody watches, and a collection when memory asks for one
// takes a tenth less of the processors.
setFlagsFromString('--no-incremental-marking');

const cancel = new AbortController();
const stop = (): void => cancel.abort(new DOMException('Cancelled.', 'AbortError'));
// Schedulers stop a job with SIGTERM.
process.once('SIGTERM', stop);
process.once('SIGINT', () => {
  stop();
  // Whoever presses Ctrl+C again does not want to wait.
  process.once('SIGINT', () => process.exit(130));
});
// A picture that ends its decoder ends a process that holds nothing else.
const decoder = createDecoderProcess({ script: new URL('./decoder-process.node.js', import.meta.url) });
const code = await main(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  signal: cancel.signal,
  openPipeline: createPipeline,
  storage: openStorage({ decode: decoder.decode }),
  checkPack,
  assets: new URL('../browser/', import.meta.url),
});
await decoder.dispose();
await endProcess(code);
