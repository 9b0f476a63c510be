import type { PanelWords, ShowWords } from '../panel-words.js';

export const panelEn: PanelWords = {
  label: 'Smear analysis',
  fold: 'Collapse panel',
  unfold: 'Expand panel',
  resize: 'Panel width',
  stepsLabel: 'Steps',
  steps: { find: 'Find', review: 'Review', count: 'Count', export: 'Export', more: 'More' },
  left: (written) => `${written} left`,
  allReviewed: 'all done',
  counted: (counted, of) => `${counted}/${of} WBC`,
  exported: {
    none: 'not yet',
    current: 'exported',
    outdated: 'changed',
    signed: 'signed off',
    signedCurrent: 'signed off, exported',
  },
  notDiagnostic: 'For research use only. Not for diagnostic procedures.',
};

export const showEn: ShowWords = {
  title: 'Display',
  overlay: 'Overlay',
  labels: 'Outlines',
  heatmap: 'Heat map',
  both: 'Both',
  none: 'None',
  peek: (key) => `Hold ${key} to see the cells alone.`,
  threshold: 'Minimum confidence',
  thresholdHint: 'Move left to show more cells, right to show only the most certain.',
  atLeast: (percent) => `at least ${percent}`,
  legend: 'Reconstruction error',
  ringLegend: 'Cells too small for a map have a ring in the same colours, by their error as a whole:',
  typical: 'typical of the training data',
  unusual: 'unlike it',
  legendHint: 'Colour difference between the cell and its reconstruction, in percent of full scale',
};
