import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { copyFile, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { SmearError } from '../../../models/domain/errors.js';
import { pipelineOver } from '../../../plugin/analysis/pipeline.js';
import type { Surroundings } from '../../../viewer-shell/command-line/analyze.js';
import { localFiles } from '../../../viewer-shell/storage/local-files.js';
import { openStorage } from '../../../viewer-shell/storage/storage.js';
import { DISC_INFO, discInference } from '../disc-slide.js';
import { drawDiscField, runCommand } from './drawn-field.js';

let folder = '';
const at = (...place: string[]): string => join(folder, ...place);
const text = (...place: string[]): Promise<string> => readFile(at(...place), 'utf8');

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'smearlens-'));
  await drawDiscField(at('in/a.png'), { width: 900, height: 700, pitch: 180 });
});

afterEach(() => rm(folder, { recursive: true, force: true }));

const analyze = (...more: string[]) => ['analyze', at('in'), '--out', at('out'), '--mpp', '0.1', ...more];

describe('a result', () => {
  it('is the same file each time, ids included, wherever the slide lies', async () => {
    await runCommand(analyze());
    await copyFile(at('in/a.png'), at('other name.png'));
    await runCommand(['analyze', at('other name.png'), '--out', at('elsewhere'), '--mpp', '0.1']);
    const first = await text('out/a.png.geojson');
    assert.ok(first.split('"type":"Feature"').length > 10);
    assert.equal(await text('elsewhere/other name.png.geojson'), first);
    const ids = [...first.matchAll(/"id":"([^"]+)"/g)].map(([, id]) => id);
    assert.equal(new Set(ids).size, ids.length);
    for (const id of ids) assert.match(id ?? '', /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-/);
  });

  it('that is there is not made again, and its line says so with the same counts', async () => {
    const [before, after] = [await runCommand(analyze('--json')), await runCommand(analyze('--json'))].map(
      ({ stdout }) => JSON.parse(stdout) as Record<string, unknown>,
    );
    assert.equal(before?.wasThere, undefined);
    assert.equal(after?.wasThere, true);
    for (const key of ['cells', 'counts', 'micronsPerPixel', 'packHash'])
      assert.deepEqual(after?.[key], before?.[key]);
    assert.ok(Number(before?.cells) > 10);
  });

  it('is made again where slide or settings are others, where it is damaged, and with --force', async () => {
    const wasThere = async (...more: string[]): Promise<unknown> =>
      (JSON.parse((await runCommand(analyze('--json', ...more))).stdout) as { wasThere?: boolean }).wasThere;
    await runCommand(analyze());
    assert.equal(await wasThere(), true);
    assert.equal(await wasThere('--force'), undefined);
    assert.equal(await wasThere('--threshold', '0.4'), undefined);
    assert.equal(await wasThere('--threshold', '0.4', '--embedding'), undefined);
    assert.equal(await wasThere('--region', '0,0,500,500'), undefined);
    assert.equal(await wasThere('--region', '0,0,500,500'), true);
    await drawDiscField(at('in/a.png'), { width: 900, height: 700, pitch: 190 });
    assert.equal(await wasThere('--region', '0,0,500,500'), undefined);
    await writeFile(at('out/a.png.geojson'), '{"type":"FeatureCollection","smearlens":{"run"');
    assert.equal(await wasThere('--region', '0,0,500,500'), undefined);
  });

  it('costs no opening of the models where all are there and the pack’s manifest tells its hash', async () => {
    await writeFile(at('manifest.json'), '{}');
    const packHash = createHash('sha256').update('{}').digest('hex');
    let opened = 0;
    const openPipeline: Surroundings['openPipeline'] = async () => {
      opened++;
      return pipelineOver(discInference({ info: { ...DISC_INFO, packHash } }));
    };
    await runCommand(analyze('--pack', folder), { openPipeline });
    await runCommand(analyze('--pack', folder), { openPipeline });
    assert.equal(opened, 1);
  });

  it('appears whole or not at all, and what died processes left is cleared away after a day', async () => {
    const name = createHash('sha256').update('a.png.geojson').digest('hex').slice(0, 12);
    const [abandoned, recent] = [at('out', `.${name}.dead.partial`), at('out', `.${name}.alive.partial`)];
    await runCommand(analyze());
    for (const path of [abandoned, recent]) await writeFile(path, '{');
    const long = new Date(Date.now() - 25 * 3600 * 1000);
    await utimes(abandoned, long, long);
    await runCommand(analyze('--force'));
    assert.deepEqual((await readdir(at('out'))).sort(), [`.${name}.alive.partial`, 'a.png.geojson']);
  });
});

