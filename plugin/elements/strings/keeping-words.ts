/** Words of the line that says how the work on a slide is kept. */
export interface KeepingWords {
  readonly restoring: string;
  readonly kept: string;
  /** `cells` and `when` as a person says them; `when` is empty where it is not known. */
  restored(cells: string, when: string): string;
  /** Said after it where some of these cells are hidden or not counted. */
  restoredShown(count: number, written: string): string;
  readonly elsewhere: string;
  readonly takeOver: string;
  readonly full: string;
  readonly unavailable: string;
  /** The way out of `full` and `unavailable`. */
  readonly wayOut: string;
  readonly details: string;
  damaged(count: number): string;
  /** `packs` as they call themselves. */
  otherPacks(packs: string): string;
  readonly forget: string;
  readonly forgetHint: string;
  readonly forgotten: string;
  readonly bringBack: string;
}

export const keepingEn: KeepingWords = {
  restoring: 'Looking for earlier work on this slide',
  kept: 'Your work is kept in this browser.',
  restored: (cells, when) => `Earlier work is back: ${cells}${when ? `, last changed ${when}` : ''}.`,
  restoredShown: (count, written) => `${written} of them ${count === 1 ? 'is' : 'are'} shown.`,
  elsewhere:
    'This slide is also open in another tab, which keeps the work. What you do here is not kept until you go on here.',
  takeOver: 'Go on here',
  full: 'The disk is full: what you do now is not kept.',
  unavailable:
    'This browser keeps nothing here, as in a private window: what you do now is lost with the page.',
  wayOut: 'Save a GeoJSON file below under “Take away”; it holds every correction and can be opened again.',
  details: 'Details',
  damaged: (count) =>
    count === 1
      ? 'One part of the earlier work was damaged and is left out.'
      : `${count} parts of the earlier work were damaged and are left out.`,
  otherPacks: (packs) =>
    `Some of these cells were found by ${packs}. Their names and your corrections stand; likeness, map and teaching pass them over.`,
  forget: 'Forget this slide’s work',
  forgetHint: 'Takes cells and corrections away, here and from this browser.',
  forgotten:
    'The work on this slide is forgotten. It can be brought back until the page is closed or another slide is opened.',
  bringBack: 'Bring it back',
};

export const keepingDe: KeepingWords = {
  restoring: 'Frühere Arbeit an diesem Präparat wird gesucht',
  kept: 'Ihre Arbeit wird in diesem Browser aufbewahrt.',
  restored: (cells, when) =>
    `Frühere Arbeit ist wieder da: ${cells}${when ? `, zuletzt geändert ${when}` : ''}.`,
  restoredShown: (count, written) => `Davon ${count === 1 ? 'ist' : 'sind'} ${written} zu sehen.`,
  elsewhere:
    'Dieses Präparat ist auch in einem anderen Tab offen, der die Arbeit aufbewahrt. Was Sie hier tun, wird erst aufbewahrt, wenn Sie hier weitermachen.',
  takeOver: 'Hier weitermachen',
  full: 'Der Speicher ist voll: Was Sie jetzt tun, wird nicht aufbewahrt.',
  unavailable:
    'Dieser Browser bewahrt hier nichts auf, wie in einem privaten Fenster: Was Sie jetzt tun, geht mit der Seite verloren.',
  wayOut:
    'Unten unter „Mitnehmen“ eine GeoJSON-Datei speichern; sie enthält alle Korrekturen und lässt sich wieder öffnen.',
  details: 'Einzelheiten',
  damaged: (count) =>
    count === 1
      ? 'Ein Teil der früheren Arbeit war beschädigt und fehlt.'
      : `${count} Teile der früheren Arbeit waren beschädigt und fehlen.`,
  otherPacks: (packs) =>
    `Einige dieser Zellen wurden von ${packs} gefunden. Ihre Namen und Ihre Korrekturen bleiben; Ähnlichkeit, Karte und Lehren übergehen sie.`,
  forget: 'Arbeit an diesem Präparat vergessen',
  forgetHint: 'Entfernt Zellen und Korrekturen, hier und aus diesem Browser.',
  forgotten:
    'Die Arbeit an diesem Präparat ist vergessen. Sie lässt sich zurückholen, bis die Seite geschlossen oder ein anderes Präparat geöffnet wird.',
  bringBack: 'Zurückholen',
};
