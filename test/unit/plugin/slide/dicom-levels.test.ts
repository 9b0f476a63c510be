import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SmearError } from '../../../../models/domain/errors.js';
import { TAGS, type DicomJson } from '../../../../plugin/slide/dicomweb/dicom-json.js';
import { dicomLevels, type DicomLevel } from '../../../../plugin/slide/dicomweb/dicom-levels.js';

type Attributes = { [Keyword in keyof typeof TAGS]?: readonly unknown[] };

function dataset(attributes: Attributes): DicomJson {
  return Object.fromEntries(
    Object.entries(attributes).map(([keyword, Value]) => [TAGS[keyword as keyof typeof TAGS], { Value }]),
  );
}

/** An instance of 500 × 300 pixels in tiles of 200: three columns, two rows. */
function instance(uid: string, attributes: Attributes = {}): DicomJson {
  return dataset({
    ImageType: ['ORIGINAL', 'PRIMARY', 'VOLUME', 'NONE'],
    SOPInstanceUID: [uid],
    DimensionOrganizationType: ['TILED_FULL'],
    TotalPixelMatrixColumns: [500],
    TotalPixelMatrixRows: [300],
    Columns: [200],
    Rows: [200],
    NumberOfFrames: [6],
    OpticalPathSequence: [dataset({ OpticalPathIdentifier: ['white'] })],
    ...attributes,
  });
}

function sparseFrame(column: number, row: number, more: { z?: number; path?: string } = {}): DicomJson {
  return dataset({
    PlanePositionSlideSequence: [
      dataset({
        ColumnPositionInTotalImagePixelMatrix: [column * 200 + 1],
        RowPositionInTotalImagePixelMatrix: [row * 200 + 1],
        ZOffsetInSlideCoordinateSystem: [more.z ?? 0],
      }),
    ],
    ...(more.path === undefined
      ? {}
      : {
          OpticalPathIdentificationSequence: [dataset({ OpticalPathIdentifier: [more.path] })],
        }),
  });
}

function frames({ frameAt }: DicomLevel): string[] {
  return [0, 1].flatMap((row) =>
    [0, 1, 2].map((column) => {
      const frame = frameAt(column, row);
      return frame ? `${frame.sopInstanceUID}/${frame.number}` : '-';
    }),
  );
}

function errorOf(action: () => unknown): SmearError {
  try {
    action();
  } catch (error) {
    if (error instanceof SmearError) return error;
  }
  throw new Error('no SmearError was thrown');
}