describe('an interrupted run over a folder', () => {
  it('goes on where it stopped', async () => {
    for (const name of ['b', 'c', 'd']) await copyFile(at('in/a.png'), at(`in/${name}.png`));
    await runCommand(analyze());
    const before = (await stat(at('out/a.png.geojson'))).mtimeMs;
    await rm(at('out/c.png.geojson'));
    const { stdout, code } = await runCommand(analyze());
    assert.equal(code, 0);
    assert.match(stdout, /1 input analysed, 3 were there already/);
    assert.equal((await stat(at('out/a.png.geojson'))).mtimeMs, before);
    assert.equal(await text('out/c.png.geojson'), await text('out/a.png.geojson'));
  });
});

describe('an interrupted run over one slide', () => {
  const TILES = 12;
  const AFTER = 5;
  const words = (out = 'out', ...more: string[]) => [
    ...['analyze', at('in/a.png'), '--out', at(out), '--mpp', '0.1', '--workers', '1'],
    ...more,
  ];
  const logs = async (): Promise<string[]> =>
    (await readdir(at('out'))).filter((name) => name.endsWith('.unfinished'));

  beforeEach(() => drawDiscField(at('in/a.png'), { width: 3600, height: 2400, pitch: 400 }));

  /** Runs the command with models that count the tiles that they see, and are stopped after some. */
  async function run(command: readonly string[], stopAfter = Infinity): Promise<number> {
    const cancel = new AbortController();
    const inference = discInference();
    let seen = 0;
    const counting: typeof inference = {
      ...inference,
      ask: async (question, asked, options) => {
        if (question === 'analyse' && ++seen > stopAfter) cancel.abort(new Error('stopped'));
        return inference.ask(question, asked, options);
      },
    };
    await runCommand(command, { signal: cancel.signal, openPipeline: async () => pipelineOver(counting) });
    return seen;
  }

  it('goes on after the last finished tile, and its result is that of one run, byte for byte', async () => {
    assert.equal(await run(words('whole')), TILES);
    await run(words(), AFTER);
    const [log = ''] = await logs();
    const noted = (await text('out', log)).trimEnd().split('\n').length - 1;
    assert.ok(noted >= 2 && noted <= AFTER, `${noted} tiles are noted`);
    assert.equal(await run(words()), TILES - noted);
    assert.equal(await text('out/a.png.geojson'), await text('whole/a.png.geojson'));
    assert.deepEqual(await readdir(at('out')), ['a.png.geojson']);
  });

  it('looks again at a tile whose note was cut short, and at all where the settings are others', async () => {
    await run(words(), AFTER);
    const [log = ''] = await logs();
    const lines = (await text('out', log)).trimEnd().split('\n');
    const cut = [...lines.slice(0, 2), (lines[2] ?? '').slice(0, -20), ...lines.slice(3)].join('\n');
    await writeFile(at('out', log), cut);
    assert.equal(await run(words('out', '--threshold', '0.4'), AFTER), AFTER + 1, 'of another threshold');
    await writeFile(at('out', log), cut);
    assert.equal(await run(words()), TILES - 1, 'the first tile alone stands before the gap');
    assert.equal(await run(words('whole')), TILES);
    assert.equal(await text('out/a.png.geojson'), await text('whole/a.png.geojson'));
  });
});

