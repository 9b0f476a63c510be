import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, it } from 'node:test';
import { validate as lintContainerFile } from 'dockerfile-utils';
import ts from 'typescript';
import { parse, parseAllDocuments } from 'yaml';
import { readArguments } from '../../viewer-shell/command-line/arguments.js';

const KUBERNETES = 'docs/recipes/kubernetes/indexed-job.yaml';
const CHART = 'docs/recipes/helm/smearlens';

interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly template?: { readonly spec: { readonly containers: readonly Container[] } };
  };
}

interface Container {
  readonly command?: readonly string[];
  readonly args: readonly string[];
}

function objectsOf(text: string): KubernetesObject[] {
  return parseAllDocuments(text).map((document) => {
    assert.deepEqual(document.errors, []);
    return document.toJS() as KubernetesObject;
  });
}

/** What the templates of this chart use of Helm: values, quoted or not, and the release's name. */
function render(template: string, values: unknown, used: Set<string>): string {
  return template.replaceAll(/\{\{ ([^}]+) \}\}/g, (_, expression: string) => {
    if (expression === '.Release.Name') return 'trial';
    const [, path, quoted] = /^\.Values\.([\w.]+)( \| quote)?$/.exec(expression) ?? [];
    assert.ok(path, `only values and the release's name are rendered here, not ${expression}`);
    used.add(path);
    let value = values;
    for (const name of path.split('.')) value = (value as Record<string, unknown> | undefined)?.[name];
    assert.ok(value !== undefined, `values.yaml has no ${path}`);
    return quoted ? JSON.stringify(String(value)) : String(value);
  });
}

function chartObjects(used = new Set<string>()): KubernetesObject[] {
  const values: unknown = parse(readFileSync(join(CHART, 'values.yaml'), 'utf8'));
  const folder = join(CHART, 'templates');
  return readdirSync(folder).flatMap((name) =>
    objectsOf(render(readFileSync(join(folder, name), 'utf8'), values, used)),
  );
}

/** What the compiler says of the objects as Kubernetes' own types: unknown, missing and wrong fields. */
function faultsOf(objects: readonly KubernetesObject[]): string[] {
  // Where the compiler finds packages.
  mkdirSync('.cache', { recursive: true });
  const folder = mkdtempSync(resolve('.cache/recipes-'));
  try {
    const file = join(folder, 'objects.ts');
    const lines = objects.map(
      ({ apiVersion, kind, ...rest }, i) =>
        `export const object${i}: import('kubernetes-types/${apiVersion === 'v1' ? 'core/v1' : apiVersion}').${kind} = ` +
        `${JSON.stringify({ apiVersion, kind, ...rest })};`,
    );
    writeFileSync(file, lines.join('\n'));
    const program = ts.createProgram([file], {
      strict: true,
      noEmit: true,
      types: [],
      module: ts.ModuleKind.ESNext,
      moduleResolution: ts.ModuleResolutionKind.Bundler,
      skipLibCheck: true,
    });
    return ts
      .getPreEmitDiagnostics(program)
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The words of each call of the command, without the program. */
function commandsOf(objects: readonly KubernetesObject[]): string[][] {
  const containers = objects.flatMap(({ spec }) => spec.template?.spec.containers ?? []);
  return containers.map(({ command, args }) => {
    if (!command) return [...args];
    const words = args.join(' ').replace('"$((JOB_COMPLETION_INDEX + 1))/16"', '16/16').split(/\s+/);
    return words.slice(words.indexOf('smearlens') + 1);
  });
}

describe('the recipes for clusters', () => {
  const jobs = objectsOf(readFileSync(KUBERNETES, 'utf8'));

  it('are objects that Kubernetes knows, with no field that it does not know', () => {
    assert.deepEqual(
      [...jobs, ...chartObjects()].map(({ kind }) => kind),
      ['Job', 'Job', 'Deployment', 'Service', 'Deployment'],
    );
    assert.deepEqual(faultsOf([...jobs, ...chartObjects()]), []);
  });

  it('would be found wrong with a field misspelt, misplaced, missing or of another type', () => {
    const text = readFileSync(KUBERNETES, 'utf8');
    const faults = [
      ['backoffLimitPerIndex:', 'backoffLimitByIndex:'],
      ['completions: 16', 'completions: sixteen'],
      ['image: registry.example.org/smearlens:0.1.0', 'restartPolicies: Never'],
      ['- action: FailIndex', '- actions: FailIndex'],
      ['- name: smearlens', '- nam: smearlens'],
    ];
    for (const [right = '', wrong = ''] of faults) {
      assert.ok(text.includes(right), right);
      assert.notDeepEqual(faultsOf(objectsOf(text.replace(right, wrong))), [], wrong);
    }
  });

  it('call the command as it is', () => {
    const commands = commandsOf([...jobs, ...chartObjects()]).map((words) => readArguments(words));
    assert.deepEqual(
      commands.map((command) => command.kind),
      ['analyze', 'merge', 'serve', 'work'],
    );
  });

  it('use every value of the chart', () => {
    const used = new Set<string>();
    chartObjects(used);
    const names = (value: unknown, path: string[] = []): string[] =>
      typeof value === 'object' && value !== null
        ? Object.entries(value).flatMap(([name, inner]) => names(inner, [...path, name]))
        : [path.join('.')];
    const values: unknown = parse(readFileSync(join(CHART, 'values.yaml'), 'utf8'));
    assert.deepEqual([...used].sort(), names(values).sort());
  });

  it('count as many shards as the job has pods', () => {
    const { completions } = jobs[0]?.spec as { completions?: number };
    assert.ok(readFileSync(KUBERNETES, 'utf8').includes(`/${completions}"`));
  });
});

describe('the container file', () => {
  const text = readFileSync('docs/recipes/Containerfile', 'utf8');

  it('has no fault that a linter knows', () => {
    assert.deepEqual(
      lintContainerFile(text).map(({ message }) => message),
      [],
    );
    assert.notDeepEqual(lintContainerFile(text.replace('WORKDIR', 'WORKDIRS')), []);
  });

  it('asks for packages that the lock file has', () => {
    const list = /names = \[([^\]]+)\]/.exec(text)?.[1] ?? '';
    const names = [...list.matchAll(/'([^']+)'/g)].map(([, name]) => name);
    const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as { packages: object };
    const { peerDependenciesMeta } = JSON.parse(readFileSync('package.json', 'utf8')) as {
      peerDependenciesMeta: object;
    };
    for (const name of names) assert.ok(`node_modules/${name}` in packages, name);
    // All that the command can use.
    assert.deepEqual(
      Object.keys(peerDependenciesMeta).filter((name) => !names.includes(name)),
      [],
    );
  });
});
