import type { SmearErrorCode } from '../../plugin/index.js';

/** Everything the page itself says; the panel brings its own words. */
export interface ShellWords {
  readonly language: string;
  /** Texts and labels that `data-text` and `data-label` in the page ask for by name. */
  readonly page: Readonly<Record<string, string>>;
  readonly opening: (name: string) => string;
  readonly sample: string;
  /** A file of several pictures, and how many it holds. */
  readonly severalPages: (name: string, pages: number) => string;
  readonly pageNumber: (page: number) => string;
  /** A slide that is one picture of its file. */
  readonly pageOf: (name: string, page: number) => string;
  readonly dismiss: string;
  /** Where an error has no title of its own. */
  readonly failed: string;
  readonly titles: Partial<Record<SmearErrorCode, string>>;
  /** What to do, in languages other than that of the error messages; those say it themselves. */
  readonly advice?: Partial<Record<SmearErrorCode, string>>;
  /** Of slides that were worked on before. */
  readonly earlier: {
    readonly title: string;
    /** `line`: the slide worked on last. */
    readonly hint: (line: string) => string;
    /** Cells in all, and those left; `left` is empty where there are none. */
    readonly cells: (all: string, left: string) => string;
    readonly signed: (by: string) => string;
    readonly changed: (at: string) => string;
  };
  /** What stays as it was. */
  readonly kept: (name: string) => string;
}

const en: ShellWords = {
  language: 'en',
  page: {
    purpose: 'For research use only. Not for diagnostic procedures.',
    open: 'Open slide…',
    language: 'Language',
    theme: 'Switch between light and dark',
    keys: 'Keyboard shortcuts',
    controls: 'View',
    zoomIn: 'Zoom in',
    zoomOut: 'Zoom out',
    whole: 'Show the whole slide',
    overview: 'Keep the overview on view',
    fullScreen: 'Full screen',
    empty: 'No slide is open. Open one or drop a file here.',
    drop: 'Drop the slide to open it',
    openTitle: 'Open a slide',
    knownSlides: 'Open directly',
    openHint: 'TIFF, SVS, PNG or JPEG. The file does not leave this computer.',
    chooseFile: 'Choose a file…',
    earlierWork: 'Saved work, which comes back with its slide',
    address: 'Or enter a web address (DZI, IIIF, TIFF, SVS, PNG or JPEG)',
    openAddress: 'Open address',
    pageTitle: 'Which picture?',
    page: 'Picture',
    openPage: 'Open',
    cancel: 'Cancel',
    close: 'Close',
  },
  opening: (name) => `Opening ${name} …`,
  sample: 'Sample slide',
  severalPages: (name, pages) =>
    `${name} holds ${pages} pictures of about one size: fields or focus planes. Each is a slide of its own.`,
  pageNumber: (page) => `Picture ${page}`,
  pageOf: (name, page) => `${name}, picture ${page}`,
  dismiss: 'Close this message',
  failed: 'The slide could not be opened',
  titles: {
    'slide-not-found': 'The slide was not found',
    'slide-forbidden': 'The server does not allow this page to read the slide',
    'slide-no-range': 'The server does not support range requests',
    'slide-unreadable': 'The slide cannot be read',
    'slide-unsupported': 'This slide format is not supported',
    network: 'The connection failed',
  },
  earlier: {
    title: 'Your work is saved',
    hint: (line) => `Last slide: ${line}. Open the same slide again to continue where you stopped.`,
    cells: (all, left) => {
      if (left) return `${left} of ${all} cells left`;
      return all === '1' ? '1 cell, confirmed' : `all ${all} cells confirmed`;
    },
    signed: (by) => `signed off by ${by}`,
    changed: (at) => `last changed ${at}`,
  },
  kept: (name) => `${name} remains open.`,
};

