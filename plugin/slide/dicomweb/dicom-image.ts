/** Which image of which patient a slide is, as DICOM knows it: what is written about it can refer to it. */
export interface DicomImage {
  readonly studyInstanceUID: string;
  readonly seriesInstanceUID: string;
  readonly sopClassUID: string;
  /** The instances that hold level 0. */
  readonly sopInstanceUIDs: readonly string[];
  /** Attributes of patient and study by keyword, as the image has them; empty where it has none. */
  readonly patientAndStudy: Readonly<Record<(typeof PATIENT_AND_STUDY)[number], string>>;
}

/** What an object of the same study repeats. */
export const PATIENT_AND_STUDY = [
  'PatientName',
  'PatientID',
  'PatientBirthDate',
  'PatientSex',
  'StudyID',
  'StudyDate',
  'StudyTime',
  'AccessionNumber',
  'ReferringPhysicianName',
] as const;
