import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import { SmearError } from '../../../../models/domain/errors.js';
import { packFaults } from '../../../../models/pack/pack-faults.js';
import { openPack, type PackSource } from '../../../../models/pack/pack.js';
import { fromHalf, readSafetensors } from '../../../../models/pack/safetensors.js';
import { sha256, sha256InScript } from '../../../../models/pack/sha256.js';

type Bytes = Uint8Array<ArrayBuffer>;
const text = (value: string): Bytes => new Uint8Array(new TextEncoder().encode(value));
const hash = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** A safetensors file with one tensor `w`. */
function weights(halves: readonly number[], dtype = 'F16'): Bytes {
  const raw = new Uint8Array(Uint16Array.from(halves).buffer);
  const header = text(
    JSON.stringify({ w: { dtype, shape: [halves.length], data_offsets: [0, raw.length] } }),
  );
  const file = new Uint8Array(8 + header.length + raw.length);
  new DataView(file.buffer).setBigUint64(0, BigInt(header.length), true);
  file.set(header, 8);
  file.set(raw, 8 + header.length);
  return file;
}

const ONE = 0x3c00;
const FILES: Readonly<Record<string, Bytes>> = {
  'detector.safetensors': weights([ONE]),
  'autoencoder.safetensors': weights([ONE, ONE]),
  'forest.json': text('{"format":1}'),
  'golden.safetensors': weights([0, ONE, ONE]),
};

const MANIFEST = {
  format: 1,
  name: 'test',
  version: '1.0.0',
  licence: 'CC0-1.0',
  notice: '',
  data: [],
  micronsPerPixel: 0.25,
  tileSizes: [256, 512],
  normalisation: { mean: [0, 0, 0], std: [1, 1, 1] },
  classes: [{ name: 'Neutrophil', code: 'N', color: [0, 0, 255] }],
  detector: {
    channels: 64,
    anchors: [{ level: 'p3', stride: 8, sizes: [24] }],
    ratios: [1],
    proposals: { perLevel: 200, nms: 0.7, keep: 64 },
    boxes: { nms: 0.5, keep: 64, coder: [10, 10, 5, 5] },
    mask: { size: 28, cell: 1, nucleus: 2 },
  },
  features: { levels: ['p2'], channels: 64, size: 14 },
  autoencoder: {
    embedding: 50,
    groups: [25],
    order: 'conv-norm-relu',
    epsilon: 1e-5,
    imageSize: 128,
    imageLayers: [{ kind: 'conv', name: 'image.0', kernel: 1 }],
  },
  reconstruction: { mean: 0.01, std: 0.005 },
  files: Object.entries(FILES).map(([path, bytes]) => ({ path, size: bytes.length, sha256: hash(bytes) })),
};

/** A pack in memory; `changes` replace files, `undefined` takes one away. */
function source(changes: Readonly<Record<string, Bytes | undefined>> = {}, manifest: object = MANIFEST) {
  const files: Readonly<Record<string, Bytes | undefined>> = {
    ...FILES,
    'manifest.json': text(JSON.stringify(manifest)),
    ...changes,
  };
  const asked: string[] = [];
  const pack: PackSource = {
    async read(path, { signal, onBytes }) {
      signal?.throwIfAborted();
      asked.push(path);
      const bytes = files[path];
      if (!bytes) throw new Error('404 Not Found');
      onBytes?.(bytes.length / 2);
      return bytes;
    },
  };
  return { pack, asked };
}

/** A changed file whose hash the manifest knows. */
function relisted(path: string, bytes: Bytes) {
  const files = MANIFEST.files.map((file) =>
    file.path === path ? { path, size: bytes.length, sha256: hash(bytes) } : file,
  );
  return source({ [path]: bytes }, { ...MANIFEST, files }).pack;
}

async function refused(pack: PackSource, code: string, message: RegExp) {
  await assert.rejects(openPack(pack), (error: unknown) => {
    assert.ok(error instanceof SmearError, String(error));
    assert.equal(error.code, code);
    assert.match(error.message, message);
    return true;
  });
}

