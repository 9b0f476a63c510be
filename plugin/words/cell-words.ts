/** The selected cell: its pictures and measurements. */
export interface CellWords {
  readonly title: string;
  readonly none: string;
  readonly pick: string;
  readonly picture: string;
  readonly reconstruction: string;
  readonly reconstructionError: string;
  readonly noPictures: string;
  readonly diameter: string;
  readonly area: string;
  readonly nucleusRatio: string;
  readonly detection: string;
  readonly likeness: string;
  readonly likenessWords: readonly [usual: string, somewhat: string, unlike: string];
  /** What the models called the cell. */
  readonly modelsSaid: string;
  /** Said of a name that a person stands by. */
  readonly named: (by: string | undefined) => string;
  /** Above confirmed cells to hold the chosen one against. */
  readonly reference: string;
  readonly noReference: string;
  readonly goToReference: (name: string) => string;
  /** Under those that are kept of other slides. */
  readonly otherSlides: string;
  readonly unknownSize: string;
  readonly probabilities: string;
  readonly previous: string;
  readonly next: string;
  /** From very sure to doubtful. */
  readonly certainty: readonly [verySure: string, sure: string, ratherSure: string, doubtful: string];
}
