/** Numbers of cells, as headings give them. */
export interface CountWords {
  readonly title: string;
  readonly cells: (count: number, written: string) => string;
  readonly empty: string;
}
