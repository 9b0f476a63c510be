import { importDe, importErrorsDe } from './exchange-words.js';
import { reviewDe } from './review-words.js';
import { toolsDe } from './tools-words.js';
import { keepingDe } from './keeping-words.js';
import { differentialDe } from './differential-words.js';
import { reportDe } from './report-words.js';
import { exportDe } from './export-words.js';
import { teachDe, teachErrorsDe } from './teach-words.js';
import { mapDe, neighboursDe } from './neighbours-words.js';
import type { Strings } from './strings.js';

export const de: Strings = {
  language: 'de',
  panel: {
    label: 'Ausstrich-Analyse',
    fold: 'Leiste einklappen',
    unfold: 'Leiste ausklappen',
    resize: 'Breite der Leiste',
    keys: 'Tasten',
    keyList: [
      ['D', 'nächste zweifelhafte'],
      ['Enter', 'bestätigen'],
      ['Entf', 'keine Zelle'],
      ['Strg Z', 'rückgängig'],
      ['N', 'nächste Zelle'],
      ['P', 'vorige Zelle'],
      ['H', 'halten: Zellen ohne Farbkarte'],
      ['Esc', 'Zelle loslassen'],
    ],
    notDiagnostic: 'Für die Forschung. Nicht zur Diagnose.',
  },
  find: {
    title: 'Finden',
    view: 'Ansicht analysieren',
    region: 'Bereich ziehen',
    slide: 'Ganzes Präparat',
    cancel: 'Abbrechen',
    regionHint: 'Ein Rechteck über den gewünschten Bereich ziehen. Esc bricht ab.',
    nothingOpen: 'Kein Präparat geöffnet',
    nothingOpenHint: 'Öffnen Sie ein Präparat im Betrachter.',
    openHint: 'Findet und benennt die weißen Blutzellen der Ansicht, von der Mitte nach außen.',
    loading: (loaded, total, from) =>
      `Modelle werden geladen: ${loaded} von ${total} MB${from ? ` von ${from}` : ''}`,
    preparing: 'Dieser Rechner wird vorbereitet',
    starting: 'Zellen werden gesucht',
    remaining: (time) => `noch ${time}`,
    minutes: (count) => (count === 1 ? 'etwa 1 min' : `etwa ${count} min`),
    seconds: 'weniger als 1 min',
    progress: (percent, cells) => `${percent}, bisher ${cells}`,
    done: (cells) => `${cells} gefunden`,
    cancelled: (cells) => `Angehalten. Bis dahin ${cells} gefunden`,
    failedParts: (count) =>
      count === 1
        ? '1 Teil des Präparats war nicht lesbar; Zellen dort fehlen.'
        : `${count} Teile des Präparats waren nicht lesbar; Zellen dort fehlen.`,
    nothingFound: 'Hier wurden keine weißen Blutzellen gefunden',
    nothingFoundReasons: [
      'Vielleicht liegen hier keine: Bei kleiner Vergrößerung sind oft mehr im Bild.',
      'Die Auflösung unten stimmt vielleicht nicht; Zellen wirken dann zu groß oder zu klein.',
      'Vielleicht ist dies kein gefärbter Blutausstrich.',
    ],
    noRedCells:
      'Bei dieser Auflösung sind keine roten Blutzellen zu sehen. Ist dies kein Blutausstrich, bedeuten die gefundenen Zellen nichts; ist es einer, prüfen Sie die Auflösung.',
    hidden: (count, shown) =>
      count === 1
        ? `1 weniger sicherer Fund ist ausgeblendet (unter ${shown}).`
        : `${count} weniger sichere Funde sind ausgeblendet (unter ${shown}).`,
    showHidden: 'Einblenden',
  },
  resolution: {
    label: 'Auflösung',
    metadata: (value) => `${value} µm pro Pixel, aus dem Präparat`,
    given: (value) => `${value} µm pro Pixel, von Ihnen gesetzt`,
    estimated: (value) => `Etwa ${value} µm pro Pixel, aus roten Zellen geschätzt`,
    notYet: 'Im Präparat nicht angegeben; wird beim Start aus roten Zellen geschätzt',
    none: 'Nicht bekannt: Größen in µm entfallen',
    edit: 'Setzen',
    apply: 'Übernehmen',
    invalid: 'Eine Zahl zwischen 0,01 und 5, zum Beispiel 0,25',
  },
  processor: {
    label: 'Rechnet mit',
    graphics: 'Ihrer Grafikkarte',
    olderGraphics: 'Ihrer Grafikkarte, ältere Art: langsamer',
    processor: 'dem Prozessor, ohne Grafikkarte: mehrfach langsamer',
    change: 'Ändern',
    automatic: 'Das Schnellste, das richtig rechnet',
    chooseGraphics: 'Grafikkarte',
    chooseOlderGraphics: 'Grafikkarte, ältere Art',
    chooseProcessor: 'Hauptprozessor',
  },
  review: reviewDe,
  tools: toolsDe,
  keeping: keepingDe,
  count: {
    title: 'Zählen',
    cells: (count, written) => (count === 1 ? '1 Zelle' : `${written} Zellen`),
    kind: 'Art',
    number: 'Zellen',
    share: 'Anteil',
    leukocytes: 'Leukozyten',
    perHundred: (written) => `${written} pro 100`,
    empty: 'Hier erscheinen die Zahlen, sobald Zellen gefunden werden.',
  },
  cell: {
    title: 'Gewählte Zelle',
    none: 'keine',
    pick: 'Eine Zelle auf dem Präparat anklicken oder N drücken.',
    picture: 'Zelle',
    rebuilt: 'Nachgebildet',
    difference: 'Unterschied',
    noPictures: 'Die Bilder dieser Zelle konnten nicht erstellt werden.',
    diameter: 'Durchmesser',
    area: 'Fläche',
    nucleusRatio: 'Kern zu Zelle',
    detection: 'Ist eine Zelle',
    likeness: 'Aussehen',
    likenessWords: ['wie die gelernten Zellen', 'etwas ungewöhnlich', 'anders als die gelernten Zellen'],
    namedBy: 'Benannt von',
    byModel: 'dem Modell',
    unknownSize: 'Auflösung nicht bekannt',
    probabilities: 'Wie wahrscheinlich jede Art ist',
    previous: 'Vorige',
    next: 'Nächste',
    certainty: ['sehr sicher', 'sicher', 'eher sicher', 'zweifelhaft'],
  },
  export: exportDe,
  neighbours: neighboursDe,
  teach: teachDe,
  map: mapDe,
  differential: differentialDe,
  report: reportDe,
  show: {
    title: 'Zeigen',
    overlay: 'Auf dem Präparat',
    labels: 'Umrisse',
    heatmap: 'Farbkarte',
    both: 'Beides',
    none: 'Nichts',
    peek: 'H halten, um die Zellen ohne Farbkarte zu sehen.',
    threshold: 'Nötige Sicherheit',
    thresholdHint: 'Weiter links mehr Funde, weiter rechts nur die sichersten.',
    atLeast: (percent) => `mindestens ${percent}`,
    legend: 'Unterschied zu dem, was die Modelle erwarten',
    legendHint: 'Farbunterschied, Anteil am vollen Umfang',
  },
  takeAway: {
    title: 'Mitnehmen',
    save: 'GeoJSON sichern',
    embedding:
      'Mit den 50 Zahlen, die jede Zelle beschreiben: Nach dem Öffnen brauchen Ähnlichkeit, Anpassen und Karte sie',
    hint: 'Umrisse, Namen und Messwerte, wie QuPath sie öffnet.',
    empty: 'Noch nichts zu sichern.',
  },
  import: importDe,
  errors: {
    safe: (cells) => `Bisher Gefundenes bleibt erhalten: ${cells}.`,
    details: 'Einzelheiten',
    dismiss: 'Meldung schließen',
    words: {
      ...importErrorsDe,
      ...teachErrorsDe,
      'invalid-argument': {
        title: 'Das geht hier nicht',
        advice:
          'Ein Präparat öffnen, die Ansicht oder den gezeichneten Bereich darauf legen und erneut versuchen.',
      },
      'ranges-unreadable': {
        title: 'Diese Datei enthält keine üblichen Bereiche',
        advice: 'Die bisherigen bleiben. Eine Datei wählen, die unter „Übliche Bereiche“ gesichert wurde.',
      },
      'slide-unreadable': {
        title: 'Das Präparat ist nicht lesbar',
        advice: 'Die Datei scheint beschädigt oder unvollständig. Neu öffnen oder eine neue Kopie holen.',
      },
      'slide-unsupported': {
        title: 'Diese Art von Präparat wird nicht unterstützt',
        advice: 'Lesbar sind gekacheltes TIFF, SVS mit JPEG, farbiges OME-TIFF, DZI, IIIF, PNG und JPEG.',
      },
      'slide-not-found': {
        title: 'Das Präparat ist nicht da',
        advice: 'Die Adresse prüfen oder den Betreiber des Servers fragen.',
      },
      'slide-forbidden': {
        title: 'Der Server erlaubt dieser Seite nicht, die Bildpunkte zu lesen',
        advice:
          'Das Präparat lässt sich ansehen, aber nicht analysieren. Der Betreiber des Servers kann es mit einem CORS-Eintrag für diese Seite erlauben.',
      },
      'slide-no-range': {
        title: 'Der Server liefert Präparate nur im Ganzen',
        advice:
          'Der Betreiber kann Teilabrufe (range requests) erlauben; oder das Präparat herunterladen und die Datei hierher ziehen.',
      },
      network: {
        title: 'Die Verbindung ist abgebrochen',
        advice: 'Das Netz prüfen und erneut versuchen.',
      },
      'tile-failed': {
        title: 'Ein Teil des Präparats war nicht lesbar',
        advice: 'Der Rest läuft weiter. Diesen Teil später noch einmal analysieren.',
      },
      'pack-unreadable': {
        title: 'Die Modelle konnten nicht geladen werden',
        advice: 'Das Netz prüfen und erneut versuchen.',
      },
      'pack-corrupt': {
        title: 'Die Modelle kamen beschädigt an und werden nicht benutzt',
        advice: 'Erneut versuchen; bleibt es so, dem Betreiber dieser Seite Bescheid geben.',
      },
      'pack-incompatible': {
        title: 'Die Modelle passen nicht zu dieser Fassung',
        advice: 'Dem Betreiber dieser Seite Bescheid geben.',
      },
      'no-backend': {
        title: 'Dieser Browser kann die Modelle nicht ausführen',
        advice: 'Einen aktuellen Chrome, Edge, Firefox oder Safari benutzen.',
      },
      'backend-lost': {
        title: 'Die Grafikkarte antwortet nicht mehr',
        advice: 'Die Analyse neu starten; bleibt es so, den Hauptprozessor wählen.',
      },
      'worker-failed': {
        title: 'Die Analyse ist unerwartet stehen geblieben',
        advice: 'Sie lässt sich neu starten.',
      },
      disposed: {
        title: 'Die Analyse wurde beendet',
        advice: 'Das Präparat neu öffnen, um weiterzumachen.',
      },
      'export-failed': {
        title: 'Die Datei konnte nicht geschrieben werden',
        advice: 'Mit weniger Zellen oder ohne die 50 Zahlen erneut versuchen.',
      },
    },
  },
  classes: {
    Neutrophil: 'Neutrophiler',
    'Neutrophil: Band': 'Stabkerniger Neutrophiler',
    'Neutrophil: Segmented': 'Segmentkerniger Neutrophiler',
    Eosinophil: 'Eosinophiler',
    Basophil: 'Basophiler',
    Lymphocyte: 'Lymphozyt',
    Monocyte: 'Monozyt',
    'Immature granulocyte': 'Unreifer Granulozyt',
    'Immature granulocyte: Promyelocyte': 'Promyelozyt',
    'Immature granulocyte: Myelocyte': 'Myelozyt',
    'Immature granulocyte: Metamyelocyte': 'Metamyelozyt',
    Erythroblast: 'Erythroblast',
    Platelet: 'Thrombozyt',
    Unknown: 'Unbekannt',
  },
};
