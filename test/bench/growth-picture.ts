/** Values at each place along the axis. */
export interface Curve {
  readonly name: string;
  readonly values: readonly number[];
}

export interface Growth {
  readonly title: string;
  readonly unit: string;
  readonly along: readonly number[];
  readonly curves: readonly Curve[];
}

const [WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM] = [640, 400, 64, 16, 24, 96];
/** Told apart without colour, too: each has its own dashes. */
const LINES = [
  ['#0072b2', ''],
  ['#d55e00', '8 4'],
  ['#009e73', '2 4'],
  ['#cc79a7', '10 3 2 3'],
  ['#555555', '4 2'],
] as const;

/** An SVG of the curves, both axes in powers of ten: what grows in proportion rises as the thin line does. */
export function growthPicture({ title, unit, along, curves }: Growth): string {
  const all = curves.flatMap(({ values }) => values).filter((value) => value > 0);
  const [low, high] = [Math.floor(Math.log10(Math.min(...all))), Math.ceil(Math.log10(Math.max(...all)))];
  const [first, last] = [Math.log10(along[0] as number), Math.log10(along.at(-1) as number)];
  const x = (value: number): number =>
    LEFT + ((Math.log10(value) - first) / (last - first)) * (WIDTH - LEFT - RIGHT);
  const y = (value: number): number =>
    HEIGHT -
    BOTTOM -
    ((Math.log10(Math.max(value, 10 ** low)) - low) / (high - low)) * (HEIGHT - TOP - BOTTOM);
  const text = (atX: number, atY: number, words: string, anchor = 'middle'): string =>
    `<text x="${round(atX)}" y="${round(atY)}" text-anchor="${anchor}">${words}</text>`;
  const parts: string[] = [];
  for (let power = low; power <= high; power++) {
    const atY = round(y(10 ** power));
    parts.push(
      `<path d="M${LEFT} ${atY}H${WIDTH - RIGHT}" stroke="#ddd"/>`,
      text(LEFT - 8, atY + 4, written(10 ** power), 'end'),
    );
  }
  for (const value of along) {
    parts.push(
      `<path d="M${round(x(value))} ${TOP}V${HEIGHT - BOTTOM}" stroke="#ddd"/>`,
      text(x(value), HEIGHT - BOTTOM + 18, written(value)),
    );
  }
  parts.push(text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - BOTTOM + 36, unit));
  const from = Math.max(10 ** low, (curves[0]?.values[0] ?? 1) / 2);
  const to = Math.min(10 ** high, (from * (along.at(-1) as number)) / (along[0] as number));
  const end = ((along[0] as number) * to) / from;
  parts.push(
    `<path d="M${round(x(along[0] as number))} ${round(y(from))}L${round(x(end))} ${round(y(to))}" stroke="#999" stroke-width="1"/>`,
  );
  curves.forEach(({ name, values }, index) => {
    const [colour, dashes] = LINES[index % LINES.length] as (typeof LINES)[number];
    const points = values.map((value, at) => `${round(x(along[at] as number))} ${round(y(value))}`).join('L');
    const stroke = `stroke="${colour}" stroke-width="2.5" stroke-dasharray="${dashes}"`;
    const [row, column] = [Math.floor(index / 2), index % 2];
    const [keyX, keyY] = [LEFT + column * 290, HEIGHT - 42 + row * 17];
    parts.push(
      `<path d="M${points}" fill="none" ${stroke}/>`,
      `<path d="M${keyX} ${keyY - 4}h28" ${stroke}/>`,
      text(keyX + 36, keyY, name, 'start'),
    );
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${title}" font-family="sans-serif" font-size="12" fill="#222"><rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>${parts.join('')}</svg>\n`;
}

function written(value: number): string {
  return value >= 1e4
    ? `10<tspan baseline-shift="super" font-size="9">${Math.round(Math.log10(value))}</tspan>`
    : String(Number(value.toPrecision(2)));
}

const round = (value: number): number => Math.round(value * 10) / 10;
