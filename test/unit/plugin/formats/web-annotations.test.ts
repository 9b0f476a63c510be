import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Cell } from '../../../../models/domain/cell.js';
import {
  readWebAnnotations,
  toWebAnnotations,
  type WebAnnotation,
} from '../../../../plugin/formats/web-annotations.js';

const cell = {
  id: 'a-cell',
  label: { name: 'Neutrophil: Band', code: 'NB', color: [1, 2, 3] },
  outline: Float64Array.of(1.234, 2, 10, 2, 10, 20.5),
} as unknown as Cell;

function annotation(value: string, type = 'SvgSelector'): WebAnnotation {
  return {
    id: '#an-id',
    type: 'Annotation',
    body: [
      { type: 'TextualBody', purpose: 'commenting', value: 'look here' },
      { type: 'TextualBody', purpose: 'tagging', value: 'Monocyte' },
    ],
    target: { selector: { type, value } },
  };
}

async function ringOf(value: string): Promise<number[][]> {
  const { geoJson, skipped } = readWebAnnotations([annotation(value)]);
  assert.deepEqual(skipped, []);
  const { features } = JSON.parse(await geoJson.text()) as {
    features: [{ geometry: { coordinates: [number[][]] } }];
  };
  return features[0].geometry.coordinates[0];
}

describe('W3C Web Annotations', () => {
  it('say of a cell its id, its class as a tag, and its outline as a polygon', () => {
    const [written] = toWebAnnotations([cell], 'slide.dzi');
    assert.equal(written?.id, 'a-cell');
    assert.deepEqual(written.body, [{ type: 'TextualBody', purpose: 'tagging', value: 'Neutrophil: Band' }]);
    assert.equal(written.target.source, 'slide.dzi');
    assert.equal(
      written.target.selector.value,
      '<svg><polygon points="1.23,2 10,2 10,20.5"></polygon></svg>',
    );
  });

  it('come back as closed outlines with id and class', async () => {
    const { geoJson } = readWebAnnotations([annotation('<svg><polygon points="1,2 10,2 10,20"/></svg>')]);
    const { features } = JSON.parse(await geoJson.text()) as { features: unknown[] };
    assert.deepEqual(features, [
      {
        type: 'Feature',
        id: 'an-id',
        geometry: {
          type: 'Polygon',
          coordinates: [
            [
              [1, 2],
              [10, 2],
              [10, 20],
              [1, 2],
            ],
          ],
        },
        properties: { objectType: 'cell', classification: { name: 'Monocyte' } },
      },
    ]);
  });

  it('may be rectangles, ellipses, circles or paths of straight lines', async () => {
    const box = [
      [5, 6],
      [12, 6],
      [12, 14],
      [5, 14],
      [5, 6],
    ];
    assert.deepEqual(await ringOf('xywh=pixel:5,6,7,8'), box);
    assert.deepEqual(await ringOf('<svg><rect x="5" y="6" width="7" height="8" /></svg>'), box);
    assert.deepEqual(await ringOf('<svg><path d="M5 6 L12 6 L12 14 L5 14 Z" /></svg>'), box);
    for (const shape of [
      '<ellipse cx="50" cy="60" rx="20" ry="10" />',
      '<circle cx="50" cy="60" r="20" />',
    ]) {
      const ring = await ringOf(`<svg>${shape}</svg>`);
      assert.equal(Math.max(...ring.map(([x = 0]) => x)), 70);
      assert.equal(ring.length, 41);
    }
  });

  it('are passed over and named where their shape is none of a cell', () => {
    const shapes = [
      '<svg><line x1="1" y1="2" x2="3" y2="4" /></svg>',
      '<svg><path d="M1 2 C 3 4 5 6 7 8 Z"/></svg>',
    ];
    for (const shape of [...shapes, '<svg><polygon points="1,2 3,4" /></svg>', 'xywh=percent:1,2,3,4']) {
      assert.deepEqual(readWebAnnotations([annotation(shape)]).skipped, ['#an-id'], shape);
    }
  });
});