describe('exit codes', () => {
  it('tell what is at fault from what is for later: 1 and 75', async () => {
    await writeFile(at('in/text.svs'), 'I am no slide');
    assert.equal((await runCommand(analyze())).code, 1);
    const full = Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
    const write = (place: string) =>
      Promise.reject(new SmearError('export-failed', `${place} is full`, { cause: full }));
    const { code, stdout } = await runCommand(analyze('--force', '--json'), {
      storage: () => ({ ...localFiles, write }),
    });
    assert.equal(code, 75);
    const lines = stdout.trim().split('\n');
    assert.deepEqual(
      lines.map((line) => (JSON.parse(line) as { error: { retryLater: boolean } }).error.retryLater),
      [true, false],
    );
    await writeFile(at('file'), '');
    const below = ['analyze', at('in/a.png'), '--out', at('file/below'), '--mpp', '0.1'];
    assert.equal((await runCommand(below)).code, 1, 'a folder below a file comes by no waiting');
  });

  it('say 75 where a server is away', async () => {
    const words = ['analyze', 'http://127.0.0.1:1/a.tif', '--out', at('out')];
    const { httpFiles } = await import('../../../viewer-shell/storage/http-files.js');
    const storage = openStorage({ http: httpFiles(fetch, { attempts: 2, pauseMs: 1 }) });
    assert.equal((await runCommand(words, { storage })).code, 75);
  });
});

describe('progress', () => {
  it('comes as lines of JSON when asked, with the tiles done of all', async () => {
    await drawDiscField(at('in/a.png'), { width: 2000, height: 900, pitch: 300 });
    const { stderr } = await runCommand(analyze('--json', '--progress', 'json'));
    const told = stderr
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => (JSON.parse(line) as { progress: { done: number; total: number } }).progress);
    assert.ok(told.length > 1);
    assert.deepEqual(
      told.map(({ done }) => done),
      told.map((_, i) => i + 1),
    );
    assert.equal(told.at(-1)?.done, told[0]?.total);
  });
});

describe('the shards of a slide', () => {
  it('merge into the file of one run, byte for byte: three slides, four counts', async () => {
    await drawDiscField(at('in/b.png'), { width: 1700, height: 1300, pitch: 140 });
    await drawDiscField(at('in/c.png'), { width: 3000, height: 600, pitch: 128 });
    await runCommand(analyze('--embedding'));
    for (const count of [1, 2, 5, 16]) {
      const shards = at(`shards ${count}`);
      for (let number = count; number >= 1; number--) {
        const words = ['analyze', at('in'), '--out', shards, '--mpp', '0.1', '--embedding'];
        const { code } = await runCommand([...words, '--shard', `${number}/${count}`]);
        assert.equal(code, 0);
      }
      assert.equal((await runCommand(['merge', shards, '--out', at(`merged ${count}`)])).code, 0);
      for (const name of ['a', 'b', 'c']) {
        const whole = await text(`out/${name}.png.geojson`);
        assert.ok(whole.split('"type":"Feature"').length > 8);
        assert.equal(await text(`merged ${count}/${name}.png.geojson`), whole, `${name} in ${count}`);
      }
    }
  });

  it('are recognised when they are there; missing ones are for later', async () => {
    await runCommand(analyze('--shard', '1/3'));
    await runCommand(analyze('--shard', '3/3'));
    const { stdout } = await runCommand(analyze('--shard', '3/3', '--json'));
    assert.equal((JSON.parse(stdout) as { wasThere: boolean }).wasThere, true);
    const { code, stderr } = await runCommand(['merge', at('out'), '--out', at('merged')]);
    assert.equal(code, 75);
    assert.match(stderr, /Shard 2 of 3 is missing\./);
    assert.deepEqual(await readdir(at('merged')).catch(() => []), []);
  });

  it('say which of them are missing, and that a folder is not there', async () => {
    const none = await runCommand(['merge', at('nothere'), '--out', at('merged')]);
    assert.deepEqual([none.code, none.stderr], [1, `There is no file or folder ${at('nothere')}.\n`]);
    const { stdout } = await runCommand(analyze('--shard', '2/4'));
    assert.match(stdout, /analysed in [\d.]+ s\.$/m, 'how many cells a shard has is not known');
    const { stderr } = await runCommand(['merge', at('out'), '--out', at('merged')]);
    assert.match(stderr, /Shards 1, 3 and 4 of 4 are missing\./);
    const table = await runCommand(['summary', at('nothere')]);
    assert.deepEqual([table.code, table.stderr], [1, `There is no file or folder ${at('nothere')}.\n`]);
  });

  it('of two libraries are not put together, and both are named', async () => {
    await runCommand(analyze('--shard', '1/2'));
    await runCommand(analyze('--shard', '2/2'));
    for (const file of (await readdir(at('out'))).filter((name) => name.includes('shard-2-of-2'))) {
      const written = await text(`out/${file}`);
      await writeFile(at(`out/${file}`), written.replace('"backend":"', '"backend":"other-'));
    }
    const { code, stderr } = await runCommand(['merge', at('out'), '--out', at('merged')]);
    assert.equal(code, 1);
    assert.match(stderr, /was made with (\S+), .* with other-\1, which differ in the last digits/);
  });

  it('of different settings are not put together', async () => {
    await runCommand(analyze('--shard', '1/2'));
    await runCommand(analyze('--shard', '2/2', '--threshold', '0.3'));
    const { code, stderr } = await runCommand(['merge', at('out'), '--out', at('merged')]);
    assert.equal(code, 1);
    assert.match(stderr, /different slides, models or settings/);
  });
});

