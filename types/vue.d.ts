/** `smearlens/vue`: defines the elements, as `smearlens/define` does, and tells templates of `<smear-panel>`. */
import type { HTMLAttributes } from 'vue';
import type { SmearEventMap } from '../dist/types/plugin/elements/shared/events.js';
import type { PanelProps } from './panel-props.js';

export {};

/** Vue writes `@smear-ready`, and its compiler reads that as `onSmearReady`. */
type Camel<Name extends string> = Name extends `${infer Head}-${infer Tail}`
  ? `${Capitalize<Head>}${Camel<Tail>}`
  : Capitalize<Name>;
type Listeners = {
  [Name in keyof SmearEventMap as `on${Camel<Name>}`]?: (event: SmearEventMap[Name]) => void;
};

declare module 'vue' {
  interface GlobalComponents {
    'smear-panel': new () => { $props: Omit<HTMLAttributes, keyof PanelProps> & PanelProps & Listeners };
  }
}
