/** A dataset of the DICOM JSON model (PS3.18, F.2): tags of eight hexadecimal digits. */
export type DicomJson = Readonly<
  Record<string, { readonly vr?: string; readonly Value?: readonly unknown[] }>
>;

/** What is read of a whole-slide image, by the keywords of PS3.6. */
export const TAGS = {
  ImageType: '00080008',
  SOPClassUID: '00080016',
  SOPInstanceUID: '00080018',
  StudyDate: '00080020',
  StudyTime: '00080030',
  AccessionNumber: '00080050',
  ReferringPhysicianName: '00080090',
  SeriesDescription: '0008103E',
  PatientName: '00100010',
  PatientID: '00100020',
  PatientBirthDate: '00100030',
  PatientSex: '00100040',
  StudyID: '00200010',
  ConcatenationFrameOffsetNumber: '00209228',
  DimensionOrganizationType: '00209311',
  SamplesPerPixel: '00280002',
  PhotometricInterpretation: '00280004',
  PlanarConfiguration: '00280006',
  NumberOfFrames: '00280008',
  Rows: '00280010',
  Columns: '00280011',
  PixelSpacing: '00280030',
  BitsAllocated: '00280100',
  PixelMeasuresSequence: '00289110',
  ContainerIdentifier: '00400512',
  ZOffsetInSlideCoordinateSystem: '0040074A',
  ImagedVolumeWidth: '00480001',
  TotalPixelMatrixColumns: '00480006',
  TotalPixelMatrixRows: '00480007',
  OpticalPathSequence: '00480105',
  OpticalPathIdentifier: '00480106',
  OpticalPathIdentificationSequence: '00480207',
  PlanePositionSlideSequence: '0048021A',
  ColumnPositionInTotalImagePixelMatrix: '0048021E',
  RowPositionInTotalImagePixelMatrix: '0048021F',
  TotalPixelMatrixFocalPlanes: '00480303',
  SharedFunctionalGroupsSequence: '52009229',
  PerFrameFunctionalGroupsSequence: '52009230',
} as const;

type Keyword = keyof typeof TAGS;

/** Whatever a server sent: an attribute without a list of values has none. */
function valuesOf(dataset: DicomJson | undefined, keyword: Keyword): readonly unknown[] {
  const values: unknown = dataset?.[TAGS[keyword]]?.Value;
  return Array.isArray(values) ? values : [];
}

/** All values of an attribute; some servers write numbers as text. */
export function numbersOf(dataset: DicomJson | undefined, keyword: Keyword): number[] {
  return valuesOf(dataset, keyword)
    .map(Number)
    .filter((value) => Number.isFinite(value));
}

export function numberOf(dataset: DicomJson | undefined, keyword: Keyword): number | undefined {
  return numbersOf(dataset, keyword)[0];
}

/** All values as text; a person's name in its alphabetic form. */
export function textsOf(dataset: DicomJson | undefined, keyword: Keyword): string[] {
  return valuesOf(dataset, keyword).map((value) => {
    if (typeof value === 'object' && value !== null && 'Alphabetic' in value) return String(value.Alphabetic);
    return value === null ? '' : String(value);
  });
}

export function textOf(dataset: DicomJson | undefined, keyword: Keyword): string {
  return textsOf(dataset, keyword)[0] ?? '';
}

export function itemsOf(dataset: DicomJson | undefined, keyword: Keyword): DicomJson[] {
  return valuesOf(dataset, keyword).filter(
    (item): item is DicomJson => typeof item === 'object' && item !== null,
  );
}
