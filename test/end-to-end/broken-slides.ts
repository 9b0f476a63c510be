import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { writeTiff } from '../unit/plugin/slide/slide-tiff-writer.js';

/** A file that cannot be analysed, and what is said about it. */
export interface BrokenSlide {
  readonly name: string;
  readonly path: string;
  readonly code: 'slide-unreadable' | 'slide-unsupported';
  readonly message: RegExp;
}

const JPEG_2000 = 33005;

/** Writes one file of each kind into the folder; the real Aperio slide only where `data` says where it lies. */
export async function writeBrokenSlides(folder: string, data: string | undefined): Promise<BrokenSlide[]> {
  const size = { width: 600, height: 400 };
  const pyramid = await sharp({ create: { ...size, channels: 3, background: '#c8a0a8' } })
    .tiff({ compression: 'jpeg', tile: true, pyramid: true })
    .toBuffer();
  const stack = Array.from({ length: 3 }, () => ({ ...size, tileSize: 256, channels: 1, bits: 16 }));
  const aperio = {
    ...size,
    tileSize: 256,
    compression: JPEG_2000,
    description: 'Aperio Image Library v11\r\n600x400 (256x256) J2K/YUV16|AppMag = 40|MPP = 0.25',
  };
  const files = new Map<string, Uint8Array>([
    ['cut-short.tiff', pyramid.subarray(0, pyramid.length * 0.6)],
    ['grey-stack.tif', writeTiff(stack)],
    ['jpeg2000.svs', writeTiff([aperio])],
    ['notes.svs', Buffer.from('Patient 7, smear of Tuesday.\n'.repeat(20))],
  ]);
  if (data) files.set('aperio-jpeg2000.svs', await readFile(join(data, 'slides', 'tcga-jpeg2000.svs')));
  for (const [name, bytes] of files) await writeFile(join(folder, name), bytes);
  const slide = (name: string, code: BrokenSlide['code'], message: RegExp): BrokenSlide => ({
    name,
    path: join(folder, name),
    code,
    message,
  });
  return [
    slide('cut-short.tiff', 'slide-unreadable', /ends too early or is damaged/),
    slide('grey-stack.tif', 'slide-unsupported', /16-bit integer grey/),
    slide('jpeg2000.svs', 'slide-unsupported', /JPEG 2000/),
    slide('notes.svs', 'slide-unreadable', /a text file/),
    ...(data ? [slide('aperio-jpeg2000.svs', 'slide-unsupported', /JPEG 2000/)] : []),
  ];
}
