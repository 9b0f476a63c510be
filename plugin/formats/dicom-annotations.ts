import { sha256 } from '../../models/pack/sha256.js';
import type { Cell, CellClass } from '../../models/domain/cell.js';
import { SmearError } from '../../models/domain/errors.js';
import { measureCell, type CellMeasurements } from '../cells/measurements.js';
import { PATIENT_AND_STUDY, type DicomImage } from '../slide/dicomweb/dicom-image.js';
import type { GeoJsonHeader } from './geojson.js';
import { repairRing } from '../../models/domain/rings/valid-ring.js';

/** What is written beside the cells themselves. */
export interface DicomAnnotationsOptions {
  readonly header: GeoJsonHeader & { readonly fingerprint: string };
  /** When it was written; the clock is the caller's. */
  readonly now: Date;
  readonly reviewer?: string;
  /** The DICOM image that the slide is; the file belongs to its study then, and refers to it. */
  readonly dicom?: DicomImage;
}

type Dataset = Record<string, unknown>;

const ANNOTATIONS = '1.2.840.10008.5.1.4.1.1.91.1';
const WHOLE_SLIDE_IMAGE = '1.2.840.10008.5.1.4.1.1.77.1.6';
/** Written without value representations, since `dcmjs` has none for lists of longs (OL). */
const IMPLICIT_LITTLE_ENDIAN = '1.2.840.10008.1.2';
/** What `dcmjs` shall take the lists of longs for: bytes that it writes as they are. */
const AS_BYTES = { _vrMap: { LongPrimitivePointIndexList: 'UN', AnnotationIndexList: 'UN' } };
const NO_UNITS = code('1', 'UCUM', 'no units');

const NO_PATIENT: Dataset = Object.fromEntries(PATIENT_AND_STUDY.map((keyword) => [keyword, '']));

/** One kind of number for each cell: its concept, its unit, and how it is read. */
const MEASUREMENTS: readonly {
  readonly concept: Dataset;
  readonly unit: Dataset;
  readonly read: (cell: Cell, sizes: CellMeasurements) => number | undefined;
}[] = [
  { concept: own('DETECTION', 'Detection probability'), unit: NO_UNITS, read: ({ score }) => score },
  {
    concept: own('RECONSTRUCTION', 'Reconstruction error'),
    unit: NO_UNITS,
    read: ({ reconstructionError }) => reconstructionError,
  },
  {
    concept: code('42798000', 'SCT', 'Area'),
    unit: code('um2', 'UCUM', 'um2'),
    read: (_, { areaUm2 }) => areaUm2,
  },
  {
    concept: code('81827009', 'SCT', 'Diameter'),
    unit: code('um', 'UCUM', 'um'),
    read: (_, { maxDiameterUm }) => maxDiameterUm,
  },
  { concept: own('CIRCULARITY', 'Circularity'), unit: NO_UNITS, read: (_, { circularity }) => circularity },
  {
    concept: own('NUCLEUSRATIO', 'Nucleus to cell area ratio'),
    unit: NO_UNITS,
    read: (_, { nucleusCellRatio }) => nucleusCellRatio,
  },
];

/**
 * The cells as a DICOM file of Microscopy Bulk Simple Annotations (PS3.3 A.87, Supplement 222): one group for each
 * class, closed polygons in pixels of the whole slide (level 0), measurements beside them.
 *
 * Of a DICOM slide the file names patient, study and the image of level 0, and can be stored beside it (STOW-RS).
 * For others no UIDs of study, series or image are known: they are derived from the slide's fingerprint, and the file
 * says so. The same slide always gets the same ones. No patient is named then.
 * Rejects with `export-failed` where there is no cell to write.
 */
