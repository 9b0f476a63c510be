import type { SmearErrorCode } from '../../plugin/index.js';

/** Keys that work in one place or state. */
export interface KeyGroup {
  readonly title: string;
  readonly keys: readonly (readonly [key: string, meaning: string])[];
}

/** Everything the page itself says; the panel brings its own words. */
export interface ShellWords {
  readonly language: string;
  /** Texts and labels that `data-text` and `data-label` in the page ask for by name. */
  readonly page: Readonly<Record<string, string>>;
  readonly opening: (name: string) => string;
  readonly sample: string;
  readonly dismiss: string;
  readonly keyGroups: readonly KeyGroup[];
  /** Where an error has no title of its own. */
  readonly failed: string;
  readonly titles: Partial<Record<SmearErrorCode, string>>;
  /** What to do, in languages other than that of the error messages; those say it themselves. */
  readonly advice?: Partial<Record<SmearErrorCode, string>>;
  /** What stays as it was. */
  readonly kept: (name: string) => string;
}

const en: ShellWords = {
  language: 'en',
  page: {
    purpose: 'For research. Not for diagnosis.',
    open: 'Open slide…',
    language: 'Language',
    theme: 'Light or dark',
    keys: 'Keys',
    controls: 'View',
    zoomIn: 'Zoom in',
    zoomOut: 'Zoom out',
    whole: 'Show all of the slide',
    fullScreen: 'Full screen',
    empty: 'No slide is open. Open one, or drop a file here.',
    drop: 'Drop the slide to open it',
    openTitle: 'Open a slide',
    openHint: 'TIFF, SVS, PNG or JPEG. The file stays on this computer.',
    chooseFile: 'Choose a file…',
    address: 'or the address of a DZI, IIIF, TIFF, SVS, PNG or JPEG',
    openAddress: 'Open address',
    cancel: 'Cancel',
    close: 'Close',
  },
  opening: (name) => `Opening ${name} …`,
  sample: 'Sample slide',
  dismiss: 'Close this message',
  keyGroups: [
    {
      title: 'On the slide',
      keys: [
        ['← ↑ → ↓', 'move the slide'],
        ['+ −', 'zoom in and out'],
        ['Home', 'all of the slide'],
        ['.', 'turn right'],
        [',', 'turn left'],
        [';', 'mirror'],
        ['H', 'hold to see the plain cells'],
        ['M', 'measure a length'],
      ],
    },
    {
      title: 'The cells',
      keys: [
        ['D', 'next doubtful cell'],
        ['N', 'next cell'],
        ['P', 'previous cell'],
        ['A', 'add cells that were missed'],
        ['Shift + drag', 'choose all cells in an outline'],
        ['Ctrl Z', 'undo'],
        ['Ctrl Y', 'redo; also Ctrl Shift Z'],
        ['Esc', 'put the tool away, or let go of the cells'],
      ],
    },
    {
      title: 'With cells chosen',
      keys: [
        ['0–9, letters', 'call it so: each name in the panel shows its key, and it can be changed there'],
        ['Enter', 'confirm; one cell on the slide leads to the next doubtful one'],
        ['Del', 'not a cell; also Backspace'],
        ['Ins', 'count it again'],
        ['O', 'adjust the outline of the one cell chosen'],
      ],
    },
    {
      title: 'In the pictures of the cells',
      keys: [
        ['← ↑ → ↓', 'go from cell to cell; with Shift, choose a stretch'],
        ['Page ↑ ↓', 'a page up or down'],
        ['Home, End', 'start or end of the row; with Ctrl, of all cells'],
        ['Space', 'choose one more, or let go of it'],
        ['Ctrl A', 'choose all that count'],
      ],
    },
  ],
  failed: 'The slide could not be opened',
  titles: {
    'slide-not-found': 'The slide is not there',
    'slide-forbidden': 'The server does not let this page read the slide',
    'slide-no-range': 'The server sends slides only as a whole',
    'slide-unreadable': 'The slide cannot be read',
    'slide-unsupported': 'This kind of slide is not supported',
    network: 'The connection failed',
  },
  kept: (name) => `${name} stays open.`,
};