describe('further formats', () => {
  it('lie beside the GeoJSON with the same cells, and are made later out of it where they are missing', async () => {
    await runCommand(analyze('--format', 'csv,coco', '--format', 'dicom'));
    assert.deepEqual((await readdir(at('out'))).sort(), [
      'a.png.coco.json',
      'a.png.csv',
      'a.png.dcm',
      'a.png.geojson',
    ]);
    const cells = (await text('out/a.png.geojson')).split('"type":"Feature"').length - 1;
    const coco = JSON.parse(await text('out/a.png.coco.json')) as { annotations: unknown[] };
    const csv = await text('out/a.png.csv');
    assert.equal(coco.annotations.length, cells);
    assert.equal(csv.trim().split('\r\n').length, cells + 1);
    assert.equal((await readFile(at('out/a.png.dcm'))).subarray(128, 132).toString(), 'DICM');
    await rm(at('out/a.png.csv'));
    const { stdout } = await runCommand(analyze('--format', 'csv', '--json'));
    assert.equal((JSON.parse(stdout) as { wasThere: boolean }).wasThere, true);
    assert.equal(await text('out/a.png.csv'), csv);
  });

  it('come out of merged shards, too', async () => {
    await runCommand(analyze('--format', 'csv'));
    for (const shard of ['1/2', '2/2']) await runCommand(analyze('--shard', shard));
    await runCommand(['merge', at('out'), '--out', at('merged'), '--format', 'csv']);
    assert.equal(await text('merged/a.png.csv'), await text('out/a.png.csv'));
  });
});

