import type { SmearEventMap } from '../dist/types/plugin/elements/shared/events.js';
import type { SmearPanel } from '../dist/types/plugin/elements/panel/smear-panel.js';

/** What a template may set on `<smear-panel>`; the framework decides whether as property or as attribute. */
export type PanelProps = Partial<
  Pick<
    SmearPanel,
    | 'viewer'
    | 'session'
    | 'options'
    | 'assetUrl'
    | 'packUrl'
    | 'overlay'
    | 'side'
    | 'folded'
    | 'width'
    | 'step'
    | 'lang'
  >
> & { 'asset-url'?: string; 'pack-url'?: string };

/** Listeners as React 19 and Svelte 5 write them: `onsmear-ready`. */
export type PanelListeners = {
  [Name in keyof SmearEventMap as `on${Name}`]?: (event: SmearEventMap[Name]) => void;
};