const de: ShellWords = {
  language: 'de',
  page: {
    purpose: 'Nur für Forschungszwecke. Nicht für die Diagnostik.',
    open: 'Präparat öffnen …',
    language: 'Sprache',
    theme: 'Zwischen hell und dunkel wechseln',
    keys: 'Tastenkürzel',
    controls: 'Ansicht',
    zoomIn: 'Vergrößern',
    zoomOut: 'Verkleinern',
    whole: 'Ganzes Präparat anzeigen',
    overview: 'Übersicht dauerhaft anzeigen',
    fullScreen: 'Vollbild',
    empty: 'Kein Präparat geöffnet. Öffnen Sie eines oder ziehen Sie eine Datei hierher.',
    drop: 'Präparat zum Öffnen hier ablegen',
    openTitle: 'Präparat öffnen',
    knownSlides: 'Direkt öffnen',
    openHint: 'TIFF, SVS, PNG oder JPEG. Die Datei verlässt diesen Rechner nicht.',
    chooseFile: 'Datei wählen …',
    earlierWork: 'Gespeicherte Arbeit; sie erscheint wieder mit ihrem Präparat',
    address: 'Oder eine Webadresse eingeben (DZI, IIIF, TIFF, SVS, PNG oder JPEG)',
    openAddress: 'Adresse öffnen',
    pageTitle: 'Welches Bild?',
    page: 'Bild',
    openPage: 'Öffnen',
    cancel: 'Abbrechen',
    close: 'Schließen',
  },
  opening: (name) => `${name} wird geöffnet …`,
  sample: 'Beispielpräparat',
  severalPages: (name, pages) =>
    `${name} enthält ${pages} etwa gleich große Bilder: Felder oder Fokusebenen. Jedes ist ein eigenes Präparat.`,
  pageNumber: (page) => `Bild ${page}`,
  pageOf: (name, page) => `${name}, Bild ${page}`,
  dismiss: 'Meldung schließen',
  failed: 'Das Präparat konnte nicht geöffnet werden',
  titles: {
    'slide-not-found': 'Das Präparat wurde nicht gefunden',
    'slide-forbidden': 'Der Server erlaubt dieser Seite nicht, das Präparat zu lesen',
    'slide-no-range': 'Der Server unterstützt keine Teilabrufe (Range Requests)',
    'slide-unreadable': 'Das Präparat kann nicht gelesen werden',
    'slide-unsupported': 'Dieses Dateiformat wird nicht unterstützt',
    network: 'Die Verbindung ist fehlgeschlagen',
  },
  advice: {
    'slide-not-found': 'Prüfen Sie die Adresse oder wenden Sie sich an die Serveradministration.',
    'slide-forbidden':
      'Die Serveradministration kann den Zugriff mit einem CORS-Header für diese Seite erlauben.',
    'slide-no-range':
      'Bitten Sie die Serveradministration, sie zu aktivieren, oder laden Sie das Präparat herunter und ziehen Sie die Datei hierher.',
    'slide-unreadable': 'Die Datei ist vermutlich beschädigt oder kein Bild. Beschaffen Sie eine neue Kopie.',
    'slide-unsupported': 'Unterstützt werden TIFF, SVS und OME-TIFF mit JPEG, DZI, IIIF, PNG und JPEG.',
    network: 'Prüfen Sie die Netzwerkverbindung und versuchen Sie es erneut.',
  },
  earlier: {
    title: 'Ihre Arbeit ist gespeichert',
    hint: (line) =>
      `Zuletzt bearbeitet: ${line}. Öffnen Sie dasselbe Präparat erneut, um dort fortzufahren, wo Sie aufgehört haben.`,
    cells: (all, left) => {
      if (left) return `noch ${left} von ${all} Zellen`;
      return all === '1' ? '1 Zelle, bestätigt' : `alle ${all} Zellen bestätigt`;
    },
    signed: (by) => `freigegeben von ${by}`,
    changed: (at) => `zuletzt geändert ${at}`,
  },
  kept: (name) => `${name} bleibt offen.`,
};

/** The words for a language tag (`de-AT` takes German); English where there are none. */
export function wordsFor(tag: string): ShellWords {
  return tag.toLowerCase().startsWith('de') ? de : en;
}
