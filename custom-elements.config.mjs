/** What editors read of the panel: its attributes, properties and events. */
export default {
  globs: ['plugin/elements/panel/smear-panel.ts', 'plugin/elements/shared/smear-element.ts'],
  outdir: 'dist',
  litelement: true,
  packagejson: false,
};
