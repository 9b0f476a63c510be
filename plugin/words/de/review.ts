import type { ReviewWords } from '../review-words.js';
import type { StepKind } from '../../review/step.js';

export const reviewDe: ReviewWords = {
  title: 'Prüfung',
  empty: 'Hier erscheinen Zellen zur Prüfung, sobald welche gefunden wurden.',
  confirmed: (confirmed, all) => `${confirmed} von ${all} bestätigt`,
  progress: 'Bestätigte Zellen',
  allConfirmed: 'Alle Zellen sind bestätigt.',
  nextDoubtful: 'Nächste unsichere Zelle',
  undo: 'Rückgängig',
  redo: 'Wiederholen',
  step: (kind, count, written, label) => {
    const cells = count === 1 ? '1 Zelle' : `${written} Zellen`;
    const steps: Record<StepKind, string> = {
      analyse: `${cells} aus der Analyse`,
      assign: label ? `${cells} als ${label} klassifiziert` : `${cells} klassifiziert`,
      confirm: `${cells} bestätigt`,
      reject: `${cells} nicht gezählt`,
      restore: `${cells} wieder gezählt`,
      add: `${cells} hinzugefügt`,
      outline: `Umriss von ${cells} angepasst`,
      import: `${cells} importiert`,
      merge: `${cells} aus dem anderen Tab übernommen`,
      teach: `${cells} durch Anpassung neu klassifiziert`,
      clear: `${cells} entfernt`,
      areas: 'Zählbereiche',
    };
    return steps[kind];
  },
  areaStep: (what, name) =>
    ({
      drawn: `„${name}“ gezeichnet`,
      named: `Bereich in „${name}“ umbenannt`,
      removed: `„${name}“ entfernt`,
    })[what],
  reason: (kind, [first = '', second = '']) =>
    ({
      close: `${first} und ${second} sind nahezu gleich wahrscheinlich`,
      finer: `Zwischen ${first} und ${second}`,
      unlike: 'Anders als die Trainingsdaten',
      rebuilt: 'Ungewöhnliches Aussehen für diese Klasse',
      faint: 'Möglicherweise keine Zelle',
    })[kind],
  noReason: 'Kein besonderer Grund, an der Klasse zu zweifeln',
  chosen: (written) => `${written} Zellen ausgewählt`,
  noneChosen: (key) =>
    `${key} zeigt die Zelle, die am dringendsten zu prüfen ist; oder eine im Präparat oder unten auswählen.`,
  confirm: 'Bestätigen',
  reject: 'Keine Zelle',
  restore: 'Wieder zählen',
  status: {
    confirmed: 'bestätigt',
    suggested: 'vorgeschlagen',
    unknown: 'unbekannt',
    rejected: 'nicht gezählt',
  },
  palette: 'Klassen',
  paletteHint: 'Taste oder Schaltfläche drücken, oder Zellen hierher ziehen.',
  call: (name) => `Als ${name} klassifizieren`,
  changeKeys: 'Tasten ändern',
  keysDone: 'Fertig',
  pressKey: (name) => `Eine Taste für ${name} drücken. Esc behält die bisherige.`,
  changeKeysHint: 'Eine Klasse auswählen, dann ihre neue Taste drücken.',
  keyTaken: (key) => `${key} ist bereits belegt. Bitte eine andere Taste drücken.`,
  usualKeys: 'Standardtasten wiederherstellen',
  filter: 'Anzeigen',
  filters: { all: 'Alle', suggested: 'Vorschläge', doubtful: 'Unsicher', unknown: 'Unbekannt' },
  reviewer: 'Geprüft von',
  reviewerHint: 'Wird bei jeder Korrektur gespeichert',
  goOnAs: (name) => `Weiter als ${name}`,
  gallery: {
    label: 'Zellgalerie',
    sort: 'Sortierung',
    sorts: {
      confidence: 'Unsicherste zuerst',
      error: 'Ungewöhnlichste zuerst',
      size: 'Größte zuerst',
      likeness: 'Ähnlichste zuerst',
    },
    compare: 'Mit ausgewählter Zelle vergleichen',
    none: 'Keine passenden Zellen.',
    notCounted: 'Nicht gezählt',
    head: (count, confirmed) => `${count}, ${confirmed} bestätigt`,
    confirmAll: 'Alle bestätigen',
    confirmAllOf: (name) => `Alle bestätigen: ${name}`,
    cell: (name, certainty, status) =>
      [name, certainty, status].filter((part) => part !== undefined).join(', '),
    noPicture: 'Kein Bild',
    selected: (written) => `${written} ausgewählt`,
    menu: 'Diese Zelle klassifizieren',
    alike: 'Nach Ähnlichkeit mit dieser Zelle sortieren',
    larger: 'Galerie vergrößern',
    smaller: 'Zurück zur Seitenleiste',
    hint: 'Mit Umschalt oder Strg mehrere auswählen. Zwischen den Zellen oder mit Umschalt ziehen, um mit einem Rechteck auszuwählen.',
  },
};
