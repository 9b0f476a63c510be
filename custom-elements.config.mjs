/** A member of a class as the manifest has it. */
const isPublic = ({ name, privacy, inheritedFrom }) =>
  !name.startsWith('#') && (privacy ?? 'public') === 'public' && inheritedFrom?.name !== 'LitElement';

/** What editors read of the panel: its attributes, properties and events. */
export default {
  globs: ['plugin/elements/panel/smear-panel.ts', 'plugin/elements/shared/smear-element.ts'],
  outdir: 'dist',
  litelement: true,
  packagejson: false,
  plugins: [
    {
      name: 'public-members-only',
      packageLinkPhase({ customElementsManifest }) {
        for (const { declarations = [] } of customElementsManifest.modules)
          for (const declaration of declarations) declaration.members = declaration.members?.filter(isPublic);
      },
    },
  ],
};
