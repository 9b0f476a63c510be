import type { KeepingWords } from '../keeping-words.js';

export const keepingDe: KeepingWords = {
  restoring: 'Gespeicherter Arbeitsstand wird gesucht',
  kept: 'Ihr Arbeitsstand wird in diesem Browser gespeichert.',
  restored: (cells, when) => `Wiederhergestellt: ${cells}${when ? ` vom ${when}` : ''}.`,
  restoredHidden: (written) => `${written} ausgeblendet (verworfen oder geringe Konfidenz).`,
  restoredHiddenWhy: 'Ausgeblendet: verworfen oder unter der Mindestkonfidenz.',
  unfinished: (percent) => `Die Analyse wurde bei ${percent} unterbrochen.`,
  elsewhere:
    'Dieses Präparat ist auch in einem anderen Tab geöffnet, der den Arbeitsstand speichert. Änderungen hier werden erst gespeichert, wenn Sie hier weiterarbeiten.',
  takeOver: 'Hier weiterarbeiten',
  full: 'Der Speicherplatz ist erschöpft. Ihre Änderungen werden nicht gespeichert.',
  unavailable:
    'Dieser Browser lässt das Speichern nicht zu, zum Beispiel im privaten Modus. Ihre Änderungen gehen beim Schließen der Seite verloren.',
  unanswered:
    'Der Speicher dieses Browsers antwortet nicht. Ihre Änderungen werden nicht gespeichert und gehen beim Schließen der Seite verloren.',
  wayOut:
    'Speichern Sie unten unter „Export“ eine GeoJSON-Datei. Sie enthält alle Korrekturen und lässt sich wieder öffnen.',
  details: 'Details',
  damaged: (count) =>
    count === 1
      ? 'Ein Teil des gespeicherten Arbeitsstands war beschädigt und konnte nicht wiederhergestellt werden.'
      : `${count} Teile des gespeicherten Arbeitsstands waren beschädigt und konnten nicht wiederhergestellt werden.`,
  otherPacks: (packs) =>
    `Einige dieser Zellen wurden von ${packs} gefunden. Deren Klassen und Ihre Korrekturen bleiben erhalten, fehlen aber bei ähnlichen Zellen, in der Zellkarte und bei der Anpassung an das Labor.`,
  forget: 'Arbeitsstand zu diesem Präparat löschen',
  forgetHint: 'Entfernt alle Zellen und Korrekturen, hier und aus diesem Browser.',
  forgotten:
    'Der Arbeitsstand zu diesem Präparat wurde gelöscht. Er lässt sich wiederherstellen, bis die Seite geschlossen oder ein anderes Präparat geöffnet wird.',
  bringBack: 'Wiederherstellen',
};
