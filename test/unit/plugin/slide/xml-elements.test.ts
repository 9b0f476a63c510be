import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { xmlElements } from '../../../../plugin/slide/xml-elements.js';

const read = (text: string) =>
  [...xmlElements(text)].map(({ name, attributes, text: inner }) => [
    name,
    Object.fromEntries(attributes),
    inner,
  ]);

describe('the XML that a slide carries', () => {
  it('is read with its attributes in either quotes, the five entities and numbers, without prefixes', () => {
    assert.deepEqual(
      read(
        `<?xml version="1.0"?><ome:a x = "1 &lt; 2" y='&#181;m &#x2c;' z:w="&amp;lt;">t &gt; u<b/></ome:a>`,
      ),
      [
        ['a', { x: '1 < 2', y: 'µm ,', w: '&lt;' }, 't > u'],
        ['b', {}, ''],
      ],
    );
  });

  it('says nothing in comments, CDATA, declarations and entities of its own', () => {
    const text = `<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd"><!ENTITY y "&x;&x;">]><!-- <a v="1"/> --><![CDATA[<a v="2"/>]]><a v="&y;"/>`;
    assert.deepEqual(read(text).at(-1), ['a', { v: '&y;' }, '']);
    assert.equal(read(text).filter(([name]) => name === 'a').length, 1);
  });

  it('is read on where it is not well formed, as far as it goes', () => {
    assert.deepEqual(read('<a x=1 y="2" z><b c="d'), [['a', { y: '2' }, '']]);
    assert.deepEqual(read('no XML & nothing else'), []);
  });

  // Each kept a pattern busy for minutes, at a hundredth of this length; whoever goes on for minutes fails by the time-out.
  const hanging: readonly (readonly [string, string])[] = [
    ['tags that do not end', '<a '.repeat(1_000_000)],
    ['attributes that do not end', `<OME ${'a="'.repeat(1_000_000)}`],
    ['quotes that do not end', `<OME a="${`'"`.repeat(1_000_000)}`],
    ['comments that do not end', '<!--'.repeat(1_000_000)],
    ['spaces', `<Pixels ${' '.repeat(3_000_000)}PhysicalSizeX`],
    ['entities that do not end', `<a b="${'&#x'.repeat(1_000_000)}"/>`],
    ['elements in elements', '<a>'.repeat(1_000_000)],
    ['sections that do not end', '<![CDATA['.repeat(400_000)],
  ];
  for (const [what, text] of hanging) {
    it(`keeps nobody busy, nor fills the memory: ${what}`, { timeout: 30_000 }, () => {
      assert.ok(read(text).length <= 50_000);
    });
  }
});
