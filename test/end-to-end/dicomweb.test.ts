import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import dcmjs from 'dcmjs';
import type * as DicomWebClientPackage from 'dicomweb-client';
import type OpenSeadragonType from 'openseadragon';
import { chromium, type Browser, type Page } from 'playwright-core';
import { boxIou, type Box } from '../../models/domain/geometry.js';
import type * as DicomWebEntry from '../../plugin/dicomweb-entry.js';
import type * as Smearlens from '../../plugin/session-entry.js';
import { chromiumFlags, findChromium } from '../../scripts/chromium.mjs';
import { findOrthanc, startOrthanc } from '../../scripts/orthanc.mjs';
import { serveFolders } from '../../scripts/static-server.mjs';
import { DICOM_SLIDE, makeDicomSlide } from './dicom-slide.js';
import { serveWithCors, type SlideServer } from './slide-servers.js';
import { cutSmallSlide, type SmallSlide } from './small-slide.js';

const skip = findOrthanc() ? false : 'Orthanc is not here: apt-get install orthanc orthanc-dicomweb';

/** What the page holds from one step to the next. */
interface TestPage {
  readonly OpenSeadragon: typeof OpenSeadragonType;
  open(
    url: string,
    options?: Partial<DicomWebEntry.DicomWebSlideOptions>,
  ): Promise<DicomWebEntry.DicomWebSlide>;
  client(url: string): DicomWebClientPackage.api.DICOMwebClient;
  session?: Smearlens.SmearSession;
}

