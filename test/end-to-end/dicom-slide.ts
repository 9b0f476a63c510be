import dcmjs from 'dcmjs';
import type { SmallSlide } from './small-slide.js';

const SOP_CLASS = '1.2.840.10008.5.1.4.1.1.77.1.6';
const EXPLICIT_LITTLE_ENDIAN = '1.2.840.10008.1.2.1';
const JPEG_BASELINE = '1.2.840.10008.1.2.4.50';
const TILE = 128;

/** Where the made slide is found. */
export const DICOM_SLIDE = {
  studyInstanceUID: '2.25.40001',
  seriesInstanceUID: '2.25.40002',
  patientID: 'MADE-BY-A-TEST',
  /** The picture as it is, and its negative. */
  opticalPaths: ['1', '2'],
} as const;

type Dataset = Record<string, unknown>;

interface Frame {
  /** Column and row of the tile, from 0. */
  readonly column: number;
  readonly row: number;
  readonly pixels: Uint8Array;
}

/**
 * A whole-slide image as scanners write it, one file for each instance:
 * full resolution uncompressed, TILED_FULL with two optical paths, as a concatenation of two instances;
 * half in JPEG, TILED_SPARSE in no order; a quarter, sparse too, with its right tile never scanned; a label and an overview.
 */
export async function makeDicomSlide(slide: SmallSlide): Promise<Uint8Array[]> {
  const full = await framesOf(slide, 1, false);
  const negative = full.map((frame) => ({ ...frame, pixels: frame.pixels.map((value) => 255 - value) }));
  const all = [...full, ...negative];
  const cut = 12;
  const concatenated = (part: number, frames: readonly Frame[], offset: number): Uint8Array =>
    instance(
      slide,
      {
        uid: `2.25.4010${part}`,
        downsample: 1,
        frames,
        ...uncompressed,
        paths: 2,
      },
      {
        DimensionOrganizationType: 'TILED_FULL',
        ConcatenationUID: '2.25.40110',
        SOPInstanceUIDOfConcatenationSource: '2.25.40111',
        InConcatenationNumber: part,
        InConcatenationTotalNumber: 2,
        ConcatenationFrameOffsetNumber: offset,
      },
    );
  const half = await framesOf(slide, 2, true);
  const quarter = await framesOf(slide, 4, true);
  const mixed = half.map((_, index) => half[(index * 5 + 2) % half.length] as Frame);
  const scanned = quarter.filter(({ column }) => column === 0);
  return [
    concatenated(1, all.slice(0, cut), 0),
    concatenated(2, all.slice(cut), cut),
    sparse(slide, '2.25.40120', 2, mixed),
    sparse(slide, '2.25.40140', 4, scanned),
    beside(slide, '2.25.40150', 'LABEL'),
    beside(slide, '2.25.40160', 'OVERVIEW'),
  ];
}

const uncompressed = { syntax: EXPLICIT_LITTLE_ENDIAN, photometric: 'RGB' } as const;
const jpeg = { syntax: JPEG_BASELINE, photometric: 'YBR_FULL_422' } as const;

function sparse(slide: SmallSlide, uid: string, downsample: number, frames: readonly Frame[]): Uint8Array {
  return instance(
    slide,
    { uid, downsample, frames, ...jpeg, paths: 1 },
    {
      DimensionOrganizationType: 'TILED_SPARSE',
      PerFrameFunctionalGroupsSequence: frames.map(({ column, row }) => ({
        FrameContentSequence: [{ DimensionIndexValues: [column + 1, row + 1] }],
        PlanePositionSlideSequence: [
          {
            ColumnPositionInTotalImagePixelMatrix: column * TILE + 1,
            RowPositionInTotalImagePixelMatrix: row * TILE + 1,
            XOffsetInSlideCoordinateSystem: 0,
            YOffsetInSlideCoordinateSystem: 0,
            ZOffsetInSlideCoordinateSystem: 0,
          },
        ],
        OpticalPathIdentificationSequence: [{ OpticalPathIdentifier: '1' }],
      })),
    },
  );
}

/** A picture that lies in the same series and is no part of the smear. */
function beside(slide: SmallSlide, uid: string, kind: 'LABEL' | 'OVERVIEW'): Uint8Array {
  const frame = {
    column: 0,
    row: 0,
    pixels: new Uint8Array(TILE * TILE * 3).fill(kind === 'LABEL' ? 0 : 99),
  };
  return instance(
    { ...slide, width: TILE, height: TILE },
    { uid, downsample: 1, frames: [frame], ...uncompressed, paths: 1 },
    { DimensionOrganizationType: 'TILED_FULL', ImageType: ['ORIGINAL', 'PRIMARY', kind, 'NONE'] },
  );
}

