import { seededRandom } from '../../models/domain/seeded-random.js';

/** A picture that is no blood. Interleaved 8-bit RGB, row-major. */
export interface DrawnField {
  readonly name: string;
  /** Undefined where the picture has no scale. */
  readonly micronsPerPixel?: number;
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}

type Colour = readonly [number, number, number];
type Random = () => number;
type Paint = (field: Canvas, random: Random, turn: number) => void;

const WIDTH = 480;
const HEIGHT = 360;

class Canvas {
  readonly #clamped = new Uint8ClampedArray(WIDTH * HEIGHT * 3);
  readonly pixels = new Uint8Array(this.#clamped.buffer);

  /** Every pixel from its place. */
  fill(colourAt: (x: number, y: number) => Colour): void {
    for (let y = 0; y < HEIGHT; y++) {
      for (let x = 0; x < WIDTH; x++) this.#set(x, y, colourAt(x, y));
    }
  }

  rectangle(left: number, top: number, width: number, height: number, colour: Colour): void {
    for (let y = Math.max(0, top); y < Math.min(HEIGHT, top + height); y++) {
      for (let x = Math.max(0, left); x < Math.min(WIDTH, left + width); x++) this.#set(x, y, colour);
    }
  }

  #set(x: number, y: number, colour: Colour): void {
    const start = (y * WIDTH + x) * 3;
    // The array clamps and rounds.
    this.#clamped[start] = colour[0];
    this.#clamped[start + 1] = colour[1];
    this.#clamped[start + 2] = colour[2];
  }
}

const mix = (a: Colour, b: Colour, share: number): Colour => [
  a[0] + (b[0] - a[0]) * share,
  a[1] + (b[1] - a[1]) * share,
  a[2] + (b[2] - a[2]) * share,
];
const pick = <T>(items: readonly T[], turn: number): T => items[turn % items.length] as T;

const GLASS: readonly Colour[] = [
  [255, 255, 255],
  [242, 240, 236],
  [236, 228, 240],
  [232, 240, 228],
  [250, 236, 205],
  [205, 222, 245],
  [190, 190, 190],
  [120, 118, 122],
  [28, 28, 30],
  [0, 0, 0],
];

/** Empty glass with the least sensor noise. */
const emptyGlass: Paint = (field, random, turn) => {
  const tint = pick(GLASS, turn);
  const noise = turn % 2 === 0 ? 0 : 6;
  field.fill(() => {
    const change = (random() - 0.5) * noise;
    return [tint[0] + change, tint[1] + change, tint[2] + change];
  });
};

const GRAINS = [1, 2, 4, 8, 16, 32, 64];

/** Squares of random grey, or of random colour in every second. */
const noise: Paint = (field, random, turn) => {
  const grain = pick(GRAINS, turn);
  const columns = Math.ceil(WIDTH / grain);
  const shades = Array.from({ length: columns * Math.ceil(HEIGHT / grain) }, (): Colour => {
    const grey = 255 * random();
    return turn % 2 === 0 ? [grey, grey, grey] : [grey, 255 * random(), 255 * random()];
  });
  field.fill((x, y) => shades[Math.floor(y / grain) * columns + Math.floor(x / grain)] as Colour);
};

/** Gradients, stripes, chequers and rings. */
const pattern: Paint = (field, random, turn) => {
  const a: Colour = [255 * random(), 255 * random(), 255 * random()];
  const b: Colour = [255 * random(), 255 * random(), 255 * random()];
  const width = 6 + 60 * random();
  const kinds: readonly ((x: number, y: number) => number)[] = [
    (x) => x / WIDTH,
    (x, y) => (x + y) / (WIDTH + HEIGHT),
    (x) => Math.floor(x / width) % 2,
    (x, y) => (Math.floor(x / width) + Math.floor(y / width)) % 2,
    (x, y) => 0.5 + 0.5 * Math.sin((x + 0.6 * y) / width),
    (x, y) => 0.5 + 0.5 * Math.sin(Math.hypot(x - WIDTH / 2, y - HEIGHT / 2) / width),
  ];
  const share = pick(kinds, turn);
  field.fill((x, y) => mix(a, b, share(x, y)));
};

