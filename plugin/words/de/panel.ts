import type { PanelWords, ShowWords } from '../panel-words.js';

export const panelDe: PanelWords = {
  label: 'Ausstrich-Analyse',
  fold: 'Seitenleiste einklappen',
  unfold: 'Seitenleiste ausklappen',
  resize: 'Breite der Seitenleiste',
  stepsLabel: 'Schritte',
  steps: { find: 'Finden', review: 'Prüfen', count: 'Zählen', export: 'Export', more: 'Mehr' },
  left: (written) => `noch ${written}`,
  allReviewed: 'fertig',
  counted: (counted, of) => `${counted}/${of} Leuk.`,
  exported: {
    none: 'noch nicht',
    current: 'exportiert',
    outdated: 'geändert',
    signed: 'freigegeben',
    signedCurrent: 'freigegeben, exportiert',
  },
  notDiagnostic: 'Nur für Forschungszwecke. Nicht für die Diagnostik.',
};

export const showDe: ShowWords = {
  title: 'Anzeige',
  overlay: 'Überlagerung',
  labels: 'Umrisse',
  heatmap: 'Heatmap',
  both: 'Beides',
  none: 'Keine',
  peek: (key) => `${key} gedrückt halten, um nur die Zellen zu sehen.`,
  threshold: 'Mindestkonfidenz',
  thresholdHint:
    'Nach links schieben, um mehr Zellen anzuzeigen, nach rechts, um nur die sichersten anzuzeigen.',
  atLeast: (percent) => `mindestens ${percent}`,
  legend: 'Rekonstruktionsfehler',
  ringLegend:
    'Zellen, die für eine Karte zu klein sind, haben einen Ring in denselben Farben, nach ihrem Fehler im Ganzen:',
  typical: 'typisch für die Trainingsdaten',
  unusual: 'ihnen unähnlich',
  legendHint: 'Farbunterschied zwischen Zelle und Rekonstruktion, in Prozent des Wertebereichs',
};
