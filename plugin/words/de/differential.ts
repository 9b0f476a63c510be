import type { DifferentialWords } from '../differential-words.js';

export const differentialDe: DifferentialWords = {
  countTo: 'Zu zählen',
  all: 'Alle',
  basis: 'Bezugsgröße',
  reviewed: 'Bestätigte',
  suggested: 'Alle Zellen',
  kind: 'Zellklasse',
  number: 'Zellen',
  percent: '%',
  otherReviewed: 'Bestätigt',
  otherSuggested: 'Alle',
  leukocytes: 'Leukozyten',
  perHundred: (written) => `${written}/100 Leukoz.`,
  interval: (low, high) => `${low}–${high}`,
  intervalHead: '95-%-KI',
  intervalHint:
    '95-%-KI: Konfidenzintervall (Wilson), nur auf Grundlage der Zellzahl. „Evtl.“ erhöht oder erniedrigt: Das Intervall überlappt den Referenzbereich, oder es sind noch Zellen unbestätigt.',
  verdicts: {
    low: 'erniedrigt',
    maybeLow: 'evtl. erniedrigt',
    maybeHigh: 'evtl. erhöht',
    high: 'erhöht',
  },
  beyondLimit: (count, written) =>
    count === 1 ? '1 weiterer Leukozyt, nicht gezählt' : `${written} weitere Leukozyten, nicht gezählt`,
  neverUsual: 'Ref. 0',
  usual: (low, high) => `Ref. ${low}\u00a0bis\u00a0${high}`,
  rest: 'nicht unterteilt',
  left: (count, written, all) =>
    count === 0 ? `Alle ${all} Zellen sind bestätigt` : `Noch ${written} von ${all} Zellen zu bestätigen`,
  found: (written) => `${written} Leukozyten`,
  plus: (count, written) => (count === 1 ? '(dazu 1 andere)' : `(dazu ${written} andere)`),
  reached: (limit) => `Nach ${limit} Leukozyten beendet`,
  notReached: (found, limit) => `Nur ${found} von ${limit} Leukozyten gefunden`,
  unknown: (count, written) =>
    count === 1
      ? '1 unbekannt, nicht in den Prozentwerten'
      : `${written} unbekannt, nicht in den Prozentwerten`,
  next: 'Nächste',
  nextUnreviewed: 'Nächste unbestätigte Zelle',
  nextUnknown: 'Nächste unbekannte Zelle',
  size: 'Zellgröße',
  sizeFrom: 'Von (µm)',
  sizeTo: 'Bis (µm)',
  sizeInvalid: 'Größen in µm eingeben, die kleinere zuerst. Ohne Grenze das Feld leer lassen.',
  sizeUnknown: 'Ohne bekannte Auflösung ist kein Größenfilter möglich.',
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
    title: 'Zählbereiche, Monolayer',
    none: 'Kein Zählbereich: Das ganze Präparat wird gezählt.',
    draw: 'Bereich hinzufügen',
    drawing: 'Im Präparat ein Rechteck aufziehen. Esc bricht ab.',
    name: (number) => `Bereich ${number}`,
    monolayer: {
      find: 'Monolayer suchen',
      finding: (part) => `Suche nach Erythrozyten in einer Schicht: ${part}`,
      stop: 'Suche beenden',
      name: (number) => `Monolayer ${number}`,
      none: 'Kein Monolayer gefunden: Überall überlagern sich die Erythrozyten oder liegen weit auseinander, oder das Bild ist kleiner als 0,26 mm.',
    },
    analyse: (areas) => (areas === 1 ? 'Diesen Bereich analysieren' : `Diese ${areas} Bereiche analysieren`),
    nameLabel: 'Name des Zählbereichs',
    goTo: (name) => `Zu ${name} springen`,
    remove: (name) => `${name} entfernen`,
    showPath: 'Zählweg anzeigen',
    pathHint:
      'Mäanderförmig von links oben in jedem Bereich, in Zeilen von 200 µm. Ein Quadrat zeigt, wo die Zählung endete.',
    checking: 'Bildqualität wird geprüft',
    readable: 'Gute Bildqualität',
    notChecked: 'Bildqualität konnte nicht geprüft werden',
    thick: (fields, all) => `In ${fields} von ${all} Gesichtsfeldern zu dick: Zellen überlagern sich`,
    thin: (fields, all) => `In ${fields} von ${all} Gesichtsfeldern zu dünn: wenige Zellen`,
    blurred: (fields, all) => `In ${fields} von ${all} Gesichtsfeldern unscharf`,
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
      `${kind}: zwei Zahlen von 0 bis 100 eingeben, die kleinere zuerst, oder beide Felder leer lassen`,
    reset: 'Werte für Erwachsene wiederherstellen',
    save: 'In Datei speichern',
    load: 'Aus Datei laden',
    hint: 'Tragen Sie die Referenzbereiche Ihres Labors ein. Prozentwerte außerhalb werden markiert.',
  },
  compare: {
    title: 'Vergleich',
    readersHint: 'Ihre Zellen und die der anderen Person, in denselben Bereichen gezählt.',
    load: 'GeoJSON einer anderen Person öffnen',
    back: 'Mit den Modellen vergleichen',
    hint: 'Vergleicht die Klassifikation durch die Modelle mit der aktuellen, bei denselben Zellen.',
    first: 'Modelle',
    second: 'Aktuell',
    difference: 'Differenz',
    points: (written) => `${written} Prozentpunkte`,
    overlap: 'überlappend',
    apart: 'getrennt',
    overlapHint:
      'Alle Zellen werden gezählt, bestätigt oder nicht. Wo sich die Intervalle nicht überlappen, ist der Unterschied größer als der Zählfehler.',
    nothing: 'Es wurde noch nichts gezählt.',
  },
};