/** Letters as rows of five bits; so the picture needs no font of the machine. */
const LETTERS: readonly (readonly number[])[] = [
  [14, 17, 17, 31, 17, 17, 17],
  [30, 17, 17, 30, 17, 17, 30],
  [14, 17, 16, 16, 16, 17, 14],
  [31, 16, 16, 30, 16, 16, 31],
  [17, 17, 17, 31, 17, 17, 17],
  [14, 17, 17, 17, 17, 17, 14],
  [30, 17, 17, 30, 20, 18, 17],
  [15, 16, 16, 14, 1, 1, 30],
  [31, 4, 4, 4, 4, 4, 4],
  [17, 27, 21, 21, 17, 17, 17],
];

/** Lines of letters, dark on light or light on dark, with letters from a few to a hundred pixels. */
const text: Paint = (field, random, turn) => {
  const ink: Colour = turn % 3 === 2 ? [240, 240, 240] : [20 + 40 * random(), 10, 60 * random()];
  const paper: Colour = turn % 3 === 2 ? [30, 30, 60] : [250, 248, 240];
  const dot = pick([1, 2, 3, 5, 8, 14], turn);
  field.fill(() => paper);
  for (let top = 2 * dot; top < HEIGHT; top += 10 * dot) {
    for (let left = 2 * dot; left < WIDTH; left += 6 * dot) {
      if (random() < 0.15) continue;
      const letter = LETTERS[Math.floor(random() * LETTERS.length)] as readonly number[];
      letter.forEach((bits, row) => {
        for (let column = 0; column < 5; column++) {
          if (bits & (16 >> column)) field.rectangle(left + column * dot, top + row * dot, dot, dot, ink);
        }
      });
    }
  }
};

/** Stained tissue: fibres between which spindle nuclei lie, all touching, nothing round on glass. */
const tissue: Paint = (field, random, turn) => {
  const eosin: Colour = [226, 150 + 30 * random(), 190];
  const pale: Colour = [244, 214, 228];
  const nuclear: Colour = [118, 72, 150];
  const angle = Math.PI * random();
  const [dx, dy] = [Math.cos(angle), Math.sin(angle)];
  const scale = pick([0.6, 1, 1.7], turn);
  const phases = Array.from({ length: 4 }, () => 2 * Math.PI * random());
  const along = (x: number, y: number): number => (x * dx + y * dy) / scale;
  const across = (x: number, y: number): number => (y * dx - x * dy) / scale;
  field.fill((x, y) => {
    const u = along(x, y);
    const v =
      across(x, y) +
      9 * Math.sin(u / 47 + (phases[0] as number)) +
      4 * Math.sin(u / 19 + (phases[1] as number));
    const fibre =
      0.5 + 0.5 * Math.sin(v / 5.5 + (phases[2] as number)) * Math.sin(v / 13 + (phases[3] as number));
    const row = Math.floor(v / 11);
    // Each row of fibres has its nuclei at places of its own; they are seven times as long as wide.
    const offset = (u + 61 * row * row + 13 * row) % 74;
    const inNucleus = Math.hypot((((offset + 74) % 74) - 37) / 24, (v - 11 * row - 5.5) / 3.4) < 1;
    const base = mix(eosin, pale, fibre);
    return mix(inNucleus ? mix(base, nuclear, 0.85) : base, [255, 255, 255], 0.06 * random());
  });
};

/** One after the other, so that any number of fields has all kinds. */
const KINDS: readonly (readonly [string, Paint])[] = [
  ['tissue', tissue],
  ['text', text],
  ['noise', noise],
  ['glass', emptyGlass],
  ['pattern', pattern],
];

/** So many fields that are no blood: tissue, text, noise, empty glass and patterns; always the same. */
export function drawNonBlood(count: number, seed = 7): DrawnField[] {
  return Array.from({ length: count }, (_, index) => {
    const [kind, paint] = pick(KINDS, index);
    const turn = Math.floor(index / KINDS.length);
    const canvas = new Canvas();
    paint(canvas, seededRandom(seed * 1000 + index), turn);
    return { name: `${kind}-${turn}`, width: WIDTH, height: HEIGHT, pixels: canvas.pixels };
  });
}
