/**
 * What a page's script may hand to an element by mistake or on purpose, by what it is. Runs in the page too: it must need
 * nothing around it.
 */
export function hostileValues(): Readonly<Record<string, () => unknown>> {
  const refuse = (): never => {
    throw new Error('hostile');
  };
  const handler = (): ProxyHandler<() => void> => ({
    get: refuse,
    set: refuse,
    has: refuse,
    ownKeys: refuse,
    getPrototypeOf: refuse,
    getOwnPropertyDescriptor: refuse,
    apply: refuse,
    construct: refuse,
  });
  const cyclic = (): object => {
    const circle: Record<string, unknown> = { list: [] };
    circle['self'] = circle;
    (circle['list'] as unknown[]).push(circle, circle['list']);
    return circle;
  };
  return {
    undefined: () => undefined,
    null: () => null,
    'no number': () => Number.NaN,
    'without end': () => Number.POSITIVE_INFINITY,
    'less than nothing': () => -1,
    'minus zero': () => -0,
    'too large': () => 1e308,
    'a bigint': () => 10n ** 400n,
    true: () => true,
    false: () => false,
    'no text': () => '',
    'a long text': () => '<b>"\u202e'.repeat(30_000),
    markup: () => '<img src=x onerror="globalThis.__strange = true">',
    'a script address': () => 'javascript:globalThis.__strange = true',
    'an address elsewhere': () => 'https://elsewhere.test/pack/',
    'an address that is none': () => 'http://[',
    'half a character': () => '\ud800',
    'a symbol': () => Symbol('hostile'),
    'an empty object': () => ({}),
    'an object without a prototype': () => Object.create(null) as unknown,
    'a circle': cyclic,
    'a million items': () => Array.from({ length: 1_000_000 }, () => 0),
    'a list of holes': () => new Array(4_294_967_295),
    'a function': () => () => undefined,
    'a function that throws': () => refuse,
    'a proxy that throws': () => new Proxy(() => undefined, handler()),
    'a revoked proxy': () => {
      const { proxy, revoke } = Proxy.revocable({}, {});
      revoke();
      return proxy;
    },
    'what throws as text': () => ({ toString: refuse, valueOf: refuse, toJSON: refuse }),
    'getters that throw': () => {
      const thrower = {};
      for (const name of ['addEventListener', 'cells', 'slide', 'then', 'name', 'id', 'assetUrl', 'length'])
        Object.defineProperty(thrower, name, { enumerable: true, get: refuse });
      return thrower;
    },
    'a promise that is never kept': () => new Promise(() => undefined),
    'what seems a promise': () => ({ then: () => undefined }),
    'another prototype': () =>
      JSON.parse(
        '{"__proto__":{"assetUrl":"https://elsewhere.test/","packUrl":"x"},"constructor":{}}',
      ) as unknown,
    'an heir of hostility': () => Object.create(new Proxy({}, { get: refuse, has: refuse })) as unknown,
    'a date that is none': () => new Date(Number.NaN),
    'an element': () => document.createElement('smear-panel'),
    'the window': () => globalThis,
    'an event target': () => new EventTarget(),
    'half a session': () =>
      Object.assign(new EventTarget(), { cells: { subscribe: () => () => undefined, size: 3 } }),
    'half a session that throws': () => Object.assign(new EventTarget(), { cells: { subscribe: refuse } }),
    'half a viewer': () => ({
      element: document.createElement('div'),
      addHandler: () => undefined,
      world: {},
    }),
    'half a cell': () => ({ id: 'a', label: { name: 'Neutrophil' }, box: {} }),
    'a cell of no numbers': () => ({
      id: 'a',
      label: { name: '<b>', code: '', color: [Number.NaN, -1] },
      box: { minX: Number.NaN, minY: Infinity, maxX: -Infinity, maxY: 1e308 },
      outline: new Float64Array([Number.NaN, 1]),
      score: Number.NaN,
    }),
  };
}

/**
 * What a portal's other libraries put on the prototype that all share, where our elements then find it. (`code` is not among
 * them: OpenSeadragon looks for it there itself.)
 */
export const POLLUTED = 'strange assetUrl packUrl overlay backend keep slide preload page at'.split(' ');
