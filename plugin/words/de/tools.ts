import type { ToolsWords } from '../tools-words.js';

const germanLength = new Intl.NumberFormat('de', { maximumSignificantDigits: 3 });

export const toolsDe: ToolsWords = {
  title: 'Werkzeuge',
  names: {
    add: 'Ergänzen',
    draw: 'Zeichnen',
    adjust: 'Umriss',
    lasso: 'Lasso',
    measure: 'Messen',
  },
  hints: {
    add: 'Eine übersehene Zelle anklicken: Sie wird erkannt und ergänzt.',
    draw: 'Den Umriss einer nicht gefundenen Zelle zeichnen.',
    adjust: 'Den Umriss der ausgewählten Zelle anpassen.',
    lasso: 'Zellen umfahren, um sie auszuwählen, oder mit gedrückter Umschalttaste ziehen.',
    measure: 'Eine Strecke im Präparat messen.',
  },
  onSlide: {
    cancel: 'Abbrechen',
    done: 'Fertig',
    keep: 'Übernehmen',
    close: 'Umriss schließen',
    drawInstead: 'Umriss zeichnen',
    add: 'Eine übersehene Zelle anklicken oder mit den Pfeiltasten ansteuern und Enter drücken. Esc schließt das Werkzeug.',
    draw: 'Die Zelle umfahren oder Ecke für Ecke anklicken. Tasten: Pfeile, Leertaste, Enter. Esc bricht ab.',
    adjust:
      'Einen Anfasser ziehen oder mit Tab wählen und mit den Pfeiltasten bewegen (Umschalt: schneller). Enter übernimmt, Esc bricht ab.',
    lasso: 'Die auszuwählenden Zellen umfahren; mit Strg zur Auswahl hinzufügen. Esc bricht ab.',
    measure:
      'Von einem Ende zum anderen ziehen. Tasten: Leertaste, Pfeile, Leertaste. Esc schließt das Werkzeug.',
    looking: 'Zelle wird gesucht',
    nothingFound: 'Hier wurde keine Zelle gefunden. Erneut klicken oder den Umriss zeichnen.',
    added: (name, suggested) =>
      suggested === undefined || suggested === name
        ? `Zelle als ${name} ergänzt. Mit einer Klassentaste ändern.`
        : `Zelle als ${name} ergänzt; das Modell schlägt ${suggested} vor. Mit einer Klassentaste ändern.`,
    alreadyThere: (name) => `Diese Zelle wurde bereits gefunden: ${name}.`,
    broughtBack: (name) => `Zelle wieder eingeblendet: ${name}.`,
    notOnSlide: 'Diese Stelle liegt außerhalb des Präparats. Bitte in das Präparat klicken.',
    failed: 'Die Suche ist hier fehlgeschlagen. Erneut versuchen oder den Umriss selbst zeichnen.',
    tooSmall: 'Das ist zu klein für eine Zelle. Bitte die ganze Zelle umfahren.',
    crossesItself: 'Der Umriss überschneidet sich selbst. Bitte die Zelle einmal umfahren.',
    adjusted: 'Umriss aktualisiert.',
    chooseFirst: 'Zuerst eine Zelle auswählen.',
    handle: (handle, of) => `Anfasser ${handle} von ${of}`,
    chosen: (count) => (count === 1 ? '1 Zelle ausgewählt' : `${count} Zellen ausgewählt`),
    length: (value, unit) => `${germanLength.format(value)} ${unit}`,
  },
};
