/** A picture for `writeTiff`: 8-bit RGB unless told otherwise, uncompressed, in tiles or one strip. */
export interface TiffPage {
  readonly width: number;
  readonly height: number;
  readonly tileSize?: number;
  /** Rows of a strip where there are no tiles; all of them by default. */
  readonly rowsPerStrip?: number;
  readonly channels?: number;
  readonly bits?: number;
  readonly compression?: number;
  /** What makes the data of a tile from its samples, where the compression wants that. */
  readonly encode?: (samples: Buffer, index: number) => Buffer;
  /** 2: each sample as its distance from its left neighbour. */
  readonly predictor?: number;
  /** 2: one plane after another. */
  readonly planes?: number;
  readonly photometric?: number;
  readonly extraSamples?: number;
  readonly orientation?: number;
  readonly subfileType?: number;
  readonly description?: string | Buffer;
  readonly software?: string;
  readonly xmp?: string;
  readonly pixelsPerCm?: number;
  readonly colourAt?: (x: number, y: number) => readonly number[];
  /** Written as SubIFDs of this page. */
  readonly subPages?: readonly TiffPage[];
  /** Written in the place of the true ones. */
  readonly byteCounts?: readonly number[];
}

export interface TiffLayout {
  readonly bigEndian?: boolean;
  /** BigTIFF, with 64-bit offsets. */
  readonly big?: boolean;
}

type Field = readonly [tag: number, type: 1 | 2 | 3 | 4 | 5 | 16, values: readonly number[]];

/** A TIFF with its directories at the end, as slide scanners write them; little-endian and classic unless told otherwise. */
export function writeTiff(
  pages: readonly TiffPage[],
  { bigEndian = false, big = false }: TiffLayout = {},
): Buffer {
  const integer = (value: number, size: number): Buffer => {
    const bytes = Buffer.alloc(size);
    if (size === 8) bytes.writeBigUInt64LE(BigInt(value));
    else bytes.writeUIntLE(value, 0, size);
    return bigEndian ? bytes.reverse() : bytes;
  };
  const offsetSize = big ? 8 : 4;
  const head = big
    ? [integer(43, 2), integer(8, 2), integer(0, 2), integer(0, 8)]
    : [integer(42, 2), integer(0, 4)];
  const parts: Buffer[] = [Buffer.from(bigEndian ? 'MM' : 'II'), ...head];
  let length = big ? 16 : 8;
  const append = (part: Buffer): number => {
    const at = length;
    const padded = part.length % 2 === 0 ? part : Buffer.concat([part, Buffer.alloc(1)]);
    parts.push(padded);
    length += padded.length;
    return at;
  };
  /** Returns where the directory and its link to the next one stand. */
  const writeDirectory = (page: TiffPage): { at: number; link: number } => {
    const blocks = tilesOf(page).map((tile) => ({ at: append(tile), length: tile.length }));
    const subs = (page.subPages ?? []).map((sub) => writeDirectory(sub).at);
    const fields = fieldsOf(page, blocks, subs, big);
    const entries = fields.map(([tag, type, values]) => {
      const size = { 1: 1, 2: 1, 3: 2, 4: 4, 5: 4, 16: 8 }[type];
      const data = Buffer.concat(values.map((value) => integer(value, size)));
      const count = integer(type === 5 ? values.length / 2 : values.length, offsetSize);
      const place =
        data.length > offsetSize
          ? integer(append(data), offsetSize)
          : Buffer.concat([data, Buffer.alloc(offsetSize - data.length)]);
      return Buffer.concat([integer(tag, 2), integer(type, 2), count, place]);
    });
    const count = integer(entries.length, big ? 8 : 2);
    const at = append(Buffer.concat([count, ...entries, Buffer.alloc(offsetSize)]));
    return { at, link: at + count.length + entries.length * (big ? 20 : 12) };
  };
  const directories = pages.map(writeDirectory);
  const file = Buffer.concat(parts);
  let link = big ? 8 : 4;
  for (const directory of directories) {
    integer(directory.at, offsetSize).copy(file, link);
    link = directory.link;
  }
  return file;
}