export async function encodeDicomAnnotations(
  cells: readonly Cell[],
  { header, now, reviewer = '', dicom }: DicomAnnotationsOptions,
): Promise<ArrayBuffer> {
  if (cells.length === 0) {
    throw new SmearError(
      'export-failed',
      'There are no cells to export; a DICOM annotation file cannot be empty.',
    );
  }
  const { default: dcmjs } = await import('dcmjs');
  const { DicomDict, DicomMetaDictionary } = dcmjs.data;
  const { fingerprint } = header;
  const [date, time] = dicomTime(now);
  const instance = await uidOf(fingerprint, 'annotations', now.toISOString());
  const images = dicom?.sopInstanceUIDs ?? [await uidOf(fingerprint, 'image')];
  const imageSeries = dicom?.seriesInstanceUID ?? (await uidOf(fingerprint, 'image series'));
  const origin = dicom ? 'Cells of the blood smear' : 'UIDs derived from the fingerprint of the slide';
  const groups = new Map<string, Cell[]>();
  for (const cell of cells) {
    const group = groups.get(cell.label.name);
    if (group) group.push(cell);
    else groups.set(cell.label.name, [cell]);
  }
  const references = images.map((image) => ({
    ReferencedSOPClassUID: dicom?.sopClassUID || WHOLE_SLIDE_IMAGE,
    ReferencedSOPInstanceUID: image,
  }));
  const dataset: Dataset = {
    SpecificCharacterSet: 'ISO_IR 192',
    SOPClassUID: ANNOTATIONS,
    SOPInstanceUID: instance,
    InstanceCreationDate: date,
    InstanceCreationTime: time,
    TimezoneOffsetFromUTC: '+0000',
    ...(dicom?.patientAndStudy ?? NO_PATIENT),
    StudyInstanceUID: dicom?.studyInstanceUID ?? (await uidOf(fingerprint, 'study')),
    Modality: 'ANN',
    Laterality: '',
    SeriesInstanceUID: await uidOf(fingerprint, 'annotation series'),
    SeriesNumber: 1,
    SeriesDescription: origin,
    Manufacturer: 'Smearlens',
    ManufacturerModelName: 'Smearlens',
    DeviceSerialNumber: header.packHash.slice(0, 32) || 'none',
    SoftwareVersions: header.version,
    InstanceNumber: 1,
    ContentLabel: 'CELLS',
    ContentDescription: origin,
    ContentCreatorName: personName(reviewer),
    ContentDate: date,
    ContentTime: time,
    AnnotationCoordinateType: '2D',
    PixelOriginInterpretation: 'VOLUME',
    ReferencedImageSequence: references,
    ReferencedSeriesSequence: [{ SeriesInstanceUID: imageSeries, ReferencedInstanceSequence: references }],
    AnnotationGroupSequence: await Promise.all(
      [...groups].map(([name, members], i) => encodeGroup(name, members, i + 1, instance, header)),
    ),
  };
  const file = new DicomDict(
    DicomMetaDictionary.denaturalizeDataset({
      FileMetaInformationVersion: Uint8Array.of(0, 1).buffer,
      MediaStorageSOPClassUID: ANNOTATIONS,
      MediaStorageSOPInstanceUID: instance,
      TransferSyntaxUID: IMPLICIT_LITTLE_ENDIAN,
      ImplementationClassUID: await uidOf('smearlens implementation'),
      ImplementationVersionName: 'SMEARLENS',
    }),
  );
  file.dict = DicomMetaDictionary.denaturalizeDataset(dataset);
  return file.write();
}

async function encodeGroup(
  name: string,
  cells: readonly Cell[],
  number: number,
  instance: string,
  header: GeoJsonHeader,
): Promise<Dataset> {
  const { coordinates, starts } = encodeOutlines(cells);
  const [label] = cells.map((cell) => cell.label) as [CellClass];
  const generation = generationOf(cells);
  return {
    ...AS_BYTES,
    AnnotationGroupNumber: number,
    AnnotationGroupUID: await uidOf(instance, name),
    AnnotationGroupLabel: shortened(name),
    AnnotationGroupGenerationType: generation,
    ...(generation === 'MANUAL'
      ? {}
      : { AnnotationGroupAlgorithmIdentificationSequence: [algorithm(header)] }),
    AnnotationPropertyCategoryCodeSequence: [code('4421005', 'SCT', 'Cell')],
    AnnotationPropertyTypeCodeSequence: [own(label.code, name)],
    NumberOfAnnotations: cells.length,
    GraphicType: 'POLYGON',
    AnnotationAppliesToAllOpticalPaths: 'YES',
    DoublePointCoordinatesData: littleEndian(coordinates, 8, (view, at, value) =>
      view.setFloat64(at, value, true),
    ),
    LongPrimitivePointIndexList: littleEndian(starts, 4, (view, at, value) =>
      view.setUint32(at, value, true),
    ),
    MeasurementsSequence: encodeMeasurements(cells, header.micronsPerPixel),
  };
}

