const viewer = OpenSeadragon({
  id: 'viewer',
  tileSources: '/sample/sample.dzi',
  crossOriginPolicy: 'Anonymous',
  showNavigationControl: false,
});
Object.assign(document.querySelector('smear-panel'), {
  options: { openSeadragon: OpenSeadragon, keep: false },
  viewer,
});
