import OpenSeadragon from 'openseadragon';
import 'smearlens/define';

const viewer = OpenSeadragon({
  id: 'viewer',
  tileSources: '/sample/sample.dzi',
  crossOriginPolicy: 'Anonymous',
  showNavigationControl: false,
});
const panel = document.createElement('smear-panel');
panel.options = { openSeadragon: OpenSeadragon, keep: false };
panel.viewer = viewer;
document.querySelector('main').append(panel);
