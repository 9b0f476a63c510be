import type { ReviewWords } from '../review-words.js';
import type { StepKind } from '../../review/step.js';

export const reviewDe: ReviewWords = {
  title: 'Prüfung',
  empty: 'Die Zellen erscheinen hier zur Prüfung, sobald sie gefunden wurden.',
  confirmed: (confirmed, all) => `${confirmed} von ${all} bestätigt`,
  progress: 'Bestätigte Zellen',
  noneLeft: 'Alle Zellen sind bestätigt. Weiter mit „Zählen“ und „Export“.',
  doubtfulHint:
    'Unsicher: nach dem Zweifel der Modelle einen zweiten Blick wert; Ähnlichkeit und Aussehen zählen neben dem Prozentwert.',
  allConfirmed: 'Alle Zellen sind bestätigt.',
  allCountedConfirmed: 'Alle gezählten Zellen sind bestätigt.',
  nextDoubtful: 'Nächste unsichere Zelle',
  nextUnconfirmed: 'Nächste unbestätigte Zelle',
  doubtfulLeft: (count, written) =>
    count === 0 ? 'keine unsicheren Zellen mehr' : `noch ${written} unsicher`,
  nextUnconfirmedCells: (written) => `Weiter: ${written} offen`,
  nextStep: (key) => `Weiter: „Zählen“ (${key})`,
  undo: 'Rückgängig',
  redo: 'Wiederholen',
  step: (kind, count, written, label) => {
    const cells = count === 1 ? '1 Zelle' : `${written} Zellen`;
    const steps: Record<StepKind, string> = {
      analyse: `${cells} gefunden`,
      assign: label ? `${cells} als ${label} klassifiziert` : `${cells} klassifiziert`,
      confirm: `${cells} bestätigt`,
      reject: `${cells} verworfen`,
      restore: `${cells} wiederhergestellt`,
      add: `${cells} ergänzt`,
      comment: `Bemerkung zu ${cells}`,
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
      close: `${first} oder ${second}`,
      finer: `Zwischen ${first} und ${second}`,
      unlike: 'Untypisch für die Trainingsdaten',
      rebuilt: 'Ungewöhnliches Aussehen für diese Klasse',
      faint: 'Möglicherweise keine Zelle',
    })[kind],
  noReason: 'Kein Hinweis auf eine Fehlklassifikation',
  chosen: (written) => `${written} Zellen ausgewählt`,
  noneChosen: (key) =>
    `Mit ${key} zur nächsten unsicheren Zelle, oder eine Zelle im Präparat oder unten auswählen.`,
  confirm: 'Bestätigen',
  reject: 'Verwerfen',
  restore: 'Wiederherstellen',
  status: {
    confirmed: 'bestätigt',
    suggested: 'unbestätigt',
    unknown: 'unbekannt',
    rejected: 'verworfen',
  },
  palette: 'Klassen',
  paletteHint: 'Taste drücken oder Klasse anklicken.',
  signed: (by) =>
    `Freigegeben von ${by}. Um eine Klasse zu ändern, die Zählung unter „Export“ wieder öffnen.`,
  call: (name) => `Als ${name} klassifizieren`,
  changeKeys: 'Tasten ändern',
  keysDone: 'Fertig',
  pressKey: (name) => `Eine Taste für ${name} drücken. Esc behält die bisherige bei.`,
  changeKeysHint: 'Eine Klasse auswählen, dann ihre neue Taste drücken.',
  keyTaken: (key) => `${key} ist bereits belegt. Bitte eine andere Taste drücken.`,
  usualKeys: 'Standardtasten wiederherstellen',
  filter: 'Anzeigen',
  pane: 'Unter den Klassen',
  panes: { gallery: 'Galerie', cell: 'Details', alike: 'Ähnliche' },
  filters: {
    all: 'Alle',
    suggested: 'Unbestätigt',
    doubtful: 'Unsicher',
    unknown: 'Unbekannt',
    commented: 'Mit Bemerkung',
  },
  reviewer: 'Geprüft von',
  reviewerName: 'Ihr Name',
  reviewerHint: 'Wird ab jetzt mit jeder Korrektur gespeichert',
  reviewerWanted: 'Wer prüft? Noch wird kein Name gespeichert.',
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
    notCounted: 'Verworfen',
    head: (count, confirmed) => `${count}, ${confirmed} bestätigt`,
    confirmAll: 'Alle bestätigen',
    confirmShort: '✓ Alle',
    confirmAllOf: (name) => `Alle bestätigen: ${name}`,
    cell: (name, certainty, status, comment) =>
      [name, certainty, status, comment && `Bemerkung: ${comment}`].filter(Boolean).join(', '),
    noPicture: 'Kein Bild',
    selected: (written) => `${written} ausgewählt`,
    menu: 'Diese Zelle klassifizieren',
    alike: 'Nach Ähnlichkeit mit dieser Zelle sortieren',
    tooLow: (key) =>
      `Für die Galerie ist dieses Fenster hier zu niedrig. ${key} öffnet sie über dem Präparat.`,
    larger: 'Galerie vergrößern',
    smaller: 'Zurück zur Seitenleiste',
    hint: 'Mit Umschalt oder Strg mehrere Zellen auswählen. Für eine Rechteckauswahl von einer freien Stelle aus oder mit gedrückter Umschalttaste ziehen. + und − ändern die Größe der Bilder.',
  },
};