const de: ShellWords = {
  language: 'de',
  page: {
    purpose: 'Für die Forschung. Nicht zur Diagnose.',
    open: 'Präparat öffnen …',
    language: 'Sprache',
    theme: 'Hell oder dunkel',
    keys: 'Tasten',
    controls: 'Ansicht',
    zoomIn: 'Vergrößern',
    zoomOut: 'Verkleinern',
    whole: 'Alles zeigen',
    fullScreen: 'Vollbild',
    empty: 'Kein Präparat ist offen. Öffnen Sie eines oder legen Sie eine Datei hier ab.',
    drop: 'Zum Öffnen hier ablegen',
    openTitle: 'Ein Präparat öffnen',
    openHint: 'TIFF, SVS, PNG oder JPEG. Die Datei bleibt auf diesem Rechner.',
    chooseFile: 'Datei wählen …',
    address: 'oder die Adresse einer DZI-, IIIF-, TIFF-, SVS-, PNG- oder JPEG-Datei',
    openAddress: 'Adresse öffnen',
    cancel: 'Abbrechen',
    close: 'Schließen',
  },
  opening: (name) => `${name} wird geöffnet …`,
  sample: 'Beispielpräparat',
  dismiss: 'Meldung schließen',
  keyGroups: [
    {
      title: 'Auf dem Präparat',
      keys: [
        ['← ↑ → ↓', 'Präparat verschieben'],
        ['+ −', 'vergrößern und verkleinern'],
        ['Pos1', 'ganzes Präparat'],
        ['.', 'nach rechts drehen'],
        [',', 'nach links drehen'],
        [';', 'spiegeln'],
        ['H', 'halten, um die Zellen ohne Zeichnung zu sehen'],
        ['M', 'eine Länge messen'],
      ],
    },
    {
      title: 'Die Zellen',
      keys: [
        ['D', 'nächste zweifelhafte Zelle'],
        ['N', 'nächste Zelle'],
        ['P', 'vorige Zelle'],
        ['A', 'übersehene Zellen hinzufügen'],
        ['Umschalt + Ziehen', 'alle Zellen in einem Umriss wählen'],
        ['Strg Z', 'rückgängig'],
        ['Strg Y', 'wiederholen; auch Strg Umschalt Z'],
        ['Esc', 'Werkzeug weglegen oder Zellen loslassen'],
      ],
    },
    {
      title: 'Mit gewählten Zellen',
      keys: [
        [
          '0–9, Buchstaben',
          'so nennen: Jeder Name in der Leiste zeigt seine Taste, dort lässt sie sich auch ändern',
        ],
        ['Enter', 'bestätigen; eine einzelne im Präparat führt zur nächsten zweifelhaften'],
        ['Entf', 'keine Zelle; auch Rücktaste'],
        ['Einfg', 'wieder zählen'],
        ['O', 'Umriss der einen gewählten Zelle anpassen'],
      ],
    },
    {
      title: 'In den Bildern der Zellen',
      keys: [
        ['← ↑ → ↓', 'von Zelle zu Zelle; mit Umschalt eine Strecke wählen'],
        ['Bild ↑ ↓', 'eine Seite zurück oder vor'],
        ['Pos1, Ende', 'Anfang oder Ende der Reihe; mit Strg aller Zellen'],
        ['Leertaste', 'eine dazu wählen oder loslassen'],
        ['Strg A', 'alle wählen, die zählen'],
      ],
    },
  ],
  failed: 'Das Präparat ließ sich nicht öffnen',
  titles: {
    'slide-not-found': 'Das Präparat ist nicht da',
    'slide-forbidden': 'Der Server lässt diese Seite das Präparat nicht lesen',
    'slide-no-range': 'Der Server gibt Präparate nur als Ganzes heraus',
    'slide-unreadable': 'Das Präparat ist nicht lesbar',
    'slide-unsupported': 'Diese Art von Präparat wird nicht unterstützt',
    network: 'Die Verbindung ist gescheitert',
  },
  advice: {
    'slide-not-found': 'Prüfen Sie die Adresse oder fragen Sie, wer den Server betreibt.',
    'slide-forbidden': 'Wer den Server betreibt, kann es dieser Seite mit einem CORS-Eintrag erlauben.',
    'slide-no-range':
      'Wer den Server betreibt, kann Teilabrufe erlauben; oder laden Sie das Präparat und legen Sie die Datei hier ab.',
    'slide-unreadable': 'Die Datei scheint beschädigt oder kein Bild zu sein. Holen Sie sie noch einmal.',
    'slide-unsupported': 'Lesbar sind TIFF, SVS und OME-TIFF mit JPEG, DZI, IIIF, PNG und JPEG.',
    network: 'Prüfen Sie das Netz und versuchen Sie es noch einmal.',
  },
  kept: (name) => `${name} bleibt offen.`,
};

/** The words for a language tag (`de-AT` takes German); English where there are none. */
export function wordsFor(tag: string): ShellWords {
  return tag.toLowerCase().startsWith('de') ? de : en;
}
