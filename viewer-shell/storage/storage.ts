import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { ImageDecoder } from '../../plugin/node-entry.js';
import type { FileStore } from './file-store.js';
import { httpFiles } from './http-files.js';
import { localFiles } from './local-files.js';
import { s3Files } from './s3-files.js';

/** Finds the store of a place: a path, or an address that begins with `http:`, `https:` or `s3:`. */
export type Storage = (place: string) => FileStore;

export interface StorageOptions {
  readonly http?: FileStore;
  readonly s3?: FileStore;
  /** Decodes the pictures of slides; in this process where it is not given. */
  readonly decode?: ImageDecoder;
}

/** Local files, web servers and S3-compatible stores. */
export function openStorage({ http = httpFiles(), s3 = s3Files(), decode }: StorageOptions = {}): Storage {
  const decoding = (store: FileStore): FileStore =>
    decode
      ? { ...store, openSlide: (place, options) => store.openSlide(place, { decode, ...options }) }
      : store;
  const [web, objects, local] = [http, s3, localFiles].map(decoding) as [FileStore, FileStore, FileStore];
  return (place) => {
    if (/^https?:\/\//i.test(place)) return web;
    return place.startsWith('s3://') ? objects : local;
  };
}

export function isAddress(place: string): boolean {
  return /^(https?|s3):\/\//i.test(place);
}

/** An address up to its `?` or `#`, and what follows from there. */
export function splitQuery(place: string): readonly [path: string, query: string] {
  const at = place.search(/[?#]/);
  return at < 0 ? [place, ''] : [place.slice(0, at), place.slice(at)];
}

/** The place of `path`, which is relative and has forward slashes, in a folder. */
export function placeIn(folder: string, path: string): string {
  if (!isAddress(folder)) return join(folder, path);
  const [base, query] = splitQuery(folder);
  const steps = folder.startsWith('s3://') ? path : path.split('/').map(encodeURIComponent).join('/');
  return `${base.endsWith('/') ? base : `${base}/`}${steps}${query}`;
}

/** The last part of a place: the name of a file. */
export function nameOf(place: string): string {
  if (!isAddress(place)) return basename(place);
  const path = place.startsWith('s3://') ? place : (place.split(/[?#]/, 1)[0] ?? place);
  const last = path.split('/').findLast((part) => part !== '') ?? place;
  if (place.startsWith('s3://')) return last;
  try {
    // A slash that was written as %2F must not become a folder.
    return decodeURIComponent(last).replaceAll(/[/\\]/g, '_');
  } catch {
    return last;
  }
}

/** The first of these places that is a path and has nothing behind it. */
export async function firstAbsent(places: readonly string[]): Promise<string | undefined> {
  for (const place of places) {
    if (!isAddress(place) && !(await stat(place).catch(() => undefined))) return place;
  }
  return undefined;
}
