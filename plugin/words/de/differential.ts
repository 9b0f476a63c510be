import type { DifferentialWords } from '../differential-words.js';

export const differentialDe: DifferentialWords = {
  countTo: 'Zählen bis',
  all: 'Alle',
  basis: 'Prozentwerte aus',
  reviewed: 'geprüften Zellen',
  suggested: 'allen Zellen',
  kind: 'Zellart',
  number: 'Zellen',
  percent: '%',
  otherReviewed: 'Geprüft',
  otherSuggested: 'Alle',
  leukocytes: 'Leukozyten',
  perHundred: (written) => `${written} je 100 Leukozyten`,
  interval: (low, high) => `${low}\u00a0bis\u00a0${high}`,
  intervalHint:
    'Unter jedem Prozentwert: sein 95-%-Konfidenzintervall (Wilson), allein aus der Zellzahl. „Möglicherweise“ hoch oder niedrig: Das Intervall überlappt den Referenzbereich, oder es sind noch Zellen ungeprüft.',
  verdicts: {
    low: 'niedrig',
    maybeLow: 'möglicherweise niedrig',
    maybeHigh: 'möglicherweise hoch',
    high: 'hoch',
  },
  usual: (low, high) => `Ref. ${low}\u00a0bis\u00a0${high}`,
  reviewedOf: (reviewed, all) => `${reviewed} von ${all} Leukozyten geprüft`,
  reached: (limit) => `Nach ${limit} Leukozyten beendet`,
  notReached: (found, limit) => `Nur ${found} von ${limit} Leukozyten gefunden`,
  unreviewed: (count, written) => (count === 1 ? '1 Zelle ungeprüft' : `${written} Zellen ungeprüft`),
  unknown: (count, written) =>
    count === 1
      ? '1 unbekannte Zelle, nicht in den Prozentwerten'
      : `${written} unbekannte Zellen, nicht in den Prozentwerten`,
  next: 'Nächste',
  nextUnreviewed: 'Nächste ungeprüfte Zelle',
  nextUnknown: 'Nächste unbekannte Zelle',
  size: 'Zellgröße',
  sizeFrom: 'Von, µm',
  sizeTo: 'Bis, µm',
  sizeInvalid: 'Zahlen in µm, die erste nicht größer als die zweite; leer lassen für keine Grenze',
  sizeUnknown: 'Die Auflösung ist nicht bekannt, daher lässt sich nicht nach Größe filtern.',
  leftOut: (count, written) =>
    count === 1
      ? '1 Zelle durch den Größenfilter ausgeschlossen'
      : `${written} Zellen durch den Größenfilter ausgeschlossen`,
  sizeLimits: (from, to) =>
    from && to
      ? `Nur Zellen von ${from} bis ${to} µm`
      : from
        ? `Nur Zellen ab ${from} µm`
        : to
          ? `Nur Zellen bis ${to} µm`
          : 'Größenfilter',
  areas: {
    title: 'Zählbereiche',
    none: 'Kein Zählbereich: Das ganze Präparat wird gezählt.',
    draw: 'Bereich hinzufügen',
    drawing: 'Auf dem Präparat ein Rechteck aufziehen; Esc bricht ab.',
    name: (number) => `Bereich ${number}`,
    nameLabel: 'Name des Zählbereichs',
    goTo: (name) => `Zu ${name} springen`,
    remove: (name) => `${name} entfernen`,
    showPath: 'Zählweg anzeigen',
    pathHint:
      'Mäanderförmig von links oben in jedem Bereich, in Zeilen von 200 µm. Ein Quadrat zeigt, wo die Zählung endete.',
    checking: 'Bildqualität wird geprüft',
    readable: 'Gute Bildqualität',
    notChecked: 'Bildqualität konnte nicht geprüft werden',
    thick: (fields, all) => `In ${fields} von ${all} Feldern zu dick: Zellen überlagern sich`,
    thin: (fields, all) => `In ${fields} von ${all} Feldern zu dünn: wenige Zellen`,
    blurred: (fields, all) => `In ${fields} von ${all} Feldern unscharf`,
    focusUnknown: 'Auflösung zu gering, um die Schärfe zu beurteilen',
  },
  ranges: {
    title: 'Referenzbereiche',
    source: 'Quelle',
    adults: 'Erwachsene, gängige Lehrbuchwerte; nicht von diesem Labor validiert',
    changedAdults: 'Erwachsene, gängige Lehrbuchwerte; hier geändert',
    from: (kind) => `${kind}, Untergrenze in Prozent`,
    to: (kind) => `${kind}, Obergrenze in Prozent`,
    low: 'Von',
    high: 'Bis',
    invalid: (kind) =>
      `${kind}: zwei Zahlen von 0 bis 100 eingeben, die erste nicht größer als die zweite, oder beide leer lassen`,
    reset: 'Werte für Erwachsene wiederherstellen',
    save: 'In Datei speichern',
    load: 'Aus Datei laden',
    hint: 'Tragen Sie die Referenzbereiche Ihres Labors ein. Prozentwerte außerhalb werden markiert.',
  },
  compare: {
    title: 'Vergleich',
    readersHint: 'Die Zellen der anderen befundenden Person und Ihre, über dieselben Bereiche gezählt.',
    load: 'GeoJSON einer anderen Person öffnen',
    back: 'Zurück zu den Modellen',
    hint: 'Dieselbe Zählung mit der Klassifikation der Modelle und mit der aktuellen.',
    first: 'Modelle',
    second: 'Aktuell',
    difference: 'Differenz',
    points: (written) => `${written} Prozentpunkte`,
    overlap: 'Intervalle überlappen',
    apart: 'Intervalle überlappen nicht',
    overlapHint:
      'Jede Zelle zählt mit ihrer Klasse, geprüft oder nicht. Wo die Intervalle nicht überlappen, unterscheiden sich die Zählungen stärker, als die Zählstatistik erklärt.',
    nothing: 'Es wurde noch nichts gezählt.',
  },
};
