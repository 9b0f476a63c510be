import assert from 'node:assert/strict';
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { requireProgram } from '../../scripts/debian-program.mjs';
import { freePort } from '../../scripts/redis.mjs';
import { buildDiscCommand } from '../queue/queue-trial.js';
import { fillRecipeFolder, readResults, SCALE } from './recipe-folder.js';

// The recipes on the engines that are too large for every run of the tests: npm run test:recipes

let folder = '';
let command: { folder: string; file: string };
let expected = new Map<string, string>();
const env = (): NodeJS.ProcessEnv => ({
  ...process.env,
  PATH: [join(folder, 'bin'), process.env.PATH, '/usr/sbin'].join(delimiter),
  SLURM_CONF: join(folder, 'cluster/slurm.conf'),
});

/** Gives what the program wrote; fails where it ends otherwise than with `code`. */
async function run(program: string, words: readonly string[], code = 0): Promise<string> {
  const child = spawn(program, words, { cwd: folder, env: env(), stdio: ['ignore', 'pipe', 'pipe'] });
  let written = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (written += String(text)));
  const [ended] = (await once(child, 'close')) as [number | null];
  assert.equal(ended, code, `${program} ${words.join(' ')}\n${written}`);
  return written;
}

before(async () => {
  requireProgram('snakemake');
  // Its own clients cannot even tell their version before there is a cluster.
  requireProgram('slurmd', 'slurm-wlm');
  requireProgram('munged', 'munge');
  command = await buildDiscCommand();
  folder = await mkdtemp(join(tmpdir(), 'smearlens-engines-'));
  await fillRecipeFolder(folder, command.file, 4, [
    // Of a name that another slide has in its own folder, and of one that a careless recipe takes apart.
    ['ward 3/000.png', 550],
    ["ward 3/it's one.png", 600],
  ]);
  await run('smearlens', ['analyze', 'slides', '--out', 'alone', ...SCALE]);
  expected = await readResults(join(folder, 'alone'));
  assert.equal(expected.size, 6);
  await writeFile(join(folder, 'slides/broken.svs'), 'I am no slide');
});

after(async () => {
  await rm(folder, { recursive: true, force: true });
  await rm(command.folder, { recursive: true, force: true });
});

describe('the recipe for Snakemake', () => {
  const words = ['-s', resolve('docs/recipes/Snakefile'), '--cores', '2', '--config'];

  it('makes what one run makes and a table, with a slide that is at fault among them, and no more the next time', async () => {
    const all = [...words, 'slides=slides', 'results=snakemake', `options=${SCALE.join(' ')}`];
    await run('snakemake', all);
    assert.deepEqual(await readResults(join(folder, 'snakemake')), expected);
    const table = await readFile(join(folder, 'snakemake/summary.csv'), 'utf8');
    assert.equal(table.trim().split('\n').length, 1 + expected.size + 1);
    assert.match(table, /broken\.svs\.geojson,.*is a text file, not a slide/);
    const line = await readFile(join(folder, 'snakemake/logs/broken.svs.json'), 'utf8');
    assert.match(line, /"error"/);
    assert.match(await run('snakemake', all), /Nothing to be done/);
    await rm(join(folder, 'snakemake/logs/000.png.json'));
    await run('snakemake', all);
    assert.match(await readFile(join(folder, 'snakemake/logs/000.png.json'), 'utf8'), /"wasThere":true/);
    await rm(join(folder, 'snakemake/000.png.geojson'));
    await run('snakemake', all);
    assert.deepEqual(await readResults(join(folder, 'snakemake')), expected, 'a lost result is made again');
  });

  it('goes on as documented after it was killed outright', async () => {
    const all = [
      ...words.toSpliced(-1, 0, '--rerun-incomplete'),
      'slides=slides',
      'results=killed',
      `options=${SCALE.join(' ')}`,
    ];
    const slow = spawn('snakemake', all, {
      cwd: folder,
      env: { ...env(), DISC_TILE_MS: '1000' },
      stdio: 'ignore',
      detached: true,
    });
    while (
      (await readdir(join(folder, 'killed')).catch(() => [])).every((name) => !/^[^.].*\.geojson$/.test(name))
    )
      await delay(50);
    process.kill(-(slow.pid as number), 'SIGKILL');
    await once(slow, 'close');
    await run('snakemake', [...all, '--unlock']);
    await run('snakemake', all);
    assert.deepEqual(await readResults(join(folder, 'killed')), expected);
  });

  it('ends with an error where there are no slides', async () => {
    assert.match(
      await run('snakemake', [...words, 'slides=nothere', 'results=none'], 1),
      /No slides below nothere/,
    );
  });
});

