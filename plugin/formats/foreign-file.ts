import { SmearError } from '../../models/domain/errors.js';

/** Says what a file is that holds no GeoJSON; `kind` in words that follow “it is”. */
export function foreignFile(kind: string): SmearError {
  return new SmearError(
    'import-unreadable',
    `The file is not GeoJSON: it is ${kind}. Nothing was imported. Export the cells as GeoJSON there and open that file.`,
  );
}

/** What parsed JSON of another program seems to be; `undefined` where it is unknown, or GeoJSON. */
export function foreignKind(value: unknown): string | undefined {
  if (!isObject(value) || Array.isArray(value)) return undefined;
  const has = (...keys: string[]): boolean => keys.every((key) => Object.hasOwn(value, key));
  const { type } = value as { type?: unknown };
  if (type === 'Feature' || type === 'FeatureCollection') return undefined;
  if (has('geometries', 'provenance')) return 'an annotation of caMicroscope';
  if (has('annotation') || has('elements')) return 'an annotation of the Digital Slide Archive (HistomicsUI)';
  if (has('images', 'annotations')) return 'a COCO data set';
  if (has('nuc')) return 'what HoVer-Net writes';
  if (has('target', 'body') || has('@context')) return 'a W3C web annotation (Annotorious)';
  if (has('shapes', 'imagePath')) return 'a file of LabelMe';
  if (has('coord', 'prob')) return 'what StarDist writes';
  if (type === 'Topology') return 'TopoJSON';
  const [first] = Object.values(value) as unknown[];
  if (isObject(first) && 'filename' in first && 'regions' in first)
    return 'a file of the VGG Image Annotator';
  return undefined;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** What the first bytes of a file say that is no JSON; `undefined` where it may be JSON. */
export function foreignBytes(head: Uint8Array): string | undefined {
  const starts = (magic: string, at = 0): boolean =>
    [...magic].every((letter, i) => head[at + i] === letter.charCodeAt(0));
  if (starts('PK')) return 'a ZIP archive. Unpack it first';
  if (starts('DICM', 128)) return 'a DICOM file';
  if (starts('%PDF')) return 'a PDF';
  if (starts('\x89PNG') || starts('\xff\xd8\xff') || starts('II') || starts('MM\0')) return 'a picture';
  if (starts('\x89HDF')) return 'an HDF5 file';
  if (starts('PAR1')) return 'a Parquet file';
  if (starts('SQLite')) return 'a database';
  const text = new TextDecoder('latin1').decode(head).replace('ï»¿', '').trimStart();
  if (text.startsWith('<')) return xmlKind(text);
  if (text === '' || '{["'.includes(text.charAt(0))) return undefined;
  if (head.subarray(0, 64).some((byte) => byte < 9)) return 'no text';
  const [line = ''] = text.split('\n', 1);
  const numbers = line.trim().split(' ');
  if (numbers.length >= 5 && numbers.every((one) => one !== '' && Number.isFinite(Number(one))))
    return 'a table of numbers (YOLO)';
  return /[,;\t]/.test(line) && !/[{}[\]]/.test(line) ? 'a table (CSV)' : undefined;
}

function xmlKind(text: string): string {
  if (text.includes('ASAP_Annotation')) return 'an annotation of ASAP (XML)';
  if (text.includes('<Annotations')) return 'an annotation of ImageScope (XML)';
  if (text.includes('<OME')) return 'OME-XML';
  return /^<(?:!doctype )?html/i.test(text) ? 'a web page' : 'XML';
}
