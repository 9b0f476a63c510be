/** `smearlens.js`: everything in one classic script for pages without a bundler, as the global `Smearlens`. */
import './define.js';
export * from './index.js';
