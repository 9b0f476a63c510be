import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fingerprintSlide } from '../../../plugin/node-entry.js';
import { openStorage } from '../../../viewer-shell/storage/storage.js';
import { drawDiscField, runCommand } from './drawn-field.js';

let folder = '';
const at = (name: string): string => join(folder, name);
const verify = (report: string, slide: string) => runCommand(['verify', at(report), at(slide)]);

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'smearlens-verify-'));
  await drawDiscField(at('a.png'), { width: 600, height: 400, pitch: 180 });
  await drawDiscField(at('b.png'), { width: 600, height: 400, pitch: 170 });
  await drawDiscField(at('c.png'), { width: 640, height: 400, pitch: 180 });
  await runCommand(['analyze', at('a.png'), '--out', at('a.geojson'), '--mpp', '0.1']);
});
after(() => rm(folder, { recursive: true, force: true }));

/** The result with some of its text changed. */
async function changed(name: string, change: (text: string) => string): Promise<string> {
  const text = await readFile(at('a.geojson'), 'utf8');
  const other = change(text);
  assert.notEqual(other, text);
  await writeFile(at(name), other);
  return name;
}

describe('smearlens verify', () => {
  it('knows the slide of a result, and says by what it was made', async () => {
    const { code, stdout, stderr } = await verify('a.geojson', 'a.png');
    assert.deepEqual([code, stderr], [0, '']);
    assert.match(stdout, /models discs 1 \(0{64}\), forest on cpu, threshold 0\.5/);
    assert.match(stdout, /0\.1 µm per pixel \(given\)/);
    assert.match(stdout, /\d+ cells, 0 of them reviewed by a person\n/);
  });

  it('refuses another slide of the same size by its bytes, and one of another size by that', async () => {
    const other = await verify('a.geojson', 'b.png');
    assert.equal(other.code, 1);
    assert.match(other.stderr, /its bytes differ/);
    const larger = await verify('a.geojson', 'c.png');
    assert.equal(larger.code, 1);
    assert.match(larger.stderr, /640 × 400 pixels, the report’s slide 600 × 400/);
  });

  it('checks a report of the browser by the fingerprint of the pixels', async () => {
    const slide = await openStorage()(at('a.png')).openSlide(at('a.png'), {});
    const fingerprint = await fingerprintSlide(slide);
    slide.dispose();
    const text = await readFile(at('a.geojson'), 'utf8');
    const saved = JSON.parse(text) as { smearlens: Record<string, unknown> };
    const { run, ...header } = saved.smearlens;
    assert.ok(run);
    await writeFile(at('saved.geojson'), JSON.stringify({ ...saved, smearlens: { ...header, fingerprint } }));
    assert.equal((await verify('saved.geojson', 'a.png')).code, 0);
    const other = await verify('saved.geojson', 'b.png');
    assert.equal(other.code, 1);
    assert.match(other.stderr, /fingerprint differs/);
    await writeFile(at('bare.geojson'), JSON.stringify({ ...saved, smearlens: header }));
    assert.match((await verify('bare.geojson', 'a.png')).stderr, /holds no fingerprint/);
  });

  it('says when names or cells are others than the analysis gave', async () => {
    const name = await changed('renamed.geojson', (text) => {
      const at = text.indexOf('"features"');
      return text.slice(0, at) + text.slice(at).replace('"name":"Lymphocyte"', '"name":"Neutrophil"');
    });
    const { code, stdout } = await verify(name, 'a.png');
    assert.equal(code, 0, 'it is still of this slide');
    assert.match(stdout, /changed since the analysis/);
  });

  it('refuses what is no result, and what is not there', async () => {
    await writeFile(at('none.json'), '{"type":"FeatureCollection","features":[]}');
    assert.match((await verify('none.json', 'a.png')).stderr, /is no GeoJSON of Smearlens/);
    assert.match((await verify('missing.geojson', 'a.png')).stderr, /does not exist/);
    assert.equal((await verify('a.geojson', 'missing.png')).code, 1);
    assert.equal((await runCommand(['verify', at('a.geojson')])).code, 2);
  });
});
