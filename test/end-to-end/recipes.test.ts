import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { requireProgram } from '../../scripts/debian-program.mjs';
import { buildDiscCommand } from '../queue/queue-trial.js';
import { fillRecipeFolder, readResults, SCALE } from '../recipes/recipe-folder.js';

const SCRIPTS = ['xargs.sh', 'parallel.sh', 'slurm-array.sh'].map((name) => `docs/recipes/${name}`);

describe('the recipes for one machine', { timeout: 240_000 }, () => {
  let folder = '';
  let command: { folder: string; file: string };

  before(async () => {
    requireProgram('parallel');
    requireProgram('shellcheck');
    command = await buildDiscCommand();
    folder = await mkdtemp(join(tmpdir(), 'smearlens-recipes-'));
    await fillRecipeFolder(folder, command.file, 5, [
      // Names that a careless script takes apart, and one that another slide has in its own folder.
      ["ward 3/a 'b' $HOME.png", 600],
      ['ward 3/000.png', 550],
    ]);
  });

  after(async () => {
    await rm(folder, { recursive: true, force: true });
    await rm(command.folder, { recursive: true, force: true });
  });

  const start = (script: string, words: readonly string[], env: NodeJS.ProcessEnv = {}) => {
    const path = `${join(folder, 'bin')}${delimiter}${process.env.PATH ?? ''}`;
    const child = spawn('bash', [script, ...words], {
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, PATH: path, ...env },
    });
    const written = { stdout: '', stderr: '' };
    child.stdout.on('data', (text) => (written.stdout += String(text)));
    child.stderr.on('data', (text) => (written.stderr += String(text)));
    const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, ...written }));
    return { child, ended };
  };
  const run = (script: string, words: readonly string[], env?: NodeJS.ProcessEnv) =>
    start(script, words, env).ended;
  const alone = async (): Promise<Map<string, string>> => {
    const ran = await run(join(folder, 'bin/smearlens'), [
      'analyze',
      join(folder, 'slides'),
      '--out',
      join(folder, 'alone'),
      ...SCALE,
    ]);
    assert.equal(ran.code, 0, ran.stderr);
    return readResults(join(folder, 'alone'));
  };

  it('have no fault that shellcheck knows', async () => {
    const child = spawn('shellcheck', SCRIPTS, { stdio: ['ignore', 'pipe', 'ignore'] });
    let said = '';
    child.stdout.on('data', (text) => (said += String(text)));
    await once(child, 'close');
    assert.equal(said, '');
  });

  for (const script of SCRIPTS.slice(0, 2)) {
    const name = script.split('/').at(-1) as string;
    it(`${name} makes what one run makes, and goes on after it was killed`, async () => {
      const out = join(folder, name);
      const expected = await alone();
      assert.equal(expected.size, 7);
      const words = [join(folder, 'slides'), out, '2', ...SCALE];
      // So slow that it is far from its end when the first result is seen.
      const first = start(script, words, { DISC_TILE_MS: '1000' });
      while ((await readdir(out).catch(() => [])).every((file) => !/^[^.].*\.geojson$/.test(file)))
        await delay(20);
      process.kill(-(first.child.pid as number), 'SIGKILL');
      await first.ended;
      const second = await run(script, words);
      assert.equal(second.code, 0, second.stderr);
      assert.deepEqual(await readResults(out), expected);
    });
  }

  it('try a slide that is at fault once, one for later three times, and say what stands in the place of a number', async () => {
    const faulty = await mkdtemp(join(tmpdir(), 'smearlens-recipes-'));
    try {
      await writeFile(join(faulty, 'broken.svs'), 'I am no slide');
      const [xargs, parallel] = SCRIPTS as [string, string];
      const tries = (stdout: string): number => stdout.trim().split('\n').length;
      const once = await run(parallel, [faulty, join(folder, 'faulty'), '1', ...SCALE]);
      assert.deepEqual([once.code, tries(once.stdout)], [1, 1]);
      const away = join(faulty, 'smearlens');
      await writeFile(away, '#!/usr/bin/env bash\necho asked\nexit 75\n');
      await chmod(away, 0o755);
      const later = await run(parallel, [faulty, join(folder, 'faulty'), '1', ...SCALE], {
        PATH: `${faulty}${delimiter}${process.env.PATH ?? ''}`,
      });
      assert.deepEqual([later.code, tries(later.stdout)], [1, 3]);
      for (const script of [xargs, parallel]) {
        const ran = await run(script, [faulty, join(folder, 'faulty'), ...SCALE]);
        assert.deepEqual(
          [ran.code, /How many at once comes third: .*, not --mpp\./.test(ran.stderr)],
          [2, true],
        );
      }
    } finally {
      await rm(faulty, { recursive: true, force: true });
    }
  });

  it('slurm-array.sh shares the slides out, each to one task, and asks for another try after 75', async () => {
    const out = join(folder, 'slurm');
    const scontrol = join(folder, 'bin/scontrol');
    await writeFile(scontrol, `#!/usr/bin/env bash\necho "asked: $*"\n`);
    await chmod(scontrol, 0o755);
    const task = (id: number, to = out, slides = join(folder, 'slides')) =>
      run(SCRIPTS[2] as string, [slides, to, '4', ...SCALE], {
        SLURM_ARRAY_JOB_ID: '7',
        SLURM_ARRAY_TASK_ID: String(id),
      });
    let done = 0;
    for (let id = 1; id <= 4; id++) {
      const ran = await task(id);
      assert.equal(ran.code, 0, ran.stderr);
      assert.doesNotMatch(ran.stdout, /wasThere/);
      done += ran.stdout.trim().split('\n').length;
    }
    assert.equal(done, 7);
    assert.deepEqual(await readResults(out), await alone());
    const away = await task(1, 'http://127.0.0.1:9/');
    assert.deepEqual([away.code, /asked: requeue 7_1/.test(away.stdout)], [75, true]);
    assert.equal((await task(1, out, join(folder, 'bin'))).code, 1, 'a folder without slides is told');
  });
});
