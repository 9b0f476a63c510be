/** `smearlens/react`: defines the elements, as `smearlens/define` does, and tells JSX of `<smear-panel>` (React 19). */
import type { DetailedHTMLProps, HTMLAttributes } from 'react';
import type { SmearPanel } from '../dist/types/plugin/elements/panel/smear-panel.js';
import type { PanelListeners, PanelProps } from './panel-props.js';

export {};

declare module 'react' {
  // eslint-disable-next-line no-restricted-syntax -- React has JSX so
  namespace JSX {
    interface IntrinsicElements {
      'smear-panel': Omit<DetailedHTMLProps<HTMLAttributes<SmearPanel>, SmearPanel>, keyof PanelProps> &
        PanelProps &
        PanelListeners;
    }
  }
}
