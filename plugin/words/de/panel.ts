import type { PanelWords, ShowWords } from '../panel-words.js';

export const panelDe: PanelWords = {
  label: 'Ausstrich-Analyse',
  fold: 'Seitenleiste einklappen',
  unfold: 'Seitenleiste ausklappen',
  resize: 'Breite der Seitenleiste',
  notDiagnostic: 'Nur für Forschungszwecke. Nicht für die Diagnostik.',
};

export const showDe: ShowWords = {
  title: 'Anzeige',
  overlay: 'Überlagerung',
  labels: 'Umrisse',
  heatmap: 'Heatmap',
  both: 'Beides',
  none: 'Keine',
  peek: (key) => `${key} gedrückt halten, um die Heatmap auszublenden.`,
  threshold: 'Mindestkonfidenz',
  thresholdHint: 'Nach links: mehr Zellen; nach rechts: nur die sichersten.',
  atLeast: (percent) => `mindestens ${percent}`,
  legend: 'Rekonstruktionsfehler',
  legendHint: 'Farbabstand zwischen Zelle und Rekonstruktion, in Prozent des Wertebereichs',
};
