/** The site as files, for any server. */
export default { output: 'export', distDir: 'dist' };
