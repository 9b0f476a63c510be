import type { ToolName } from '../../slide-tools.js';
import { ENGLISH_TOOL_WORDS, type ToolWords } from '../../tool-words.js';

/** Words of the tools: their buttons in the panel, and what is written on the slide while one is at work. */
export interface ToolsWords {
  readonly title: string;
  readonly names: Readonly<Record<ToolName, string>>;
  /** What each is for, told on pointing at its button. */
  readonly hints: Readonly<Record<ToolName, string>>;
  /** Without the classes' names, which have words of their own. */
  readonly onSlide: Omit<ToolWords, 'className'>;
}

export const toolsEn: ToolsWords = {
  title: 'On the slide',
  names: {
    add: 'Add cell',
    draw: 'Draw',
    adjust: 'Outline',
    lasso: 'Lasso',
    measure: 'Ruler',
  },
  hints: {
    add: 'Click a cell that was missed: it is found and added.',
    draw: 'Draw around a cell that was not found.',
    adjust: 'Pull the outline of the chosen cell.',
    lasso: 'Draw around cells to choose them together; at any time by a drag with Shift held.',
    measure: 'Measure a length on the slide.',
  },
  onSlide: ENGLISH_TOOL_WORDS,
};

const germanLength = new Intl.NumberFormat('de', { maximumSignificantDigits: 3 });

export const toolsDe: ToolsWords = {
  title: 'Auf dem Präparat',
  names: {
    add: 'Ergänzen',
    draw: 'Zeichnen',
    adjust: 'Umriss',
    lasso: 'Lasso',
    measure: 'Lineal',
  },
  hints: {
    add: 'Eine übersehene Zelle anklicken: Sie wird gefunden und ergänzt.',
    draw: 'Eine Zelle umfahren, die nicht gefunden wurde.',
    adjust: 'Den Umriss der gewählten Zelle ziehen.',
    lasso: 'Zellen umfahren, um sie gemeinsam zu wählen; jederzeit durch Ziehen mit Umschalt.',
    measure: 'Eine Länge auf dem Präparat messen.',
  },
  onSlide: {
    cancel: 'Abbrechen',
    done: 'Fertig',
    keep: 'Behalten',
    close: 'Umriss fertig',
    drawInstead: 'Zeichnen',
    add: 'Eine übersehene Zelle anklicken, oder mit den Pfeiltasten hin und Eingabe. Esc beendet.',
    draw: 'Die Zelle umfahren oder Ecke für Ecke anklicken; Tasten: Pfeile, Leertaste, Eingabe. Esc bricht ab.',
    adjust:
      'Einen Griff ziehen, oder mit Tab zu einem Griff und Pfeiltasten, mit Umschalt schneller. Eingabe behält, Esc bricht ab.',
    lasso: 'Die Zellen umfahren, die gewählt werden sollen, mit Strg zusätzlich. Esc bricht ab.',
    measure: 'Von einem Ende zum anderen ziehen; Tasten: Leertaste, Pfeile, Leertaste. Esc beendet.',
    looking: 'Dort wird gesucht',
    nothingFound: 'Hier wurde nichts gefunden. Noch einmal klicken oder die Zelle selbst zeichnen.',
    added: (name, suggested) =>
      suggested === undefined || suggested === name
        ? `Zelle ergänzt als ${name}. Die Taste ihrer Art benennt sie.`
        : `Zelle ergänzt als ${name}; das Modell sagt ${suggested}. Die Taste ihrer Art benennt sie.`,
    alreadyThere: (name) => `Diese Zelle ist schon da: ${name}.`,
    broughtBack: (name) => `Zelle ergänzt: ${name}. Sie war bisher ausgeblendet.`,
    notOnSlide: 'Das liegt neben dem Präparat. Bitte auf das Präparat klicken.',
    failed: 'Die Modelle konnten dort nicht suchen. Noch einmal versuchen oder die Zelle selbst zeichnen.',
    tooSmall: 'Das ist zu klein für eine Zelle. Bitte die ganze Zelle umfahren.',
    crossesItself: 'Die Linie kreuzt sich. Bitte einmal um die Zelle herum.',
    adjusted: 'Der neue Umriss ist behalten.',
    chooseFirst: 'Erst eine Zelle wählen.',
    handle: (handle, of) => `Griff ${handle} von ${of}`,
    chosen: (count) => (count === 1 ? '1 Zelle gewählt' : `${count} Zellen gewählt`),
    length: (value, unit) => `${germanLength.format(value)} ${unit}`,
  },
};
