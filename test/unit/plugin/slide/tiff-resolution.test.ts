import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { decodeInNode } from '../../../../plugin/slide/node-decoder.js';
import { openSlide } from '../../../../plugin/slide/open-slide.js';
import { writeTiff, type TiffPage } from './slide-tiff-writer.js';

async function resolutionOf(page: Partial<TiffPage>, ...others: Partial<TiffPage>[]) {
  const base: TiffPage = { width: 64, height: 48, tileSize: 32, colourAt: (x, y) => [x * 3, y * 5, 99] };
  const pages = [page, ...others].map((more) => ({ ...base, ...more }));
  const slide = await openSlide(new File([Uint8Array.from(writeTiff(pages))], 'made.tif'), {
    decode: decodeInNode,
  });
  return slide.micronsPerPixel;
}

/** Whether two resolutions are the same to four digits. */
const near = (found: number | undefined, right: number) => Math.abs((found ?? 0) / right - 1) < 1e-4;

describe('the resolution of a TIFF', () => {
  it('is read in each unit that ImageJ writes or its users type', async () => {
    const micrometres = [
      'micron',
      'microns',
      'Micron',
      'um',
      'µm',
      'μm',
      '\\u00B5m',
      '\\u00b5m',
      'micrometers',
    ];
    const units: readonly (readonly [unit: string | Buffer, pixelsPerUnit: number])[] = [
      ...micrometres.map((unit) => [unit, 8] as const),
      [Buffer.from('\xb5m', 'latin1'), 8],
      ['nm', 0.008],
      ['nanometers', 0.008],
      ['mm', 8000],
      ['Millimeter', 8000],
      ['cm', 80_000],
      ['inch', 203_200],
    ];
    for (const [unit, pixelsPerCm] of units) {
      for (const end of ['\n', '\r\n']) {
        const description = Buffer.concat([
          Buffer.from(`ImageJ=1.53t${end}unit=`),
          Buffer.from(unit),
          Buffer.from(`${end}loop=false${end}`),
        ]);
        const found = await resolutionOf({ description, pixelsPerCm });
        assert.ok(near(found, 0.125), `${String(unit)}: ${found}`);
      }
    }
  });

  it('is not what ImageJ says of a picture in pixels, or in a unit that is none of length', async () => {
    for (const unit of ['pixel', 'sec', 'Mm', '']) {
      assert.equal(
        await resolutionOf({ description: `ImageJ=1.53t\nunit=${unit}\n`, pixelsPerCm: 8 }),
        undefined,
      );
    }
  });

  it('is read from a line MPP, whoever wrote it', async () => {
    for (const description of [
      'Aperio Image Library v11\r\n64x48 (32x32) JPEG/RGB Q=30|AppMag = 40|MPP = 0.2500|Left = 25',
      'Grundium Ocus\n|MPP=0.25',
      'MPP=0.25',
      'scanner|mpp = 0,25|date = 1',
    ]) {
      assert.equal(await resolutionOf({ description }), 0.25, description);
    }
    assert.equal(await resolutionOf({ description: 'scanner|MPP = none' }), undefined);
  });

  it('is read from OME-XML in any of its ways of writing', async () => {
    const ome = (pixels: string, before = ''): string =>
      `<?xml version="1.0" encoding="UTF-8"?>${before}<OME xmlns="x"><Image ID="Image:0"><Pixels SizeX="64" ${pixels}/></Image></OME>`;
    const descriptions: readonly (string | Buffer)[] = [
      ome('PhysicalSizeX="0.25"'),
      ome('PhysicalSizeX="2.5E-1" PhysicalSizeXUnit="µm"'),
      ome('PhysicalSizeX="0.25" PhysicalSizeXUnit="&#181;m"'),
      ome('PhysicalSizeX="0.25" PhysicalSizeXUnit="&#xB5;m"'),
      ome('PhysicalSizeX="0.25" PhysicalSizeXUnit="&micro;m"'),
      ome("PhysicalSizeX = '0.25'\n PhysicalSizeXUnit\t=\t'µm'"),
      ome('PhysicalSizeX="250" PhysicalSizeXUnit="nm"'),
      ome('PhysicalSizeX="0.00025" PhysicalSizeXUnit="mm"'),
      ome('PhysicalSizeX="0.25"', '<!-- <Pixels SizeX="64" PhysicalSizeX="9"/> -->'),
      ome('PhysicalSizeX="0.25"', '<![CDATA[<Pixels SizeX="64" PhysicalSizeX="9"/>]]>'),
      Buffer.from(ome("PhysicalSizeX='0.25' PhysicalSizeXUnit='\xb5m'"), 'latin1'),
      '<ome:OME xmlns:ome="x"><ome:Pixels SizeX="64" PhysicalSizeX="0.25"/></ome:OME>',
      '<OME><Pixels SizeX="20" PhysicalSizeX="0.8"/><Pixels SizeX="64" PhysicalSizeX="0.25"/></OME>',
    ];
    for (const description of descriptions) {
      assert.ok(near(await resolutionOf({ description }), 0.25), String(description));
    }
    assert.equal(
      await resolutionOf({ description: ome('PhysicalSizeX="0.25" PhysicalSizeXUnit="reference frame"') }),
      undefined,
    );
  });

  it('is that of the finest level where Philips states one for each', async () => {
    const spacing = (mm: number): string =>
      `<Attribute Name="DICOM_PIXEL_SPACING">&quot;${mm}&quot; &quot;${mm}&quot;</Attribute>`;
    const description = `<DataObject ObjectType="DPUfsImport">${spacing(0.002)}${spacing(0.001)}${spacing(0.00025)}</DataObject>`;
    assert.ok(near(await resolutionOf({ description }), 0.25));
  });

  it('is that of the page that is read, or of the file where its first page alone says one', async () => {
    const label: Partial<TiffPage> = { width: 20, height: 20, description: 'Label Image | MPP = 0.25' };
    assert.equal(await resolutionOf(label, {}), 0.25);
    assert.equal(await resolutionOf(label, { description: 'x | MPP = 0.5' }), 0.5);
  });
});