describe('opening a pack', () => {
  it('gives weights, forest and the manifest’s hash, and leaves the golden values until asked', async () => {
    const { pack: files, asked } = source();
    const pack = await openPack(files);
    assert.equal(pack.manifest.micronsPerPixel, 0.25);
    assert.equal(pack.hash, hash(text(JSON.stringify(MANIFEST))));
    assert.deepEqual(pack.autoencoder.get('w'), { shape: [2], data: Float32Array.of(1, 1) });
    assert.deepEqual(pack.forest, { format: 1 });
    assert.ok(!asked.includes('golden.safetensors'));
    const golden = await pack.golden();
    assert.deepEqual([...(golden.get('w')?.data ?? [])], [0, 1, 1]);
  });

  it('gives the heads beside the forest where the manifest lists them, checked like every file', async () => {
    const name = 'heads.json';
    const withHeads = (heads: Bytes) => {
      const files = [...MANIFEST.files, { path: name, size: heads.length, sha256: hash(heads) }];
      return source({ [name]: heads }, { ...MANIFEST, files }).pack;
    };
    assert.equal((await openPack(source().pack)).heads, undefined);
    const { heads } = await openPack(withHeads(text('{"format":1,"forest":{"temperature":1.5}}')));
    assert.equal(heads?.forest?.temperature, 1.5);
    await refused(withHeads(text('{"format":1,"linear":{}}')), 'pack-incompatible', /heads\.json.*linear/);
    await refused(withHeads(text('heads')), 'pack-incompatible', /heads\.json.*JSON/);
  });

  it('knows how slides are to be balanced, and refuses a rule that makes no sense', async () => {
    const balancing = (whiteBalance: object) => source({}, { ...MANIFEST, whiteBalance }).pack;
    const rule = { percentile: 92, glass: 237, most: 4 };
    assert.deepEqual((await openPack(balancing(rule))).manifest.whiteBalance, rule);
    const anchor = { density: [1.08, 1.76, 0.4], largestPower: 1.6, strength: 0.5, hue: 0.3, stained: 0.12 };
    const nuclei = { ...anchor, leastShare: 0.03 };
    const anchored = { ...rule, nuclei };
    assert.deepEqual((await openPack(balancing(anchored))).manifest.whiteBalance, anchored);
    const wrongs = [
      { percentile: 101 },
      { glass: 0 },
      { most: 0.5 },
      { most: 'a lot' },
      { nuclei: anchor },
      { nuclei: { ...nuclei, density: [1, 0, 1] } },
      { nuclei: { ...nuclei, largestPower: 0.9 } },
      { nuclei: { ...nuclei, strength: -1 } },
    ];
    for (const wrong of wrongs)
      await refused(balancing({ ...rule, ...wrong }), 'pack-incompatible', /whiteBalance/);
  });

  it('tells how far it is, up to the size of all that it loads', async () => {
    const seen: number[] = [];
    let total = 0;
    await openPack(source().pack, {
      onProgress: ({ loadedBytes, totalBytes }) => {
        seen.push(loadedBytes);
        total = totalBytes;
      },
    });
    const served = Object.entries(FILES).filter(([path]) => path !== 'golden.safetensors');
    assert.equal(
      total,
      served.reduce((sum, [, bytes]) => sum + bytes.length, 0),
    );
    assert.equal(seen.at(-1), total);
    assert.deepEqual(
      seen,
      [...seen].sort((a, b) => a - b),
    );
  });

  it('refuses a file of the right size with a wrong hash', async () => {
    const forged = FILES['detector.safetensors']?.slice() as Bytes;
    forged[forged.length - 1] = 0x38;
    await refused(
      source({ 'detector.safetensors': forged }).pack,
      'pack-corrupt',
      /detector\.safetensors.*SHA-256/,
    );
  });

  it('refuses a file that is cut off', async () => {
    const cut = FILES['forest.json']?.slice(0, 5);
    await refused(source({ 'forest.json': cut }).pack, 'pack-corrupt', /forest\.json.*5 bytes instead of 12/);
  });

  it('refuses golden values with a wrong hash when they are asked for', async () => {
    const forged = weights([0, ONE, 0]);
    const pack = await openPack(source({ 'golden.safetensors': forged }).pack);
    await assert.rejects(pack.golden(), { code: 'pack-corrupt', message: /golden\.safetensors/ });
  });

  it('names the file that cannot be had, with the cause', async () => {
    await refused(source({ 'manifest.json': undefined }).pack, 'pack-unreadable', /manifest\.json.*404/);
    await refused(
      source({ 'autoencoder.safetensors': undefined }).pack,
      'pack-unreadable',
      /autoencoder\.saf.*404/,
    );
    await refused(source({ 'manifest.json': text('<html>') }).pack, 'pack-unreadable', /manifest\.json/);
  });

  it('refuses packs for another version, and says what they lack', async () => {
    const other = (changes: object) => source({}, { ...MANIFEST, ...changes }).pack;
    await refused(other({ format: 2 }), 'pack-incompatible', /format 2.*format 1/);
    await refused(other({ tileSizes: [250] }), 'pack-incompatible', /tileSizes/);
    await refused(other({ classes: [] }), 'pack-incompatible', /classes/);
    await refused(other({ files: MANIFEST.files.slice(1) }), 'pack-incompatible', /does not list detector/);
  });

  it('refuses weights that are not numbers, or in a format that it does not know', async () => {
    const name = 'detector.safetensors';
    await refused(relisted(name, weights([ONE, 0x7c00])), 'pack-corrupt', /detector.*“w”.*not a number/);
    await refused(relisted(name, weights([ONE, 0x7e01])), 'pack-corrupt', /not a number/);
    await refused(relisted(name, weights([ONE], 'BF16')), 'pack-incompatible', /BF16/);
    await refused(relisted(name, weights([ONE]).slice(0, -1)), 'pack-corrupt', /lies outside/);
    await refused(relisted(name, Uint8Array.of(255, 255, 0, 0, 0, 0, 0, 0, 1)), 'pack-corrupt', /cut off/);
  });

  it('rejects with the signal’s own reason', async () => {
    const reason = new Error('the page was left');
    await assert.rejects(openPack(source().pack, { signal: AbortSignal.abort(reason) }), reason);
    const controller = new AbortController();
    const slow: PackSource = {
      read: async (path, options) => {
        if (path !== 'manifest.json') controller.abort(reason);
        return source().pack.read(path, options);
      },
    };
    await assert.rejects(openPack(slow, { signal: controller.signal }), reason);
  });
});

