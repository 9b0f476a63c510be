import type { FindWords, ResolutionWords, ProcessorWords } from '../find-words.js';

export const findDe: FindWords = {
  title: 'Analyse',
  view: 'Ausschnitt analysieren',
  region: 'Bereich aufziehen',
  slide: 'Ganzes Präparat',
  asPanned: 'Beim Verschieben analysieren',
  handOver: 'Präparat an die Warteschlange geben',
  handOverHint:
    'Andere Rechner analysieren das ganze Präparat. Was sie finden, erscheint hier nach und nach.',
  cancel: 'Abbrechen',
  pause: 'Pausieren',
  resume: 'Fortsetzen',
  regionHint: 'Ein Rechteck über den zu analysierenden Bereich ziehen. Esc bricht ab.',
  nothingOpen: 'Kein Präparat geöffnet',
  nothingOpenHint: 'Öffnen Sie ein Präparat im Viewer.',
  openHint: 'Erkennt und klassifiziert die Leukozyten im aktuellen Ausschnitt, von der Mitte aus.',
  loading: (loaded, total, from) =>
    `Modelle werden geladen: ${loaded} von ${total} MB${from ? ` von ${from}` : ''}`,
  preparing: 'Modelle werden vorbereitet',
  starting: 'Zellen werden gesucht',
  remaining: (time) => `noch ${time}`,
  minutes: (count) => (count === 1 ? 'etwa 1 min' : `etwa ${count} min`),
  seconds: 'weniger als 1 min',
  progress: (percent, cells) => `${percent}, bisher ${cells}`,
  done: (cells) => `${cells} gefunden`,
  cancelled: (cells) => `Abgebrochen. Bisher ${cells} gefunden`,
  paused: (percent, cells) => `Pausiert bei ${percent}. Bisher ${cells} gefunden`,
  failedParts: (count) =>
    count === 1
      ? '1 Teil des Präparats war nicht lesbar. Dort fehlen Zellen.'
      : `${count} Teile des Präparats waren nicht lesbar. Dort fehlen Zellen.`,
  nothingFound: 'Keine Leukozyten gefunden',
  nothingFoundReasons: [
    'Möglicherweise liegen in diesem Bereich keine. Zoomen Sie heraus, um einen größeren Bereich zu erfassen.',
    'Möglicherweise ist die unten angegebene Auflösung falsch; die Zellen erscheinen dann zu groß oder zu klein.',
    'Möglicherweise ist dies kein gefärbter Blutausstrich.',
  ],
  noRedCells:
    'Bei dieser Auflösung wurden keine Erythrozyten erkannt. Prüfen Sie die Auflösung. Wenn dies kein Blutausstrich ist, sind die Ergebnisse nicht verwertbar.',
  hidden: (count, shown) =>
    count === 1
      ? `1 Zelle mit einer Konfidenz unter ${shown} ist ausgeblendet.`
      : `${count} Zellen mit einer Konfidenz unter ${shown} sind ausgeblendet.`,
  showHidden: 'Einblenden',
};

export const resolutionDe: ResolutionWords = {
  label: 'Auflösung',
  metadata: (value) => `${value} µm pro Pixel, aus den Metadaten`,
  given: (value) => `${value} µm pro Pixel, manuell eingegeben`,
  estimated: (value) => `Etwa ${value} µm pro Pixel, anhand der Erythrozyten geschätzt`,
  contradicted: (value) => `Die Datei gibt ${value} µm pro Pixel an; das kann nicht stimmen.`,
  notYet: 'Im Präparat nicht hinterlegt; wird anhand der Erythrozyten geschätzt',
  none: 'Unbekannt: keine Größenangaben in µm möglich',
  edit: 'Ändern',
  apply: 'Übernehmen',
  invalid: 'Eine Zahl zwischen 0,01 und 5 eingeben, zum Beispiel 0,25',
};

export const processorDe: ProcessorWords = {
  label: 'Recheneinheit',
  graphics: 'GPU',
  olderGraphics: 'GPU (WebGL), langsamer',
  processor: 'CPU, deutlich langsamer',
  change: 'Ändern',
  automatic: 'Automatisch (schnellste verfügbare)',
  chooseGraphics: 'GPU',
  chooseOlderGraphics: 'GPU (WebGL)',
  chooseProcessor: 'CPU',
};
