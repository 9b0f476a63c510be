import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Transform, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** More than the service takes. */
export class TooLarge extends Error {}

/** Slides that pages have sent, each once, in a folder by the hash of its bytes. */
export class SentSlides {
  readonly #folder: string;
  readonly #mostBytes: number;

  constructor(folder: string, mostBytes: number) {
    this.#folder = folder;
    this.#mostBytes = mostBytes;
  }

  /** Keeps a slide while it arrives, in no memory; gives its id. Rejects with `TooLarge`, and leaves nothing then. */
  async keep(body: Readable, name: string): Promise<{ readonly slide: string; readonly bytes: number }> {
    await mkdir(this.#folder, { recursive: true });
    const aside = join(this.#folder, `.${randomUUID()}.partial`);
    const hash = createHash('sha256');
    const most = this.#mostBytes;
    let bytes = 0;
    const measure = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        bytes += chunk.length;
        hash.update(chunk);
        done(bytes > most ? new TooLarge(`The slide is larger than ${most} bytes.`) : null, chunk);
      },
    });
    try {
      await pipeline(body, measure, createWriteStream(aside));
      const slide = hash.digest('hex').slice(0, 32);
      const place = join(this.#folder, slide);
      await mkdir(place, { recursive: true });
      const [known] = await readdir(place);
      if (known === undefined) await rename(aside, join(place, plainName(name)));
      else await rm(aside);
      return { slide, bytes };
    } catch (error) {
      await rm(aside, { force: true });
      throw error;
    }
  }

  /** Where a slide lies; `undefined` for one that was never sent. */
  async find(slide: string): Promise<string | undefined> {
    if (!/^[0-9a-f]{32}$/.test(slide)) return undefined;
    const [name] = await readdir(join(this.#folder, slide)).catch(() => []);
    return name === undefined ? undefined : join(this.#folder, slide, name);
  }
}

/** A name that cannot leave its folder, hide, or be too long for it. */
function plainName(name: string): string {
  const plain = name
    .replaceAll(/[^\p{L}\p{N}._ -]/gu, '_')
    .replace(/^\.+/, '_')
    .slice(-100);
  return plain === '' ? 'slide' : plain;
}