function fieldsOf(
  page: TiffPage,
  blocks: { at: number; length: number }[],
  subs: number[],
  big: boolean,
): Field[] {
  const { width, height, tileSize, channels = 3, bits = 8, description, pixelsPerCm } = page;
  const offsets = blocks.map((block) => (block.length === 0 ? 0 : block.at));
  const counts = page.byteCounts ?? blocks.map((block) => block.length);
  const wide = big ? 16 : 4;
  const text = (value: string | Buffer): number[] => [...Buffer.from(value), 0];
  const fields: Field[] = [
    [254, 4, [page.subfileType ?? 0]],
    [256, 4, [width]],
    [257, 4, [height]],
    [258, 3, Array<number>(channels).fill(bits)],
    [259, 3, [page.compression ?? 1]],
    [262, 3, [page.photometric ?? (channels >= 3 ? 2 : 1)]],
    [277, 3, [channels]],
  ];
  if (description) fields.push([270, 2, text(description)]);
  if (page.software) fields.push([305, 2, text(page.software)]);
  if (page.xmp) fields.push([700, 1, text(page.xmp)]);
  if (page.orientation) fields.push([274, 3, [page.orientation]]);
  if (page.planes) fields.push([284, 3, [page.planes]]);
  if (page.predictor) fields.push([317, 3, [page.predictor]]);
  if (page.extraSamples !== undefined) fields.push([338, 3, [page.extraSamples]]);
  if (pixelsPerCm) fields.push([282, 5, [Math.round(pixelsPerCm * 1000), 1000]], [296, 3, [3]]);
  if (tileSize)
    fields.push([322, 4, [tileSize]], [323, 4, [tileSize]], [324, wide, offsets], [325, 4, counts]);
  else fields.push([273, wide, offsets], [278, 4, [page.rowsPerStrip ?? height]], [279, 4, counts]);
  if (subs.length > 0) fields.push([330, 4, subs]);
  return fields.sort((a, b) => a[0] - b[0]);
}

function tilesOf(page: TiffPage): Buffer[] {
  const { width, height, channels = 3, bits = 8, colourAt = () => [0, 0, 0], planes = 1 } = page;
  const tileWidth = page.tileSize ?? width;
  const rows = page.tileSize ?? page.rowsPerStrip ?? height;
  const { encode = (samples: Buffer) => samples } = page;
  const tiles: Buffer[] = [];
  for (const plane of planes === 2 ? Array.from({ length: channels }, (_, i) => i) : [undefined]) {
    for (let top = 0; top < height; top += rows) {
      for (let left = 0; left < width; left += tileWidth) {
        const tileHeight = page.tileSize ? rows : Math.min(rows, height - top);
        const step = plane === undefined ? channels : 1;
        const tile = Buffer.alloc((tileWidth * tileHeight * step * bits) / 8);
        for (let y = 0; bits === 8 && y < tileHeight; y++) {
          for (let x = 0; x < tileWidth; x++) {
            const colour = colourAt(left + x, top + y).slice(0, channels);
            tile.set(plane === undefined ? colour : [colour[plane] ?? 0], (y * tileWidth + x) * step);
          }
        }
        if (page.predictor === 2) storeDifferences(tile, tileWidth * step, step);
        tiles.push(encode(tile, tiles.length));
      }
    }
  }
  return tiles;
}

function storeDifferences(tile: Buffer, rowBytes: number, step: number): void {
  for (let row = 0; row < tile.length; row += rowBytes) {
    for (let at = row + rowBytes - 1; at >= row + step; at--) {
      tile[at] = ((tile[at] as number) - (tile[at - step] as number)) & 255;
    }
  }
}
