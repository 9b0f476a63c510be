import type { Cell } from '../../models/domain/cell.js';

/** A W3C Web Annotation as Annotorious keeps it: a shape in pixels of the image, and tags. */
export interface WebAnnotation {
  readonly '@context'?: string;
  readonly id: string;
  readonly type: 'Annotation';
  readonly body: readonly { readonly type: string; readonly purpose?: string; readonly value?: string }[];
  readonly target: {
    readonly source?: string;
    readonly selector: {
      readonly type: string;
      readonly conformsTo?: string;
      readonly value: string;
    };
  };
}

/** What came of reading annotations. */
export interface ReadWebAnnotations {
  /** For `session.importGeoJson`: each shape as a cell, its first tag as the class. */
  readonly geoJson: Blob;
  /** Ids of those whose shape is none that a cell can have: a line, or a path with curves. */
  readonly skipped: readonly string[];
}

/**
 * The cells as W3C Web Annotations with polygons in level-0 pixels, for `setAnnotations` of Annotorious
 * (`adapter: W3CImageFormat(source)`). Each has its cell's id, and the name of its class as a tag.
 */
export function toWebAnnotations(cells: Iterable<Cell>, source = ''): WebAnnotation[] {
  return [...cells].map(({ id, label, outline }) => ({
    '@context': 'http://www.w3.org/ns/anno.jsonld',
    id,
    type: 'Annotation',
    body: [{ type: 'TextualBody', purpose: 'tagging', value: label.name }],
    target: {
      source,
      selector: {
        type: 'SvgSelector',
        value: `<svg><polygon points="${pairs(outline).join(' ')}"></polygon></svg>`,
      },
    },
  }));
}

/** Reads polygons, rectangles, ellipses and paths of straight lines, as `getAnnotations` of Annotorious gives them. */
export function readWebAnnotations(annotations: readonly WebAnnotation[]): ReadWebAnnotations {
  const skipped: string[] = [];
  const features = annotations.flatMap(({ id, body, target }) => {
    const ring = ringOf(target.selector.value);
    if (!ring) {
      skipped.push(id);
      return [];
    }
    const tags = body.filter(({ purpose }) => purpose === 'tagging');
    const name = (tags[0] ?? body[0])?.value;
    return [
      {
        type: 'Feature',
        // Annotorious writes its ids with a hash in front.
        id: id.replace(/^#/, ''),
        geometry: { type: 'Polygon', coordinates: [[...ring, ring[0]]] },
        properties: { objectType: 'cell', ...(name ? { classification: { name } } : {}) },
      },
    ];
  });
  const text = JSON.stringify({ type: 'FeatureCollection', features });
  return { geoJson: new Blob([text], { type: 'application/geo+json' }), skipped };
}

type Place = readonly [x: number, y: number];

/** How many corners stand for an ellipse: the polygon's area is within half a per cent of its. */
const ELLIPSE_CORNERS = 40;

function ringOf(selector: string): Place[] | undefined {
  const box = /xywh=(?:pixel:)?([\d.,eE+-]+)/.exec(selector)?.[1]?.split(',').map(Number);
  if (box) return rectangle(box[0], box[1], box[2], box[3]);
  const [, shape = '', written = ''] = /<(polygon|path|rect|ellipse|circle)\b([^>]*)>/.exec(selector) ?? [];
  const text = (name: string): string => new RegExp(`\\b${name}="([^"]*)"`).exec(written)?.[1] ?? '';
  const number = (name: string): number => Number.parseFloat(text(name));
  if (shape === 'polygon') return places(text('points'));
  // Curves and arcs have no corners of their own.
  if (shape === 'path') return /[^MLZmz\d\s,.eE+-]|m(?!$)/.test(text('d')) ? undefined : places(text('d'));
  if (shape === 'rect') return rectangle(number('x'), number('y'), number('width'), number('height'));
  if (shape === 'circle') return ellipse(number('cx'), number('cy'), number('r'), number('r'));
  if (shape === 'ellipse') return ellipse(number('cx'), number('cy'), number('rx'), number('ry'));
  return undefined;
}

function rectangle(x = NaN, y = NaN, width = NaN, height = NaN): Place[] | undefined {
  return known([
    [x, y],
    [x + width, y],
    [x + width, y + height],
    [x, y + height],
  ]);
}

function ellipse(x: number, y: number, radiusX: number, radiusY: number): Place[] | undefined {
  return known(
    Array.from({ length: ELLIPSE_CORNERS }, (_, i): Place => {
      const angle = (2 * Math.PI * i) / ELLIPSE_CORNERS;
      return [x + radiusX * Math.cos(angle), y + radiusY * Math.sin(angle)];
    }),
  );
}

function places(text: string): Place[] | undefined {
  const values = (text.match(/[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/g) ?? []).map(Number);
  const found = Array.from({ length: values.length >> 1 }, (_, i): Place => [
    values[2 * i] as number,
    values[2 * i + 1] as number,
  ]);
  return known(found);
}

function known(ring: Place[]): Place[] | undefined {
  return ring.length >= 3 && ring.flat().every(Number.isFinite) ? ring : undefined;
}

function pairs(ring: ArrayLike<number>): string[] {
  return Array.from(
    { length: ring.length >> 1 },
    (_, i) => `${round(ring[2 * i] ?? 0)},${round(ring[2 * i + 1] ?? 0)}`,
  );
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