describe('the levels of a DICOM whole-slide image', () => {
  it('are sorted by size, without label, overview and thumbnail', () => {
    const beside = ['LABEL', 'OVERVIEW', 'THUMBNAIL'].map((kind) =>
      instance(kind, { ImageType: ['ORIGINAL', 'PRIMARY', kind, 'NONE'], TotalPixelMatrixColumns: [9000] }),
    );
    const coarse = instance('coarse', { TotalPixelMatrixColumns: [250], TotalPixelMatrixRows: [150] });
    const { levels } = dicomLevels([...beside, coarse, instance('fine')]);
    assert.deepEqual(
      levels.map(({ width, height, downsample }) => [width, height, downsample]),
      [
        [500, 300, 1],
        [250, 150, 2],
      ],
    );
  });

  it('take the frames of TILED_FULL row by row', () => {
    assert.deepEqual(frames(dicomLevels([instance('a')]).levels[0]), [
      'a/1',
      'a/2',
      'a/3',
      'a/4',
      'a/5',
      'a/6',
    ]);
  });

  it('go on through the instances of a concatenation, in whatever order they come', () => {
    const parts = [
      instance('second', { NumberOfFrames: [2], ConcatenationFrameOffsetNumber: [4] }),
      instance('first', { NumberOfFrames: [4], ConcatenationFrameOffsetNumber: [0] }),
    ];
    assert.deepEqual(frames(dicomLevels(parts).levels[0]), [
      'first/1',
      'first/2',
      'first/3',
      'first/4',
      'second/1',
      'second/2',
    ]);
  });

  it('take the frames of TILED_SPARSE from where they lie, and leave out what was not scanned', () => {
    const sparse = instance('s', {
      DimensionOrganizationType: ['TILED_SPARSE'],
      PerFrameFunctionalGroupsSequence: [sparseFrame(2, 1), sparseFrame(0, 0)],
    });
    assert.deepEqual(frames(dicomLevels([sparse]).levels[0]), ['s/2', '-', '-', '-', '-', 's/1']);
  });

  it('hold the first optical path, or the one that is asked for', () => {
    const OpticalPathSequence = ['white', 'blue'].map((path) => dataset({ OpticalPathIdentifier: [path] }));
    const both = instance('b', { NumberOfFrames: [12], OpticalPathSequence });
    assert.equal(frames(dicomLevels([both]).levels[0])[0], 'b/1');
    assert.equal(frames(dicomLevels([both], { opticalPath: 'blue' }).levels[0])[0], 'b/7');
    assert.deepEqual(dicomLevels([both]).opticalPaths, ['white', 'blue']);
    const error = errorOf(() => dicomLevels([both], { opticalPath: 'red' }));
    assert.equal(error.code, 'invalid-argument');
    assert.match(error.message, /white, blue/);
  });

  it('tell the optical paths of sparse frames apart', () => {
    const sparse = instance('s', {
      DimensionOrganizationType: ['TILED_SPARSE'],
      PerFrameFunctionalGroupsSequence: ['blue', 'white'].map((path) => sparseFrame(0, 0, { path })),
    });
    assert.equal(frames(dicomLevels([sparse], { opticalPath: 'white' }).levels[0])[0], 's/2');
  });

  it('hold the middle focal plane, or the one that is asked for', () => {
    const stack = instance('f', { NumberOfFrames: [18], TotalPixelMatrixFocalPlanes: [3] });
    assert.equal(frames(dicomLevels([stack]).levels[0])[0], 'f/7');
    assert.equal(frames(dicomLevels([stack], { focalPlane: 0 }).levels[0])[0], 'f/1');
    const sparse = instance('s', {
      DimensionOrganizationType: ['TILED_SPARSE'],
      PerFrameFunctionalGroupsSequence: [2, 0, 1].map((z) => sparseFrame(0, 0, { z })),
    });
    assert.equal(frames(dicomLevels([sparse]).levels[0])[0], 's/3');
    assert.equal(frames(dicomLevels([sparse], { focalPlane: 2 }).levels[0])[0], 's/1');
  });

  it('know the resolution from the spacing of the pixels, else from the width of what was scanned', () => {
    const measured = instance('m', {
      SharedFunctionalGroupsSequence: [
        dataset({ PixelMeasuresSequence: [dataset({ PixelSpacing: ['0.0002', '0.0003'] })] }),
      ],
    });
    assert.ok(Math.abs((dicomLevels([measured]).micronsPerPixel ?? 0) - 0.25) < 1e-12);
    assert.equal(dicomLevels([instance('w', { ImagedVolumeWidth: [0.25] })]).micronsPerPixel, 0.5);
    assert.equal(dicomLevels([instance('n')]).micronsPerPixel, undefined);
  });

  it('are refused where there is no slide, or where its tiles stand on no grid', () => {
    const label = instance('l', { ImageType: ['ORIGINAL', 'PRIMARY', 'LABEL', 'NONE'] });
    assert.equal(errorOf(() => dicomLevels([label])).code, 'slide-unsupported');
    const askew = instance('s', {
      DimensionOrganizationType: ['TILED_SPARSE'],
      PerFrameFunctionalGroupsSequence: [sparseFrame(0.5, 0)],
    });
    assert.match(errorOf(() => dicomLevels([askew])).message, /grid/);
  });

  it('refuse sizes and counts that cannot be, before memory is taken for them', () => {
    const wrong: Attributes[] = [
      { NumberOfFrames: [2 ** 31] },
      { NumberOfFrames: [-1] },
      { NumberOfFrames: [1.5] },
      { Columns: [0] },
      { Rows: [] },
      { Columns: [65_000] },
      { TotalPixelMatrixColumns: [0] },
      { TotalPixelMatrixRows: [1e12] },
      { TotalPixelMatrixFocalPlanes: [0] },
    ];
    for (const attributes of wrong) {
      const error = errorOf(() => dicomLevels([instance('a', attributes)]));
      assert.equal(error.code, 'slide-unreadable', JSON.stringify(attributes));
      assert.match(error.message, new RegExp(Object.keys(attributes)[0] ?? ''));
    }
  });

  it('refuse what is no series, and read attributes without a list of values as absent', () => {
    for (const answer of [{}, 'login', 7, null])
      assert.equal(errorOf(() => dicomLevels(answer as unknown as DicomJson[])).code, 'slide-unreadable');
    const odd = { ...instance('a'), [TAGS.OpticalPathSequence]: { Value: 'white' } } as unknown as DicomJson;
    assert.deepEqual(dicomLevels([odd]).opticalPaths, ['']);
    const none = { ...instance('a'), [TAGS.ImageType]: 7 } as unknown as DicomJson;
    assert.equal(errorOf(() => dicomLevels([none])).code, 'slide-unsupported');
  });
});