/** All rings in one list, each not repeating its first point; where each begins, counted in numbers from 1. */
function encodeOutlines(cells: readonly Cell[]): { coordinates: number[]; starts: number[] } {
  const coordinates: number[] = [];
  const starts: number[] = [];
  for (const { outline } of cells) {
    starts.push(coordinates.length + 1);
    // DICOM closes a polygon by itself, and so does this ring: no point comes twice.
    for (const value of repairRing(outline).ring) coordinates.push(value);
  }
  return { coordinates, starts };
}

/** Each kind of number as long as the group; where some cells lack it, with the list of those that have it. */
function encodeMeasurements(cells: readonly Cell[], micronsPerPixel: number | undefined): Dataset[] {
  const sizes = cells.map((cell) => measureCell(cell, micronsPerPixel));
  return MEASUREMENTS.flatMap(({ concept, unit, read }) => {
    const values: number[] = [];
    const having: number[] = [];
    cells.forEach((cell, i) => {
      const value = read(cell, sizes[i] as CellMeasurements);
      if (value === undefined || !Number.isFinite(value)) return;
      values.push(value);
      having.push(i + 1);
    });
    if (values.length === 0) return [];
    const floats = littleEndian(values, 4, (view, at, value) => view.setFloat32(at, value, true));
    const some = littleEndian(having, 4, (view, at, value) => view.setUint32(at, value, true));
    return [
      {
        ConceptNameCodeSequence: [concept],
        MeasurementUnitsCodeSequence: [unit],
        MeasurementValuesSequence: [
          {
            ...AS_BYTES,
            FloatingPointValues: floats,
            ...(having.length < cells.length ? { AnnotationIndexList: some } : {}),
          },
        ],
      },
    ];
  });
}

/** Found by the models alone, by a person alone, or by the models and then changed by a person. */
function generationOf(cells: readonly Cell[]): 'AUTOMATIC' | 'SEMIAUTOMATIC' | 'MANUAL' {
  if (cells.every(({ review }) => !review)) return 'AUTOMATIC';
  const isByHand = ({ review }: Cell): boolean => review !== undefined && review.suggested === undefined;
  return cells.every(isByHand) ? 'MANUAL' : 'SEMIAUTOMATIC';
}

function algorithm({ pack, packHash, version, threshold }: GeoJsonHeader): Dataset {
  return {
    AlgorithmFamilyCodeSequence: [code('123110', 'DCM', 'Artificial Intelligence')],
    AlgorithmName: shortened(`Smearlens ${pack}`),
    AlgorithmVersion: shortened(version),
    AlgorithmParameters: `pack ${packHash}; threshold ${threshold}`,
  };
}

function code(value: string, scheme: string, meaning: string): Dataset {
  return { CodeValue: value, CodingSchemeDesignator: scheme, CodeMeaning: meaning };
}

/** A code of this program's own: a wrong code of a public scheme would be worse than none. */
function own(value: string, meaning: string): Dataset {
  return code(value.slice(0, 16), '99SMEARLENS', shortened(meaning));
}

/** As long as LO allows, without the sign that parts values. */
function shortened(text: string): string {
  return text.replaceAll('\\', '/').slice(0, 64);
}

/** A name as it was given, in one part: nobody said which word is the family's. */
function personName(name: string): string {
  const said = name
    .replace(/[\\^=]/g, ' ')
    .trim()
    .slice(0, 63);
  return said && `${said}^`;
}

function dicomTime(now: Date): [date: string, time: string] {
  const [date = '', time = ''] = now.toISOString().split('T');
  return [date.replaceAll('-', ''), time.slice(0, 8).replaceAll(':', '')];
}

function littleEndian(
  values: readonly number[],
  bytes: number,
  set: (view: DataView, at: number, value: number) => void,
): ArrayBuffer {
  const view = new DataView(new ArrayBuffer(values.length * bytes));
  values.forEach((value, i) => set(view, i * bytes, value));
  return view.buffer;
}

/**
 * A DICOM UID that is always the same for the same words: under the root 2.25 for UUIDs (PS3.5, B.2), the UUID being
 * 128 bits of the words' SHA-256, marked as made from a name by a rule of one's own (RFC 9562, version 8).
 */
async function uidOf(...words: readonly string[]): Promise<string> {
  const hex = await sha256(new TextEncoder().encode(words.join('\n')));
  const variant = '89ab'[Number.parseInt(hex.slice(16, 17), 16) % 4] as string;
  const uuid = `${hex.slice(0, 12)}8${hex.slice(13, 16)}${variant}${hex.slice(17, 32)}`;
  return `2.25.${BigInt(`0x${uuid}`)}`;
}