describe('float16', () => {
  it('reads every kind of number', () => {
    const halves = Uint16Array.of(0, 0x8000, ONE, 0xc000, 0x0001, 0x03ff, 0x7bff, 0x3555);
    const expected = [0, -0, 1, -2, 2 ** -24, 1023 * 2 ** -24, 65504, 0.333251953125];
    assert.deepEqual([...fromHalf(halves)], expected);
  });

  it('reads a tensor wherever its view starts', () => {
    const file = weights([ONE, 0xc000]);
    const shifted = new Uint8Array(file.length + 3);
    shifted.set(file, 3);
    const view = shifted.subarray(3) as Bytes;
    assert.deepEqual([...(readSafetensors(view, 'x').get('w')?.data ?? [])], [1, -2]);
  });
});

describe('SHA-256 where the platform has none', () => {
  it('agrees with the platform’s for every length around the block size', async () => {
    for (const length of [0, 1, 55, 56, 63, 64, 65, 119, 120, 128, 1000]) {
      const bytes = new Uint8Array(randomBytes(length));
      assert.equal(sha256InScript(bytes), hash(bytes));
      assert.equal(await sha256(bytes), hash(bytes));
    }
  });
});

describe('checking a pack', () => {
  /** One tree that names all cells alike. */
  const forest = text(
    JSON.stringify({
      format: 1,
      features: 50,
      classes: ['Neutrophil'],
      trees: [{ feature: [-1], threshold: [0], left: [0], right: [0], distribution: [1] }],
    }),
  );
  const usable = { 'forest.json': forest };
  const listing = (changes: Readonly<Record<string, Bytes>>, manifest: object = {}) =>
    source(changes, {
      ...MANIFEST,
      files: MANIFEST.files.map((file) => {
        const bytes = changes[file.path];
        return bytes ? { path: file.path, size: bytes.length, sha256: hash(bytes) } : file;
      }),
      ...manifest,
    }).pack;

  it('finds nothing wrong with one that opens', async () => {
    assert.deepEqual(await packFaults(listing(usable)), []);
  });

  it('names every fault of a manifest, not the first alone', async () => {
    const faults = await packFaults(listing(usable, { tileSizes: [100], classes: [] }));
    assert.equal(faults.length, 2);
    assert.match(faults.join(' '), /“tileSizes”.*“classes”/);
  });

  it('names every file that is missing, damaged or not what the manifest says', async () => {
    const cut = weights([ONE, ONE]).slice(0, 20);
    const faults = await packFaults(
      source({ 'detector.safetensors': undefined, 'autoencoder.safetensors': cut }).pack,
    );
    assert.equal(faults.length, 2);
    assert.match(faults[0] ?? '', /detector\.safetensors cannot be read/);
    assert.match(faults[1] ?? '', /autoencoder\.safetensors is damaged: it has 20 bytes/);
  });

  it('looks into what is as long as it should be', async () => {
    const broken = weights([0x7c00]);
    const [fault] = await packFaults(listing({ ...usable, 'detector.safetensors': broken }));
    assert.match(fault ?? '', /detector\.safetensors is damaged: “w” holds a value that is not a number/);
    const [noForest] = await packFaults(listing({}));
    assert.match(noForest ?? '', /forest/i);
  });

  it('refuses classes that cannot be told apart, and a forest that names a class of its own', async () => {
    const twice = { name: 'Neutrophil', code: 'N', color: [0, 0, 255] };
    assert.equal((await packFaults(listing(usable, { classes: [twice, twice] }))).length, 2);
    const other = [{ name: 'Monocyte', code: 'M', color: [0, 0, 255] }];
    assert.match((await packFaults(listing(usable, { classes: other }))).join(), /“Neutrophil”/);
  });

  it('says where there is no pack at all, and stops when it is told to', async () => {
    assert.match((await packFaults(source({ 'manifest.json': undefined }).pack)).join(), /manifest\.json/);
    const reason = new Error('enough');
    await assert.rejects(
      packFaults(listing(usable), { signal: AbortSignal.abort(reason) }),
      (error) => error === reason,
    );
  });
});
