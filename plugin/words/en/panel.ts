import type { PanelWords, ShowWords } from '../panel-words.js';

export const panelEn: PanelWords = {
  label: 'Smear analysis',
  fold: 'Collapse panel',
  unfold: 'Expand panel',
  resize: 'Panel width',
  notDiagnostic: 'For research use only. Not for diagnostic procedures.',
};

export const showEn: ShowWords = {
  title: 'Display',
  overlay: 'Overlay',
  labels: 'Outlines',
  heatmap: 'Heat map',
  both: 'Both',
  none: 'None',
  peek: (key) => `Hold ${key} to hide the heat map.`,
  threshold: 'Minimum confidence',
  thresholdHint: 'Move left to show more cells, right to show only the most certain.',
  atLeast: (percent) => `at least ${percent}`,
  legend: 'Reconstruction error',
  legendHint: 'Colour difference between the cell and its reconstruction, in percent of full scale',
};
