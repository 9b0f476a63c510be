import type { OverlayMode } from './session.js';

const OVERLAY_MODES: readonly OverlayMode[] = ['labels', 'heatmap', 'both', 'none'];

/** The mode of this name; `undefined` for what is none. */
export function knownOverlay(name: unknown): OverlayMode | undefined {
  return OVERLAY_MODES.find((mode) => mode === name);
}
