/** `smearlens/svelte`: defines the elements, as `smearlens/define` does, and tells Svelte 5 of `<smear-panel>`. */
import type { HTMLAttributes } from 'svelte/elements';
import type { SmearPanel } from '../dist/types/plugin/elements/panel/smear-panel.js';
import type { PanelListeners, PanelProps } from './panel-props.js';

export {};

declare module 'svelte/elements' {
  interface SvelteHTMLElements {
    'smear-panel': Omit<HTMLAttributes<SmearPanel>, keyof PanelProps> & PanelProps & PanelListeners;
  }
}
