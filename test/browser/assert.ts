/** What mocha puts into the page of a browser test. */
declare global {
  function describe(name: string, body: () => void): void;
  function it(name: string, body: (this: { timeout(ms: number): void }) => void | Promise<void>): void;
  function before(body: () => void | Promise<void>): void;
  function after(body: () => void | Promise<void>): void;
  function beforeEach(body: () => void | Promise<void>): void;
  function afterEach(body: () => void | Promise<void>): void;
}

export function assert(condition: unknown, message = 'expected to hold'): asserts condition {
  if (!condition) throw new Error(message);
}

export function assertEqual(actual: unknown, expected: unknown, message = 'values differ'): void {
  const [a, b] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (a !== b) throw new Error(`${message}: got ${a}, expected ${b}`);
}

export function assertNear(
  actual: number | undefined,
  expected: number,
  slack: number,
  message = 'value',
): void {
  if (actual === undefined || !(Math.abs(actual - expected) <= slack)) {
    throw new Error(`${message} is ${actual}, expected ${expected} ± ${slack}`);
  }
}

/** The error with which the promise rejects; fails where it does not. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('expected the promise to reject');
}