describe('a whole-slide image in a DICOM archive (Orthanc)', { skip, timeout: 600_000 }, () => {
  let folder: string;
  let slide: SmallSlide;
  let orthanc: Awaited<ReturnType<typeof startOrthanc>>;
  /** Orthanc behind a server that lets other pages read, as a hospital would set it up. */
  let archive: SlideServer;
  let portal: SlideServer;
  let browser: Browser;
  let page: Page;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'smearlens-dicom-'));
    slide = await cutSmallSlide();
    orthanc = await startOrthanc();
    for (const file of await makeDicomSlide(slide)) {
      const stored = await fetch(new URL('/instances', orthanc.url), {
        method: 'POST',
        body: Uint8Array.from(file),
      });
      assert.equal(stored.status, 200, await stored.text());
    }
    archive = await serveWithCors(orthanc.url);
    await writeFile(
      join(folder, 'index.html'),
      '<!doctype html><link rel="icon" href="data:," /><div id="viewer" style="position:fixed;inset:0"></div>',
    );
    portal = await serveFolders({ '/': folder, '/smearlens/': 'dist/browser', '/packages/': 'node_modules' });
    browser = await chromium.launch({ executablePath: findChromium(), args: chromiumFlags });
    page = await browser.newPage({ viewport: { width: 640, height: 512 } });
    await page.addInitScript('globalThis.__name = (named) => named;');
    await page.goto(portal.url);
    await page.addScriptTag({
      url: `${portal.url}packages/openseadragon/build/openseadragon/openseadragon.min.js`,
    });
    await page.evaluate(async ({ studyInstanceUID, seriesInstanceUID }) => {
      const held = window as unknown as TestPage;
      const [client, entry] = [
        '/packages/dicomweb-client/build/dicomweb-client.es.js',
        '/smearlens/dicomweb-entry.js',
      ];
      const { api } = (await import(client)) as typeof DicomWebClientPackage;
      const { openDicomWebSlide } = (await import(entry)) as typeof DicomWebEntry;
      held.client = (url) => new api.DICOMwebClient({ url, verbose: false, singlepart: false });
      held.open = (url, options) =>
        openDicomWebSlide({ client: held.client(url), studyInstanceUID, seriesInstanceUID, ...options });
    }, DICOM_SLIDE);
  });
  after(async () => {
    await browser?.close();
    await portal?.close();
    await archive?.close();
    await orthanc?.close();
    await rm(folder, { recursive: true, force: true });
  });

  const archiveUrl = (): string => archive.url.replace(/\/$/, '');

  it('is read pixel by pixel from a concatenation of uncompressed tiles, with its resolution', async () => {
    const rgba = Buffer.alloc(slide.width * slide.height * 4, 255);
    for (let i = 0; i < slide.width * slide.height; i++) slide.rgb.copy(rgba, i * 4, i * 3, i * 3 + 3);
    const read = await page.evaluate(async (url) => {
      const reader = await (window as unknown as TestPage).open(url);
      const { width, height, micronsPerPixel, opticalPaths, levels } = reader;
      const all = { minX: 0, minY: 0, maxX: width, maxY: height };
      const { data } = await reader.read({ region: all, width, height });
      const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', data));
      return { width, height, micronsPerPixel, opticalPaths, levels, hash: [...hash] };
    }, archiveUrl());
    assert.equal(
      Buffer.from(read.hash).toString('hex'),
      createHash('sha256').update(rgba).digest('hex'),
      'every pixel is the slide’s own',
    );
    assert.deepEqual(
      read.levels.map(({ width, height }) => [width, height]),
      [1, 2, 4].map((downsample) => [slide.width / downsample, slide.height / downsample]),
    );
    assert.ok(Math.abs((read.micronsPerPixel ?? 0) / slide.micronsPerPixel - 1) < 1e-6);
    assert.deepEqual(read.opticalPaths, DICOM_SLIDE.opticalPaths);
  });

  it('is read from sparse JPEG tiles in no order, white where nothing was scanned', async () => {
    const half = await page.evaluate(meanDifference, { url: archiveUrl(), downsample: 2 });
    assert.ok(half.left < 3 && half.right < 3, `half: ${half.left} and ${half.right} apart`);
    const quarter = await page.evaluate(meanDifference, { url: archiveUrl(), downsample: 4 });
    assert.ok(quarter.left < 3, `a quarter: ${quarter.left} apart`);
    assert.equal(quarter.white, 1, 'the tile that was not scanned is white');
  });

  it('is read in the optical path that is asked for', async () => {
    const pixels = await page.evaluate(async (url) => {
      const open = (window as unknown as TestPage).open;
      const one = { region: { minX: 300, minY: 200, maxX: 301, maxY: 201 }, width: 1, height: 1 };
      const read = async (opticalPath: string) =>
        (await (await open(url, { opticalPath })).read(one)).data.slice(0, 3);
      return { first: [...(await read('1'))], second: [...(await read('2'))] };
    }, archiveUrl());
    assert.deepEqual(
      pixels.second,
      pixels.first.map((value) => 255 - value),
    );
  });

  it('is drawn by the server where no browser decodes what is stored', async () => {
    const difference = await page.evaluate(meanDifference, {
      url: archiveUrl(),
      downsample: 2,
      asJpeg2000: true,
    });
    assert.ok(difference.left < 3 && difference.right < 3, JSON.stringify(difference));
  });

  it('gives up reading at once when the caller does', async () => {
    const message = await page.evaluate(async (url) => {
      const reader = await (window as unknown as TestPage).open(url);
      const controller = new AbortController();
      const region = { minX: 0, minY: 0, maxX: reader.width, maxY: reader.height };
      const reading = reader.read({ region, width: 8, height: 8 }, { signal: controller.signal });
      controller.abort(new Error('looked elsewhere'));
      return reading.then(
        () => 'was read',
        (error: Error) => error.message,
      );
    }, archiveUrl());
    assert.equal(message, 'looked elsewhere');
  });

  it('is shown in the viewer and analysed there', async () => {
    const found = await page.evaluate(async (url) => {
      const held = window as unknown as TestPage;
      const entry = '/smearlens/session-entry.js';
      const { attachTo, createReaderTileSource } = (await import(entry)) as typeof Smearlens;
      const reader = await held.open(url);
      const viewer = held.OpenSeadragon({ id: 'viewer', drawer: 'canvas', showNavigationControl: false });
      const session = await attachTo(viewer, { keep: false, backend: 'wasm' });
      held.session = session;
      await new Promise((resolve) => {
        viewer.addOnceHandler('open', resolve);
        viewer.open(createReaderTileSource(reader) as unknown as Parameters<typeof viewer.open>[0]);
      });
      await session.analyzeSlide();
      return {
        resolution: session.resolution?.source,
        cells: [...session.cells.all()].filter(({ score }) => score >= 0.5).map(({ box }) => box),
      };
    }, archiveUrl());
    assert.equal(found.resolution, 'metadata');
    assert.equal(found.cells.length, slide.cells.length);
    for (const { box } of slide.cells) assert.ok(found.cells.some((cell) => boxIou(cell, box) >= 0.5));
  });

  it('gets its annotations back by STOW-RS, in its own study and for its own image', async () => {
    const stored = await page.evaluate(
      async ({ url, studyInstanceUID }) => {
        const { client, session } = window as unknown as TestPage;
        const file = await session?.exportAs('dicom');
        if (!file) throw new Error('no session');
        await client(url).storeInstances({ datasets: [await file.arrayBuffer()] });
        const [found] = (await client(url).searchForInstances({
          studyInstanceUID,
          queryParams: { Modality: 'ANN' },
        })) as unknown as Record<string, { Value: [string] }>[];
        const bytes = (await client(url).retrieveInstance({
          studyInstanceUID,
          seriesInstanceUID: found?.['0020000E']?.Value[0] ?? '',
          sopInstanceUID: found?.['00080018']?.Value[0] ?? '',
        } as Parameters<
          DicomWebClientPackage.api.DICOMwebClient['retrieveInstance']
        >[0])) as unknown as ArrayBuffer;
        return [...new Uint8Array(bytes)];
      },
      { url: archiveUrl(), studyInstanceUID: DICOM_SLIDE.studyInstanceUID },
    );
    const { DicomMessage, DicomMetaDictionary } = dcmjs.data;
    const { dict } = DicomMessage.readFile(Uint8Array.from(stored).buffer);
    const annotations = DicomMetaDictionary.naturalizeDataset(dict) as unknown as StoredAnnotations;
    assert.equal(annotations.StudyInstanceUID, DICOM_SLIDE.studyInstanceUID);
    assert.equal(annotations.PatientID, DICOM_SLIDE.patientID);
    const [series] = annotations.ReferencedSeriesSequence;
    assert.equal(series.SeriesInstanceUID, DICOM_SLIDE.seriesInstanceUID);
    assert.deepEqual(
      annotations.ReferencedImageSequence.map((item) => item.ReferencedSOPInstanceUID).sort(),
      ['2.25.40101', '2.25.40102'],
    );
    const boxes = [...annotations.AnnotationGroupSequence].flatMap(boxesOf);
    assert.equal(boxes.length, slide.cells.length);
    for (const { box } of slide.cells) assert.ok(boxes.some((cell) => boxIou(cell, box) >= 0.5));
  });

  it('says which headers the server must send where it lets no other page read', async () => {
    const error = await page.evaluate(openingError, { url: orthanc.url });
    assert.equal(error.code, 'slide-forbidden', error.message);
    assert.match(error.message, /Access-Control-Allow-Origin: http:\/\/localhost/);
    assert.match(error.message, /Access-Control-Allow-Headers: Accept/);
  });

  it('says so where the archive does not have it', async () => {
    const missing = await page.evaluate(openingError, { url: archiveUrl(), seriesInstanceUID: '2.25.1' });
    assert.equal(missing.code, 'slide-not-found', missing.message);
  });
});

