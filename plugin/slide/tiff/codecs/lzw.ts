const CLEAR = 256;
const END = 257;
const MOST_CODES = 4096;

/**
 * At most `most` bytes of a TIFF's LZW data, most significant bit first; fewer where the data end.
 * Throws where a code cannot occur. Source: TIFF 6.0, section 13.
 */
export function decodeLzw(data: Uint8Array, most: number): Uint8Array {
  // The bytes of code c are those of `prefix[c]` and then `last[c]`; `length[c]` of them.
  const prefix = new Uint16Array(MOST_CODES);
  const last = new Uint8Array(MOST_CODES);
  const length = new Uint32Array(MOST_CODES);
  const firstByte = new Uint8Array(MOST_CODES);
  for (let code = 0; code < 256; code++) {
    last[code] = firstByte[code] = code;
    length[code] = 1;
  }
  const out = new Uint8Array(most);
  let filled = 0;
  let next = 258;
  let width = 9;
  let previous = -1;
  let bits = 0;
  let held = 0;
  for (let at = 0; filled < most;) {
    while (held < width && at < data.length) {
      bits = ((bits << 8) | (data[at++] as number)) & 0xffffff;
      held += 8;
    }
    if (held < width) break;
    const code = (bits >>> (held - width)) & ((1 << width) - 1);
    held -= width;
    if (code === END) break;
    if (code === CLEAR) {
      [next, width, previous] = [258, 9, -1];
      continue;
    }
    if (code > next || (code === next && previous < 0) || (previous < 0 && code > 255)) {
      throw new Error('its LZW data are damaged');
    }
    if (previous >= 0 && next < MOST_CODES) {
      prefix[next] = previous;
      length[next] = (length[previous] as number) + 1;
      firstByte[next] = firstByte[previous] as number;
      last[next] = firstByte[code === next ? previous : code] as number;
      next++;
    } else if (code >= next) {
      throw new Error('its LZW data are damaged');
    }
    const end = filled + (length[code] as number);
    for (let place = end - 1, part = code; place >= filled; place--, part = prefix[part] as number) {
      if (place < most) out[place] = last[part] as number;
    }
    filled = Math.min(end, most);
    previous = code;
    // Writers widen the code one entry early.
    if (next >= (1 << width) - 1 && width < 12) width++;
  }
  return out.subarray(0, filled);
}
