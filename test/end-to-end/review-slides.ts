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
  readonly button: 'Analyse view' | 'Whole slide';
}

/** The drawn sample slide, and where the public data lie, a pyramid of real fields. */
export async function fieldsOf(): Promise<ReviewSlide[]> {
  const sample: ReviewSlide = {
    name: 'the sample slide',
    short: 'sample',
    query: '',
    button: 'Analyse view',
  };
  const data = process.env['SMEARLENS_DATA'];
  if (!data) return [sample];
  const folder = await mkdtemp(join(tmpdir(), 'smearlens-fields-'));
  const [columns, rows] = [8, 5];
  await writeFieldPyramid(join(data, 'bccd'), folder, columns, rows);
  return [
    sample,
    {
      name: 'real fields',
      short: 'fields',
      query: '?slide=/slides/fields.dzi',
      folder,
      button: 'Whole slide',
    },
  ];
}
