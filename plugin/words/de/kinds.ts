import type { KindsWords } from '../kinds-words.js';

export const kindsDe: KindsWords = {
  title: 'Klassen',
  hint: 'Die Klassen Ihres Labors: Name, Kürzel, Taste, Zählweise und ob sie immer zu sehen sind. Die übrigen findet man durch Eintippen.',
  name: (name) => `Name von ${name}`,
  code: (name) => `Kürzel von ${name}`,
  color: (name) => `Farbe von ${name}`,
  key: (name) => `Taste von ${name}`,
  counted: (name) => `Zählweise von ${name}`,
  countedAs: { among: 'in %', perHundred: 'je 100 Leukozyten', no: 'nicht gezählt' },
  inUse: (name) => `${name} immer zeigen`,
  up: (name) => `${name} nach oben`,
  down: (name) => `${name} nach unten`,
  add: 'Klasse ergänzen',
  addName: 'Neue Klasse',
  addBelow: 'Unterklasse von',
  none: 'keine',
  exists: 'Einen Namen eingeben, den keine andere Klasse hat.',
  save: 'In Datei speichern',
  load: 'Aus Datei laden',
  reset: 'Standardklassen wiederherstellen',
  fileName: 'smearlens-klassen.json',
  keyMoved: (key, name, now) =>
    `${key} hat jetzt eine andere Bedeutung. Taste für ${name}: ${now ?? 'keine'}.`,
  search: 'Andere Klasse',
  searchLabel: 'Namen einer Klasse eintippen',
  noMatch: 'Keine solche Klasse. Sie kann unter „Klassen“ ergänzt werden.',
};
