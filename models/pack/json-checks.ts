/** Whether a value out of a file is what it should be. */
export type Check = (value: unknown) => boolean;

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A finite number from `least` to `most`. */
export const number =
  (least: number, most: number): Check =>
  (value) =>
    typeof value === 'number' && value >= least && value <= most;

/** A whole number from `least` to `most`. */
export const integer =
  (least: number, most: number): Check =>
  (value) =>
    Number.isInteger(value) && number(least, most)(value);

/** A text that is not empty, of at most so many characters. */
export const text =
  (most = 1000): Check =>
  (value) =>
    typeof value === 'string' && value !== '' && value.length <= most;

export const oneOf =
  (...values: readonly unknown[]): Check =>
  (value) =>
    values.includes(value);

export const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);

export const listOf =
  (check: Check, least: number, most: number): Check =>
  (value) =>
    Array.isArray(value) && value.length >= least && value.length <= most && Array.from(value).every(check);

/** An object whose members are as these checks say; others are not looked at. */
export const record =
  (members: Readonly<Record<string, Check>>): Check =>
  (value) =>
    isObject(value) &&
    Object.entries(members).every(([name, check]) =>
      check(Object.hasOwn(value, name) ? value[name] : undefined),
    );

/** A list in which no two have the same of what `of` gives. */
export const distinct =
  (check: Check, of: (value: unknown) => unknown = (value) => value): Check =>
  (value) =>
    check(value) && new Set((value as unknown[]).map(of)).size === (value as unknown[]).length;
