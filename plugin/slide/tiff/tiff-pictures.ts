import { SmearError } from '../../../models/domain/errors.js';
import { readDirectory, type TiffDirectory } from './tiff-directory.js';
import type { TiffFields, TiffFile } from './tiff-file.js';

/** A picture of the file and what its directory says. */
export interface TiffPicture {
  readonly fields: TiffFields;
  readonly directory: TiffDirectory;
  /** The picture in whose directory this one is listed as a part (SubIFDs); absent in the main chain. */
  readonly parent?: TiffPicture;
}

/** More than any slide has; the pictures behind them are not looked at. */
export const MOST_PICTURES = 1024;
const MOST_PARTS = 64;

/**
 * The pictures of the main chain in file order, each followed by its parts (SubIFDs). A directory is read once, so
 * that a chain that bites its tail ends. A part that cannot be read is left out; rejects with `slide-unreadable` where
 * a directory of the chain cannot.
 */
export async function readPictures(file: TiffFile, signal?: AbortSignal): Promise<TiffPicture[]> {
  const pictures: TiffPicture[] = [];
  const seen = new Set<number>();
  const read = async (at: number, parent?: TiffPicture): Promise<TiffPicture> => {
    seen.add(at);
    const fields = await file.readDirectory(at, signal);
    const directory = await readDirectory(fields);
    const picture = { fields, directory, ...(parent ? { parent } : {}) };
    pictures.push(picture);
    return picture;
  };
  for (let at = file.first; at !== 0 && !seen.has(at) && pictures.length < MOST_PICTURES;) {
    const picture = await read(at);
    const parts = await picture.fields.numbers(330, MOST_PARTS);
    for (const part of parts) {
      if (part === 0 || seen.has(part) || pictures.length >= MOST_PICTURES) continue;
      await read(part, picture).catch((error: unknown) => {
        if (!(error instanceof SmearError && error.code === 'slide-unreadable')) throw error;
      });
    }
    at = picture.fields.next;
  }
  return pictures;
}
