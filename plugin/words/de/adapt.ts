import type { AdaptWords } from '../adapt-words.js';

export const adaptDe: AdaptWords = {
  title: 'An dieses Labor anpassen',
  hint: 'Passt den Klassifikator an die Zellen an, die Sie bestätigt haben. Sie sehen alle Änderungen, bevor Sie sie übernehmen.',
  confirmed: 'Bestätigt',
  of: (count, needed) => `${count} von ${needed} erforderlichen`,
  enough: 'ausreichend',
  needs: (cells, kinds) =>
    `Bestätigen Sie mindestens je ${cells} Zellen von ${kinds} Klassen. Andere Klassen bleiben unverändert.`,
  noneConfirmed: 'Es wurden noch keine Zellen bestätigt.',
  show: 'Vorschau anzeigen',
  cancel: 'Abbrechen',
  busy: 'Klassifikator wird angepasst',
  active: 'Ein an dieses Labor angepasster Klassifikator ist aktiv, auch für spätere Analysen.',
  packAlone: 'Der ursprüngliche Klassifikator ist aktiv.',
  takeBack: 'Ursprünglichen Klassifikator wiederherstellen',
  save: 'Angepassten Klassifikator speichern',
  load: 'Klassifikator laden',
  loadLabel: 'Angepassten Klassifikator aus einer Datei laden',
  fileName: 'labor.json',
  preview: 'Vorschau der Änderungen',
  agreement: (before, after) => `Übereinstimmung mit Ihnen: vorher ${before}, nachher ${after}`,
  agreementHint: (count) =>
    `Bei ${count} bestätigten Zellen, jede aus den übrigen vorhergesagt (Kreuzvalidierung).`,
  kind: 'Zellklasse',
  before: 'Vorher',
  after: 'Nachher',
  changes: (count, written) =>
    count === 1
      ? '1 unbestätigte Zelle wechselt die Klasse'
      : `${written} unbestätigte Zellen wechseln die Klasse`,
  noChange: 'Keine unbestätigte Zelle wechselt die Klasse.',
  worse: 'Die Übereinstimmung wäre geringer als jetzt. Bestätigen Sie zuerst mehr Zellen.',
  from: 'Von',
  to: 'Nach',
  cells: 'Zellen',
  leftOut: (count, written) =>
    count === 1
      ? '1 bestätigte Zelle wurde nicht verwendet: von Hand gezeichnet oder von einer Klasse, die das Modell nicht kennt.'
      : `${written} bestätigte Zellen wurden nicht verwendet: von Hand gezeichnet oder von einer Klasse, die das Modell nicht kennt.`,
  untouched: 'Von Ihnen bestätigte Zellen werden nicht verändert.',
  accept: 'Übernehmen',
  discard: 'Verwerfen',
};
