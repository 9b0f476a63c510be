import type { RangeVerdict } from '../../count/reference-ranges.js';

/** Words of the differential; numbers come in already written. */
export interface DifferentialWords {
  readonly countTo: string;
  readonly all: string;
  readonly basis: string;
  readonly reviewed: string;
  readonly suggested: string;
  readonly kind: string;
  readonly number: string;
  readonly percent: string;
  /** Head of the column with the other basis. */
  readonly otherReviewed: string;
  readonly otherSuggested: string;
  readonly leukocytes: string;
  readonly perHundred: (written: string) => string;
  readonly interval: (low: string, high: string) => string;
  readonly intervalHint: string;
  readonly verdicts: Readonly<Record<Exclude<RangeVerdict, 'within'>, string>>;
  readonly usual: (low: string, high: string) => string;
  /** How many of the counted white cells a person stands by. */
  readonly reviewedOf: (reviewed: string, all: string) => string;
  readonly reached: (limit: string) => string;
  readonly notReached: (found: string, limit: string) => string;
  readonly unreviewed: (count: number, written: string) => string;
  readonly unknown: (count: number, written: string) => string;
  readonly next: string;
  readonly nextUnreviewed: string;
  readonly nextUnknown: string;
  readonly size: string;
  readonly sizeFrom: string;
  readonly sizeTo: string;
  readonly sizeInvalid: string;
  readonly sizeUnknown: string;
  readonly leftOut: (count: number, written: string) => string;
  readonly sizeLimits: (from: string | undefined, to: string | undefined) => string;
  readonly areas: AreaWords;
  readonly ranges: RangeWords;
  readonly compare: CompareWords;
}

export interface AreaWords {
  readonly title: string;
  readonly none: string;
  readonly draw: string;
  readonly drawing: string;
  readonly name: (number: string) => string;
  readonly nameLabel: string;
  readonly goTo: (name: string) => string;
  readonly remove: (name: string) => string;
  readonly showPath: string;
  readonly pathHint: string;
  readonly checking: string;
  readonly readable: string;
  readonly notChecked: string;
  readonly thick: (fields: string, all: string) => string;
  readonly thin: (fields: string, all: string) => string;
  readonly blurred: (fields: string, all: string) => string;
  readonly focusUnknown: string;
}

export interface RangeWords {
  readonly title: string;
  readonly source: string;
  /** Where the ranges are from that the product brings, and those changed in part. */
  readonly adults: string;
  readonly changedAdults: string;
  readonly from: (kind: string) => string;
  readonly to: (kind: string) => string;
  readonly low: string;
  readonly high: string;
  readonly invalid: (kind: string) => string;
  readonly reset: string;
  readonly save: string;
  readonly load: string;
  readonly hint: string;
}

export interface CompareWords {
  readonly title: string;
  readonly hint: string;
  readonly readersHint: string;
  readonly load: string;
  readonly back: string;
  readonly first: string;
  readonly second: string;
  readonly difference: string;
  readonly points: (written: string) => string;
  readonly overlap: string;
  readonly apart: string;
  readonly overlapHint: string;
  readonly nothing: string;
}

