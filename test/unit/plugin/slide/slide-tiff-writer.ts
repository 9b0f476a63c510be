/** A picture for `writeTiff`: 8-bit RGB unless told otherwise, uncompressed, in tiles or one strip. */
export interface TiffPage {
  readonly width: number;
  readonly height: number;
  readonly tileSize?: number;
  readonly channels?: number;
  readonly bits?: number;
  readonly compression?: number;
  readonly photometric?: number;
  readonly subfileType?: number;
  readonly description?: string;
  readonly pixelsPerCm?: number;
  readonly colourAt?: (x: number, y: number) => readonly number[];
  /** Written as SubIFDs of this page. */
  readonly subPages?: readonly TiffPage[];
}

type Field = readonly [tag: number, type: 2 | 3 | 4 | 5, values: readonly number[]];

/** A little-endian classic TIFF with its directories at the end, as slide scanners write them. */
export function writeTiff(pages: readonly TiffPage[]): Buffer {
  const parts: Buffer[] = [Buffer.from([0x49, 0x49, 42, 0, 0, 0, 0, 0])];
  let length = 8;
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
    const fields = fieldsOf(page, blocks, subs);
    const entries = fields.map(([tag, type, values]) => {
      const size = { 2: 1, 3: 2, 4: 4, 5: 4 }[type];
      const data = Buffer.alloc(Math.max(4, values.length * size));
      values.forEach((value, i) => data.writeUIntLE(value, i * size, size));
      const entry = Buffer.alloc(12);
      entry.writeUInt16LE(tag, 0);
      entry.writeUInt16LE(type, 2);
      entry.writeUInt32LE(type === 5 ? values.length / 2 : values.length, 4);
      if (data.length > 4) entry.writeUInt32LE(append(data), 8);
      else data.copy(entry, 8);
      return entry;
    });
    const count = Buffer.alloc(2);
    count.writeUInt16LE(entries.length, 0);
    const at = append(Buffer.concat([count, ...entries, Buffer.alloc(4)]));
    return { at, link: at + 2 + entries.length * 12 };
  };
  const directories = pages.map(writeDirectory);
  const file = Buffer.concat(parts);
  let link = 4;
  for (const directory of directories) {
    file.writeUInt32LE(directory.at, link);
    link = directory.link;
  }
  return file;
}

function fieldsOf(page: TiffPage, blocks: { at: number; length: number }[], subs: number[]): Field[] {
  const { width, height, tileSize, channels = 3, bits = 8, description, pixelsPerCm } = page;
  const offsets = blocks.map((block) => block.at);
  const counts = blocks.map((block) => block.length);
  const fields: Field[] = [
    [254, 4, [page.subfileType ?? 0]],
    [256, 4, [width]],
    [257, 4, [height]],
    [258, 3, Array<number>(channels).fill(bits)],
    [259, 3, [page.compression ?? 1]],
    [262, 3, [page.photometric ?? (channels >= 3 ? 2 : 1)]],
    [277, 3, [channels]],
  ];
  if (description) fields.push([270, 2, [...Buffer.from(`${description}\0`)]]);
  if (pixelsPerCm) fields.push([282, 5, [pixelsPerCm, 1]], [296, 3, [3]]);
  if (tileSize) fields.push([322, 4, [tileSize]], [323, 4, [tileSize]], [324, 4, offsets], [325, 4, counts]);
  else fields.push([273, 4, offsets], [278, 4, [height]], [279, 4, counts]);
  if (subs.length > 0) fields.push([330, 4, subs]);
  return fields.sort((a, b) => a[0] - b[0]);
}

function tilesOf(page: TiffPage): Buffer[] {
  const { width, height, channels = 3, bits = 8, colourAt = () => [0, 0, 0] } = page;
  const tileWidth = page.tileSize ?? width;
  const tileHeight = page.tileSize ?? height;
  const tiles: Buffer[] = [];
  for (let top = 0; top < height; top += tileHeight) {
    for (let left = 0; left < width; left += tileWidth) {
      const tile = Buffer.alloc((tileWidth * tileHeight * channels * bits) / 8);
      for (let y = 0; bits === 8 && y < tileHeight; y++) {
        for (let x = 0; x < tileWidth; x++) {
          tile.set(colourAt(left + x, top + y).slice(0, channels), (y * tileWidth + x) * channels);
        }
      }
      tiles.push(tile);
    }
  }
  return tiles;
}
