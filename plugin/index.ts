/**
 * The panel and the session behind it. Defines no element by itself: `smearlens/define` does.
 *
 * @module smearlens
 */
export * from './session-entry.js';
export type { SmearEventMap } from './elements/shared/events.js';
export { SmearPanel } from './elements/panel/smear-panel.js';
