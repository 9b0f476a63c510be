import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeFieldPyramid } from './field-pyramid.js';

export interface ReviewSlide {
  readonly name: string;
  /** For pictures. */
  readonly short: string;
  readonly query: string;
  readonly folder?: string;
  /** The button that analyses enough of it. */
  readonly button: 'analyse-view' | 'analyse-slide';
}

/** The drawn sample slide, and where the public data lie, a pyramid of real fields. */
export async function fieldsOf(): Promise<ReviewSlide[]> {
  const sample: ReviewSlide = {
    name: 'the sample slide',
    short: 'sample',
    query: '',
    button: 'analyse-view',
  };
  const data = process.env['SMEARLENS_DATA'];
  if (!data) return [sample];
  const folder = await mkdtemp(join(tmpdir(), 'smearlens-fields-'));
  // The second set's pictures are a little coarser: at one scale, like one slide.
  const scale = 0.09 / 0.074;
  const bands = [
    { set: join(data, 'bccd'), columns: 8, rows: 5 },
    { set: join(data, 'acevedo'), columns: 11, rows: 3, scale },
  ];
  await writeFieldPyramid(bands, folder);
  return [
    sample,
    {
      name: 'real fields of two laboratories',
      short: 'fields',
      query: '?slide=/slides/fields.dzi',
      folder,
      button: 'analyse-slide',
    },
  ];
}
