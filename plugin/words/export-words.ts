/** Words for taking the cells away in other formats than GeoJSON. */
export interface ExportWords {
  readonly label: string;
  readonly save: string;
  readonly csv: string;
  readonly coco: string;
  readonly dicom: string;
  readonly csvHint: string;
  readonly cocoHint: string;
  readonly dicomHint: string;
  readonly failed: string;
}

/** Saving the cells as GeoJSON. */
export interface GeoJsonWords {
  readonly title: string;
  readonly save: string;
  /** Heads the files of cells. */
  readonly cells: string;
  readonly embedding: string;
  readonly embeddingHint: string;
  readonly hint: string;
  readonly empty: string;
}
