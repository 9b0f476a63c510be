// Starts the inference worker from its TypeScript source, for tests that run without a build.
import { register } from 'tsx/esm/api';

register();
await import('../../plugin/worker/inference-worker.node.ts');
