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

export const exportEn: ExportWords = {
  label: 'Other formats',
  save: 'Save',
  csv: 'Table (CSV)',
  coco: 'COCO',
  dicom: 'DICOM annotations',
  csvHint: 'One line for each cell, with the columns of QuPath. Opens in a spreadsheet.',
  cocoHint: 'Outlines and classes for training and measuring models.',
  dicomHint:
    'Outlines for DICOM viewers. The slide is named by identifiers derived from its pixels; no patient is named.',
  failed: 'The file could not be written.',
};

export const exportDe: ExportWords = {
  label: 'Andere Formate',
  save: 'Speichern',
  csv: 'Tabelle (CSV)',
  coco: 'COCO',
  dicom: 'DICOM-Annotationen',
  csvHint: 'Eine Zeile je Zelle, mit den Spalten von QuPath. Öffnet sich in der Tabellenkalkulation.',
  cocoHint: 'Umrisse und Arten, um Modelle zu trainieren und zu messen.',
  dicomHint:
    'Umrisse für DICOM-Betrachter. Das Präparat wird durch Kennungen aus seinen Pixeln benannt; kein Patient wird genannt.',
  failed: 'Die Datei konnte nicht geschrieben werden.',
};
