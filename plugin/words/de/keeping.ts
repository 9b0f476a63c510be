import type { KeepingWords } from '../keeping-words.js';

export const keepingDe: KeepingWords = {
  restoring: 'Gespeicherte Arbeit an diesem Präparat wird gesucht',
  kept: 'Ihre Arbeit wird in diesem Browser gespeichert.',
  restored: (cells, when) =>
    `Gespeicherte Arbeit wiederhergestellt: ${cells}${when ? `, zuletzt geändert ${when}` : ''}.`,
  restoredShown: (count, written) => `Davon ${count === 1 ? 'ist' : 'sind'} ${written} zu sehen.`,
  elsewhere:
    'Dieses Präparat ist auch in einem anderen Tab geöffnet, der die Arbeit speichert. Änderungen hier werden erst gespeichert, wenn Sie hier weiterarbeiten.',
  takeOver: 'Hier weiterarbeiten',
  full: 'Der Speicherplatz ist erschöpft: Ihre Änderungen werden nicht gespeichert.',
  unavailable:
    'Dieser Browser lässt das Speichern hier nicht zu, zum Beispiel im privaten Modus: Ihre Änderungen gehen beim Schließen der Seite verloren.',
  wayOut:
    'Speichern Sie unten unter „Export“ eine GeoJSON-Datei. Sie enthält alle Korrekturen und lässt sich wieder öffnen.',
  details: 'Einzelheiten',
  damaged: (count) =>
    count === 1
      ? 'Ein Teil der gespeicherten Arbeit war beschädigt und konnte nicht wiederhergestellt werden.'
      : `${count} Teile der gespeicherten Arbeit waren beschädigt und konnten nicht wiederhergestellt werden.`,
  otherPacks: (packs) =>
    `Einige dieser Zellen wurden von ${packs} gefunden. Ihre Klassen und Korrekturen bleiben erhalten; Ähnlichkeitssuche, Zellkarte und Anpassung an das Labor berücksichtigen sie nicht.`,
  forget: 'Arbeit an diesem Präparat löschen',
  forgetHint: 'Entfernt alle Zellen und Korrekturen, hier und aus diesem Browser.',
  forgotten:
    'Die Arbeit an diesem Präparat wurde gelöscht. Sie lässt sich wiederherstellen, bis die Seite geschlossen oder ein anderes Präparat geöffnet wird.',
  bringBack: 'Wiederherstellen',
};