interface StoredAnnotations {
  readonly StudyInstanceUID: string;
  readonly PatientID: string;
  readonly ReferencedSeriesSequence: readonly [{ readonly SeriesInstanceUID: string }];
  readonly ReferencedImageSequence: readonly { readonly ReferencedSOPInstanceUID: string }[];
  readonly AnnotationGroupSequence: Iterable<StoredGroup>;
}

interface StoredGroup {
  readonly DoublePointCoordinatesData: ArrayBuffer | readonly [ArrayBuffer];
  readonly LongPrimitivePointIndexList: ArrayBuffer | readonly [ArrayBuffer];
}

function boxesOf(group: StoredGroup): Box[] {
  const only = (value: ArrayBuffer | readonly [ArrayBuffer]): ArrayBuffer =>
    value instanceof ArrayBuffer ? value : value[0];
  const points = new Float64Array(only(group.DoublePointCoordinatesData));
  const starts = [...new Uint32Array(only(group.LongPrimitivePointIndexList))].map((start) => start - 1);
  return starts.map((start, i) => {
    const ring = points.subarray(start, starts[i + 1]);
    const [x, y] = [ring.filter((_, at) => at % 2 === 0), ring.filter((_, at) => at % 2 === 1)];
    return { minX: Math.min(...x), minY: Math.min(...y), maxX: Math.max(...x), maxY: Math.max(...y) };
  });
}

async function openingError(where: {
  url: string;
  seriesInstanceUID?: string;
}): Promise<{ code: string; message: string }> {
  const { url, ...options } = where;
  return (window as unknown as TestPage).open(url, options).then(
    () => ({ code: 'opened', message: '' }),
    ({ code, message }: Smearlens.SmearError) => ({ code, message }),
  );
}

/** How far a coarser level is from level 0 in the mean, in its scanned left tile and beyond; how much there is white. */
async function meanDifference(asked: { url: string; downsample: number; asJpeg2000?: boolean }) {
  const { url, downsample, asJpeg2000 } = asked;
  const { open, client } = window as unknown as TestPage;
  const archive = client(url);
  if (asJpeg2000) {
    // The start of a JPEG 2000 stream, which Chromium does not decode.
    archive.retrieveInstanceFrames = () => [Uint8Array.of(0xff, 0x4f, 0xff, 0x51, 0, 0).buffer];
  }
  const [fine, coarse] = [await open(url), await open(url, { client: archive })];
  const [width, height] = [fine.width / downsample, fine.height / downsample];
  const all = { minX: 0, minY: 0, maxX: fine.width, maxY: fine.height };
  const truth = (await fine.read({ region: all, width: fine.width, height: fine.height })).data;
  const level = (await coarse.read({ region: all, width, height })).data;
  const sums = { left: 0, right: 0, white: 0 };
  const counts = { left: 0, right: 0 };
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const side = x < 128 ? 'left' : 'right';
      const at = (y * width + x) * 4;
      if (side === 'right' && level[at] === 255 && level[at + 1] === 255 && level[at + 2] === 255)
        sums.white++;
      for (let channel = 0; channel < 3; channel++) {
        let sum = 0;
        for (let dy = 0; dy < downsample; dy++)
          for (let dx = 0; dx < downsample; dx++)
            sum += truth[((y * downsample + dy) * fine.width + x * downsample + dx) * 4 + channel] ?? 0;
        sums[side] += Math.abs(sum / downsample ** 2 - (level[at + channel] ?? 0));
        counts[side]++;
      }
    }
  }
  return {
    left: sums.left / counts.left,
    right: sums.right / counts.right,
    white: sums.white / (counts.right / 3),
  };
}
