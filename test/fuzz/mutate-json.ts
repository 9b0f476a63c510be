/** Values at which readers of JSON go wrong. */
const ODD: readonly unknown[] = [
  ...[
    null,
    true,
    '',
    'x',
    '0',
    [],
    {},
    [[]],
    [null],
    -1,
    0,
    0.5,
    1e9,
    2 ** 31,
    2 ** 53,
    1e308,
    -1e308,
    1e-320,
  ],
  ...['__proto__', 'constructor', '../x', '\0', '\ud800', '<img src=x>', 'x'.repeat(5000)],
];

type Node = Record<string, unknown> | unknown[];

/** The value with one to four parts replaced, taken away, doubled, renamed or put elsewhere. */
export function mutateJson(sample: unknown, random: () => number): unknown {
  const below = (most: number): number => Math.floor(random() * most);
  const whole = { value: structuredClone(sample) };
  for (let changes = 1 + below(4); changes > 0; changes--) {
    const nodes = nodesOf(whole);
    const parent = nodes[below(nodes.length)] as Record<string, unknown>;
    const keys = Object.keys(parent);
    const key = keys[below(keys.length)];
    if (key === undefined) continue;
    const kind = below(6);
    if (kind <= 1)
      parent[key] = structuredClone(ODD[below(ODD.length)]); // the same every time, whatever was done to the last
    else if (kind === 2 && typeof parent[key] === 'number')
      parent[key] *= [-1, 2, 1e6, 1e-6, 0.5][below(5)] ?? 1;
    else if (kind === 2 || kind === 3) {
      if (Array.isArray(parent)) parent.splice(Number(key), 1 + below(3));
      else if (parent !== whole) delete parent[key];
    } else if (kind === 4 && Array.isArray(parent)) parent.push(...structuredClone(parent).slice(0, 50));
    else if (kind === 4) parent[`${key}${below(3)}`] = structuredClone(parent[key]);
    else parent[key] = structuredClone(nodes[below(nodes.length)]);
  }
  return whole.value;
}

function nodesOf(value: unknown): Node[] {
  const nodes: Node[] = [];
  const open = [value];
  for (let node = open.pop(); open.length > 0 || node !== undefined; node = open.pop()) {
    if (typeof node !== 'object' || node === null) continue;
    nodes.push(node as Node);
    open.push(...Object.values(node));
  }
  return nodes;
}