export const differentialEn: DifferentialWords = {
  countTo: 'Count to',
  all: 'All',
  basis: 'Per cent of',
  reviewed: 'Reviewed',
  suggested: 'As suggested',
  kind: 'Kind',
  number: 'Cells',
  percent: 'Per cent',
  otherReviewed: 'Reviewed',
  otherSuggested: 'Suggested',
  leukocytes: 'White blood cells',
  perHundred: (written) => `${written} per 100 white cells`,
  interval: (low, high) => `${low}\u00a0to\u00a0${high}`,
  intervalHint:
    'Under each per cent: its 95 % interval (Wilson), from the number of cells alone. High or low is only perhaps so where it reaches into the usual range, and while cells are not reviewed.',
  verdicts: { low: 'low', maybeLow: 'perhaps low', maybeHigh: 'perhaps high', high: 'high' },
  usual: (low, high) => `usual ${low}\u00a0to\u00a0${high}`,
  reviewedOf: (reviewed, all) => `${reviewed} of ${all} white blood cells reviewed`,
  reached: (limit) => `Stopped at white blood cell ${limit}`,
  notReached: (found, limit) => `Only ${found} of ${limit} white blood cells are there`,
  unreviewed: (count, written) => (count === 1 ? '1 cell not reviewed' : `${written} cells not reviewed`),
  unknown: (count, written) =>
    count === 1 ? '1 unknown cell, not in the per cent' : `${written} unknown cells, not in the per cent`,
  next: 'Next',
  nextUnreviewed: 'Next cell that is not reviewed',
  nextUnknown: 'Next unknown cell',
  size: 'Size of cells',
  sizeFrom: 'From, µm',
  sizeTo: 'To, µm',
  sizeInvalid: 'A number of µm, the first not above the second; empty for no limit',
  sizeUnknown: 'The resolution is not known, so sizes in µm cannot be compared.',
  leftOut: (count, written) =>
    count === 1 ? '1 cell left out by size' : `${written} cells left out by size`,
  sizeLimits: (from, to) =>
    from && to
      ? `Only cells of ${from} to ${to} µm`
      : from
        ? `Only cells of at least ${from} µm`
        : to
          ? `Only cells of at most ${to} µm`
          : 'All sizes',
  areas: {
    title: 'Areas counted',
    none: 'No area chosen: the whole slide is walked.',
    draw: 'Add an area',
    drawing: 'Drag a rectangle on the slide; Esc gives up.',
    name: (number) => `Area ${number}`,
    nameLabel: 'Name of the area',
    goTo: (name) => `Go to ${name}`,
    remove: (name) => `Remove ${name}`,
    showPath: 'Show the way walked',
    pathHint:
      'Row by row from the top left of each area, to the right and back, rows of 200 µm; a square marks where the count stopped.',
    checking: 'Looking at it',
    readable: 'Reads well',
    notChecked: 'Could not be looked at',
    thick: (fields, all) => `Too thick in ${fields} of ${all} places: cells lie over each other`,
    thin: (fields, all) => `Too thin in ${fields} of ${all} places: few cells`,
    blurred: (fields, all) => `Out of focus in ${fields} of ${all} places`,
    focusUnknown: 'Slide too coarse to judge focus',
  },
  ranges: {
    title: 'Usual ranges',
    source: 'Where they are from',
    adults: 'Adults, as textbooks commonly give them; not this laboratory’s own',
    changedAdults: 'Adults, as textbooks commonly give them; changed here',
    from: (kind) => `${kind}, from per cent`,
    to: (kind) => `${kind}, to per cent`,
    low: 'From',
    high: 'To',
    invalid: (kind) =>
      `${kind}: two numbers from 0 to 100, the first not above the second; both empty for none`,
    reset: 'Back to those for adults',
    save: 'Save as a file',
    load: 'Open a file',
    hint: 'Put in the ranges of your laboratory. A per cent outside is marked in words.',
  },
  compare: {
    title: 'Compare',
    readersHint: 'The other reader’s cells and these, counted over the same areas.',
    load: 'Another reader’s GeoJSON',
    back: 'Back to the models',
    hint: 'The same count as the models named the cells, and as they are called now.',
    first: 'Models',
    second: 'Now',
    difference: 'Change',
    points: (written) => `${written} points`,
    overlap: 'intervals overlap',
    apart: 'intervals apart',
    overlapHint:
      'Every cell counts by the name that it has, reviewed or not. Where the intervals lie apart, the two counts differ by more than the number of cells explains.',
    nothing: 'Nothing counted yet.',
  },
};