describe('the recipe for Slurm', () => {
  const daemons: ChildProcess[] = [];
  const start = (program: string, words: readonly string[]): void => {
    daemons.push(spawn(program, words, { env: env(), stdio: 'ignore' }));
  };

  before(async () => {
    const at = (name: string): string => join(folder, 'cluster', name);
    for (const name of ['state', 'spool', 'munge']) await mkdir(at(name), { recursive: true });
    // Munge looks at who else could write where its socket and key are.
    spawnSync('chmod', ['755', folder, at(''), at('munge')]);
    await writeFile(at('munge/key'), Buffer.alloc(128, 7), { mode: 0o400 });
    const places = ['key-file', 'log-file', 'pid-file', 'seed-file', 'socket'].map(
      (name) => `--${name}=${at(`munge/${name.replace('-file', '')}`)}`,
    );
    start('munged', ['--foreground', '--force', ...places]);
    const host = hostname();
    await writeFile(
      at('slurm.conf'),
      `ClusterName=trial
SlurmctldHost=${host}(127.0.0.1)
SlurmctldPort=${await freePort()}
SlurmdPort=${await freePort()}
AuthType=auth/munge
AuthInfo=socket=${at('munge/socket')}
SlurmUser=root
StateSaveLocation=${at('state')}
SlurmdSpoolDir=${at('spool')}
SlurmctldPidFile=${at('slurmctld.pid')}
SlurmdPidFile=${at('slurmd.pid')}
SlurmctldLogFile=${at('slurmctld.log')}
SlurmdLogFile=${at('slurmd.log')}
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core_Memory
MpiDefault=none
MinJobAge=3600
NodeName=${host} NodeAddr=127.0.0.1 CPUs=2 RealMemory=4100 State=UNKNOWN
PartitionName=all Nodes=ALL Default=YES MaxTime=INFINITE State=UP
`,
    );
    start('slurmctld', ['-D']);
    start('slurmd', ['-D']);
    const isIdle = () => spawnSync('sinfo', ['-h', '-o', '%T'], { env: env() }).stdout.includes('idle');
    for (let i = 0; !isIdle(); i++) {
      assert.ok(i < 120, `Slurm does not start; see ${at('slurmctld.log')}`);
      await delay(500);
    }
  });

  after(async () => {
    for (const daemon of daemons.toReversed()) {
      if (daemon.exitCode !== null || daemon.signalCode !== null) continue;
      daemon.kill('SIGTERM');
      await once(daemon, 'exit');
    }
  });

  /** Ends with the code of the worst task. */
  const submit = async (tasks: string, code: number): Promise<void> => {
    const words = [
      '--wait',
      `--array=${tasks}`,
      resolve('docs/recipes/slurm-array.sh'),
      'slides',
      'slurm',
      '3',
      ...SCALE,
    ];
    await run('sbatch', words, code);
  };

  it('makes what one run makes, also by the tasks that were submitted again, and each slide by one task', async () => {
    // Of seven slides by name, broken.svs is the fifth, and so the first task's.
    await submit('1', 1);
    const [one] = await readResults(join(folder, 'slurm'));
    assert.ok(one);
    await submit('2,3', 0);
    assert.deepEqual(await readResults(join(folder, 'slurm')), expected);
    await rm(join(folder, 'slurm', one[0]));
    await submit('1-3', 1);
    assert.deepEqual(await readResults(join(folder, 'slurm')), expected);
    const written = (await readdir(folder)).filter((name) => /^slurm-\d+_\d+\.out$/.test(name));
    const texts = await Promise.all(written.map((name) => readFile(join(folder, name), 'utf8')));
    const lines = texts.flatMap((text) => text.split('\n').filter((line) => line.startsWith('{')));
    assert.equal(lines.length, 2 * (expected.size + 1));
    assert.equal(lines.filter((line) => line.includes('"wasThere":true')).length, expected.size - 1);
  });
});