describe('smearlens summary', () => {
  it('is one table of a folder: differential with intervals, cells per mm², doubtful ones', async () => {
    await drawDiscField(at('in/deep/b.png'), { width: 400, height: 300, pitch: 1000 });
    await runCommand(analyze());
    const { stdout, code } = await runCommand(['summary', at('out')]);
    assert.equal(code, 0);
    const [head = '', first = '', second = '', ...rest] = stdout.trim().split('\r\n');
    assert.deepEqual(rest, []);
    const column = (line: string, name: string): string =>
      line.split(',')[head.split(',').indexOf(name)] ?? '';
    const cells = Number(column(first, 'Cells'));
    assert.ok(cells > 8);
    assert.equal(column(first, 'Lymphocyte'), String(cells));
    assert.equal(column(first, 'Lymphocyte %'), '100.0');
    assert.equal(column(first, 'Lymphocyte % high'), '100.0');
    assert.ok(
      Number(column(first, 'Lymphocyte % low')) > 60 && Number(column(first, 'Lymphocyte % low')) < 100,
    );
    // 900 × 700 pixels of 0.1 µm.
    assert.equal(column(first, 'Analysed mm²'), '0.0063');
    assert.equal(column(first, 'Cells per mm²'), (cells / 0.0063).toFixed(1));
    assert.equal(column(second, 'Cells'), '0');
    const { stdout: json } = await runCommand(['summary', at('out'), '--format', 'json']);
    const slides = JSON.parse(json) as { cells: number }[];
    assert.deepEqual(
      slides.map((slide) => slide.cells),
      [cells, 0],
    );
    await runCommand(['summary', at('out'), '--out', at('table.csv')]);
    assert.equal(await text('table.csv'), `\uFEFF${stdout}`);
  });

  it('says whose resolution was estimated, and lists a slide that failed with its error until it has a result', async () => {
    await writeFile(at('in/broken.svs'), 'I am no slide');
    await copyFile(at('in/a.png'), at('in/unscaled.png'));
    await runCommand(analyze());
    await runCommand(['analyze', at('in/unscaled.png'), '--out', at('out'), '--force']);
    const { stdout, stderr, code } = await runCommand(['summary', at('out')]);
    assert.equal(code, 0);
    const [columns = [], ...rows] = stdout
      .trim()
      .split('\r\n')
      .map((line) => [...line.matchAll(/("[^"]*"|[^,]*)(?:,|$)/g)].map(([, field]) => field ?? ''));
    const column = (name: string) => rows.map((row) => row[columns.indexOf(name)]);
    assert.deepEqual(
      column('Slide'),
      ['a.png', 'broken.svs', 'unscaled.png'].map((name) => at('out', `${name}.geojson`)),
    );
    assert.deepEqual(column('Resolution'), ['given', '', 'estimated']);
    const error = column('Error');
    assert.deepEqual([error[0], error[2]], ['', '']);
    assert.match(error[1] ?? '', /“broken\.svs” is a text file, not a slide/);
    assert.equal(column('Cells')[1], '', 'no count that looks like one of no cells');
    assert.ok(stderr.includes(`${at('in/broken.svs')}: failed. `));

    const asJson = async () =>
      JSON.parse((await runCommand(['summary', at('out'), '--format', 'json'])).stdout) as {
        file: string;
        resolutionSource?: string;
        failed?: { input: string; code: string; message: string };
      }[];
    const [first, broken] = await asJson();
    assert.equal(first?.resolutionSource, 'given');
    assert.deepEqual(
      [broken?.failed?.input, broken?.failed?.message],
      [at('in/broken.svs'), error[1]?.slice(1, -1)],
    );
    const saved = await runCommand(['summary', at('out'), '--out', at('table.csv')]);
    assert.match(saved.stdout, /^3 slides, 1 failed; /);

    await copyFile(at('in/a.png'), at('in/broken.svs'));
    await runCommand(analyze());
    assert.deepEqual(
      (await asJson()).map(({ failed }) => failed),
      [undefined, undefined, undefined],
    );
  });

  it('forgets a failure at another setting once the result of the first is asked for again', async () => {
    await runCommand(analyze());
    const openSlide = () => Promise.reject(new SmearError('slide-unreadable', 'It is damaged.'));
    const failing = await runCommand(analyze('--threshold', '0.4'), {
      storage: () => ({ ...localFiles, openSlide }),
    });
    assert.equal(failing.code, 1);
    assert.match((await runCommand(['summary', at('out')])).stderr, /a\.png: failed\. /);
    await runCommand(analyze());
    assert.equal((await runCommand(['summary', at('out')])).stderr, '');
  });

  it('counts what people have said since: a rejected cell is no cell', async () => {
    await runCommand(analyze());
    const file = at('out/a.png.geojson');
    const before = JSON.parse((await runCommand(['summary', file, '--format', 'json'])).stdout) as [
      { cells: number },
    ];
    const written = JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown[]>;
    written['smearlens:rejected'] = written['features']?.splice(0, 1) ?? [];
    await writeFile(file, JSON.stringify(written));
    const after = JSON.parse((await runCommand(['summary', file, '--format', 'json'])).stdout) as [
      { cells: number },
    ];
    assert.equal(after[0].cells, before[0].cells - 1);
  });
});