export const differentialDe: DifferentialWords = {
  countTo: 'Zählen bis',
  all: 'Alle',
  basis: 'Prozent der',
  reviewed: 'Geprüften',
  suggested: 'Vorgeschlagenen',
  kind: 'Art',
  number: 'Zellen',
  percent: 'Prozent',
  otherReviewed: 'Geprüft',
  otherSuggested: 'Vorschlag',
  leukocytes: 'Leukozyten',
  perHundred: (written) => `${written} je 100 Leukozyten`,
  interval: (low, high) => `${low}\u00a0bis\u00a0${high}`,
  intervalHint:
    'Unter jedem Prozentwert: sein 95-%-Intervall (Wilson), allein aus der Zahl der Zellen. Hoch oder niedrig gilt nur vielleicht, wo es in den üblichen Bereich reicht und solange Zellen ungeprüft sind.',
  verdicts: { low: 'niedrig', maybeLow: 'vielleicht niedrig', maybeHigh: 'vielleicht hoch', high: 'hoch' },
  usual: (low, high) => `üblich ${low}\u00a0bis\u00a0${high}`,
  reviewedOf: (reviewed, all) => `${reviewed} von ${all} Leukozyten geprüft`,
  reached: (limit) => `Beim ${limit}. Leukozyten angehalten`,
  notReached: (found, limit) => `Nur ${found} von ${limit} Leukozyten sind da`,
  unreviewed: (count, written) => (count === 1 ? '1 Zelle ungeprüft' : `${written} Zellen ungeprüft`),
  unknown: (count, written) =>
    count === 1
      ? '1 unbekannte Zelle, nicht in den Prozenten'
      : `${written} unbekannte Zellen, nicht in den Prozenten`,
  next: 'Nächste',
  nextUnreviewed: 'Nächste ungeprüfte Zelle',
  nextUnknown: 'Nächste unbekannte Zelle',
  size: 'Größe der Zellen',
  sizeFrom: 'Von, µm',
  sizeTo: 'Bis, µm',
  sizeInvalid: 'Eine Zahl in µm, die erste nicht über der zweiten; leer ohne Grenze',
  sizeUnknown: 'Die Auflösung ist nicht bekannt, Größen in µm lassen sich nicht vergleichen.',
  leftOut: (count, written) =>
    count === 1 ? '1 Zelle der Größe wegen ausgelassen' : `${written} Zellen der Größe wegen ausgelassen`,
  sizeLimits: (from, to) =>
    from && to
      ? `Nur Zellen von ${from} bis ${to} µm`
      : from
        ? `Nur Zellen ab ${from} µm`
        : to
          ? `Nur Zellen bis ${to} µm`
          : 'Alle Größen',
  areas: {
    title: 'Gezählte Bereiche',
    none: 'Kein Bereich gewählt: das ganze Präparat wird durchgegangen.',
    draw: 'Bereich hinzufügen',
    drawing: 'Auf dem Präparat ein Rechteck aufziehen; Esc bricht ab.',
    name: (number) => `Bereich ${number}`,
    nameLabel: 'Name des Bereichs',
    goTo: (name) => `Zu ${name} gehen`,
    remove: (name) => `${name} entfernen`,
    showPath: 'Den gegangenen Weg zeigen',
    pathHint:
      'Zeile für Zeile von links oben in jedem Bereich, nach rechts und zurück, Zeilen von 200 µm; ein Quadrat zeigt, wo die Zählung anhielt.',
    checking: 'Wird angesehen',
    readable: 'Gut lesbar',
    notChecked: 'Konnte nicht angesehen werden',
    thick: (fields, all) => `An ${fields} von ${all} Stellen zu dick: Zellen liegen übereinander`,
    thin: (fields, all) => `An ${fields} von ${all} Stellen zu dünn: wenige Zellen`,
    blurred: (fields, all) => `An ${fields} von ${all} Stellen unscharf`,
    focusUnknown: 'Präparat zu grob, um die Schärfe zu beurteilen',
  },
  ranges: {
    title: 'Übliche Bereiche',
    source: 'Woher sie sind',
    adults: 'Erwachsene, wie in Lehrbüchern üblich; nicht die dieses Labors',
    changedAdults: 'Erwachsene, wie in Lehrbüchern üblich; hier geändert',
    from: (kind) => `${kind}, von Prozent`,
    to: (kind) => `${kind}, bis Prozent`,
    low: 'Von',
    high: 'Bis',
    invalid: (kind) =>
      `${kind}: zwei Zahlen von 0 bis 100, die erste nicht über der zweiten; beide leer für keinen Bereich`,
    reset: 'Zurück zu denen für Erwachsene',
    save: 'Als Datei sichern',
    load: 'Datei öffnen',
    hint: 'Hier die Bereiche des eigenen Labors eintragen. Ein Prozentwert außerhalb wird in Worten bezeichnet.',
  },
  compare: {
    title: 'Vergleichen',
    readersHint: 'Die Zellen der anderen Person und diese, über dieselben Bereiche gezählt.',
    load: 'GeoJSON einer anderen Person',
    back: 'Zurück zu den Modellen',
    hint: 'Dieselbe Zählung, wie die Modelle die Zellen nannten, und wie sie jetzt heißen.',
    first: 'Modelle',
    second: 'Jetzt',
    difference: 'Änderung',
    points: (written) => `${written} Punkte`,
    overlap: 'Intervalle überlappen',
    apart: 'Intervalle getrennt',
    overlapHint:
      'Jede Zelle zählt unter dem Namen, den sie hat, geprüft oder nicht. Wo die Intervalle getrennt liegen, unterscheiden sich die Zählungen um mehr, als die Zahl der Zellen erklärt.',
    nothing: 'Noch nichts gezählt.',
  },
};