function instance(
  { width, height, micronsPerPixel }: SmallSlide,
  level: {
    readonly uid: string;
    readonly downsample: number;
    readonly frames: readonly Frame[];
    readonly syntax: string;
    readonly photometric: string;
    readonly paths: number;
  },
  more: Dataset,
): Uint8Array {
  const { uid, downsample, frames, syntax, photometric, paths } = level;
  const millimetres = (micronsPerPixel * downsample) / 1000;
  const { DicomDict, DicomMetaDictionary } = dcmjs.data;
  const isJpeg = syntax === JPEG_BASELINE;
  const dataset: Dataset = {
    _vrMap: { PixelData: 'OB' },
    SpecificCharacterSet: 'ISO_IR 192',
    ImageType: ['ORIGINAL', 'PRIMARY', 'VOLUME', downsample === 1 ? 'NONE' : 'RESAMPLED'],
    SOPClassUID: SOP_CLASS,
    SOPInstanceUID: uid,
    StudyInstanceUID: DICOM_SLIDE.studyInstanceUID,
    SeriesInstanceUID: DICOM_SLIDE.seriesInstanceUID,
    FrameOfReferenceUID: '2.25.40003',
    PatientName: 'Smear^Made by a test',
    PatientID: DICOM_SLIDE.patientID,
    PatientBirthDate: '',
    PatientSex: 'O',
    StudyDate: '20260101',
    StudyTime: '120000',
    StudyID: 'S1',
    AccessionNumber: 'A-1',
    ReferringPhysicianName: '',
    Modality: 'SM',
    SeriesNumber: 1,
    InstanceNumber: 1,
    Manufacturer: 'Smearlens tests',
    SamplesPerPixel: 3,
    PhotometricInterpretation: photometric,
    PlanarConfiguration: 0,
    NumberOfFrames: frames.length,
    Rows: TILE,
    Columns: TILE,
    BitsAllocated: 8,
    BitsStored: 8,
    HighBit: 7,
    PixelRepresentation: 0,
    LossyImageCompression: isJpeg ? '01' : '00',
    TotalPixelMatrixColumns: Math.ceil(width / downsample),
    TotalPixelMatrixRows: Math.ceil(height / downsample),
    TotalPixelMatrixFocalPlanes: 1,
    ImagedVolumeWidth: (width * micronsPerPixel) / 1000,
    ImagedVolumeHeight: (height * micronsPerPixel) / 1000,
    ImagedVolumeDepth: 1,
    NumberOfOpticalPaths: paths,
    OpticalPathSequence: DICOM_SLIDE.opticalPaths.slice(0, paths).map((path) => ({
      OpticalPathIdentifier: path,
      IlluminationTypeCodeSequence: [
        { CodeValue: '111744', CodingSchemeDesignator: 'DCM', CodeMeaning: 'Brightfield illumination' },
      ],
    })),
    SharedFunctionalGroupsSequence: [
      { PixelMeasuresSequence: [{ PixelSpacing: [millimetres, millimetres], SliceThickness: 0.001 }] },
    ],
    ...more,
    PixelData: isJpeg ? frames.map(({ pixels }) => bufferOf(pixels)) : [joined(frames)],
  };
  const file = new DicomDict(
    DicomMetaDictionary.denaturalizeDataset({
      FileMetaInformationVersion: Uint8Array.of(0, 1).buffer,
      MediaStorageSOPClassUID: SOP_CLASS,
      MediaStorageSOPInstanceUID: uid,
      TransferSyntaxUID: syntax,
      ImplementationClassUID: '2.25.40004',
    }),
  );
  file.dict = DicomMetaDictionary.denaturalizeDataset(dataset);
  return new Uint8Array(file.write());
}

function bufferOf(bytes: Uint8Array): ArrayBuffer {
  return Uint8Array.from(bytes).buffer;
}

function joined(frames: readonly Frame[]): ArrayBuffer {
  const size = TILE * TILE * 3;
  const all = new Uint8Array(frames.length * size);
  frames.forEach(({ pixels }, index) => all.set(pixels, index * size));
  return all.buffer;
}

/** The tiles of a level row by row; what lies beyond the slide's edge is filled with black, as scanners do. */
async function framesOf(slide: SmallSlide, downsample: number, asJpeg: boolean): Promise<Frame[]> {
  const [width, height] = [Math.ceil(slide.width / downsample), Math.ceil(slide.height / downsample)];
  const level = await slide.picture().resize(width, height, { fit: 'fill' }).png().toBuffer();
  const { default: sharp } = await import('sharp');
  const frames: Frame[] = [];
  for (let row = 0; row * TILE < height; row++) {
    for (let column = 0; column * TILE < width; column++) {
      const [left, top] = [column * TILE, row * TILE];
      const part = { left, top, width: Math.min(TILE, width - left), height: Math.min(TILE, height - top) };
      const cut = await sharp(level)
        .extract(part)
        .extend({ right: TILE - part.width, bottom: TILE - part.height, background: 'black' })
        .removeAlpha()
        .raw()
        .toBuffer();
      const raw = sharp(cut, { raw: { width: TILE, height: TILE, channels: 3 } });
      const pixels = asJpeg ? await raw.jpeg({ quality: 95 }).toBuffer() : await raw.raw().toBuffer();
      frames.push({ column, row, pixels: Uint8Array.from(pixels) });
    }
  }
  return frames;
}
