import { createApp } from 'vue';
import SlidePage from './SlidePage.vue';

createApp(SlidePage, { address: '/sample/sample.dzi' }).mount('#root');
