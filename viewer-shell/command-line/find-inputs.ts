import { open, readdir, realpath, stat } from 'node:fs/promises';
import { basename, extname, join, relative } from 'node:path';
import { detectFormat, FORMAT_BYTES, READABLE_FORMATS } from '../../plugin/node-entry.js';
import { isAddress, nameOf, type Storage } from '../storage/storage.js';

/** One file to analyse. */
export interface Input {
  /** As it is shown and opened. */
  readonly path: string;
  /** Where its result lies below the output folder, without `.geojson`. */
  readonly place: string;
}

export interface FoundInputs {
  /** In the order in which they were named; within a folder by name. */
  readonly inputs: readonly Input[];
  /** Files of folders that are no images or slides. */
  readonly skipped: readonly string[];
  /** Folders below those that were named, into which nobody can look. */
  readonly closed: readonly string[];
}

/** Names that promise a picture or slide: such a file is opened, and fails loudly if it is none. */
const PICTURE_NAMES: ReadonlySet<string> = new Set([
  ...READABLE_FORMATS.flatMap(({ endings }) => endings.map((ending) => `.${ending}`)),
  ...['.mrxs', '.czi', '.vsi', '.dcm', '.jp2'],
]);

/** What macOS keeps beside each file on foreign disks and in archives: it bears the file's own name. */
const BESIDE = /^\._|^__MACOSX$/;

/**
 * The files behind the named files and folders, each once. What was named and is no folder, or one that cannot be
 * read, is always an input, also where it does not exist, so that its failure is told; a file of a folder only if its
 * name or its first bytes say that it is a picture or slide. An address is one input; `s3://bucket/folder/`, with the
 * slash, is a folder. Rejects where a store cannot be asked.
 */
export async function findInputs(named: readonly string[], storage: Storage): Promise<FoundInputs> {
  const inputs: Input[] = [];
  const skipped: string[] = [];
  const closed: string[] = [];
  const seen = new Set<string>();
  const isNew = async (path: string): Promise<boolean> => {
    const real = await realpath(path).catch(() => path);
    if (seen.has(real)) return false;
    seen.add(real);
    return true;
  };
  const search = async (folder: string, root: string): Promise<void> => {
    if (!(await isNew(folder))) return;
    const names = await readdir(folder).catch(() => undefined);
    if (!names && folder === root) inputs.push({ path: folder, place: basename(folder) });
    else if (!names) closed.push(folder);
    for (const name of names?.sort() ?? []) {
      const path = join(folder, name);
      const entry = await stat(path).catch(() => undefined);
      if (BESIDE.test(name) || isTileFolder(name, names)) skipped.push(path);
      else if (entry?.isDirectory()) await search(path, root);
      else if (!entry?.isFile() || !(await isPicture(path))) skipped.push(path);
      else if (await isNew(path)) inputs.push({ path, place: relative(root, path) });
    }
  };
  const addFolderOf = async (folder: string): Promise<void> => {
    for (const path of (await storage(folder).list(folder)).sort()) {
      if (!isPictureName(path)) skipped.push(path);
      else inputs.push({ path, place: path.slice(folder.length) });
    }
  };
  for (const path of named) {
    if (path.startsWith('s3://') && path.endsWith('/')) {
      await addFolderOf(path);
      continue;
    }
    if (isAddress(path)) {
      inputs.push({ path, place: nameOf(path) });
      continue;
    }
    const entry = await stat(path).catch(() => undefined);
    if (entry?.isDirectory()) await search(path, path);
    else if (await isNew(path)) inputs.push({ path, place: basename(path) });
  }
  return { inputs, skipped, closed };
}

function isPictureName(path: string): boolean {
  return PICTURE_NAMES.has(extname(path).toLowerCase());
}

/** The tiles of a Deep Zoom picture lie in a folder beside it; none of them is a slide. */
function isTileFolder(name: string, names: readonly string[] = []): boolean {
  if (!name.endsWith('_files')) return false;
  const description = name.slice(0, -'_files'.length);
  return names.some((other) => other === `${description}.dzi` || other === `${description}.xml`);
}

async function isPicture(path: string): Promise<boolean> {
  if (isPictureName(path)) return true;
  const file = await open(path).catch(() => undefined);
  if (!file) return false;
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(FORMAT_BYTES), 0, FORMAT_BYTES, 0);
    return detectFormat(buffer.subarray(0, bytesRead)) !== undefined;
  } finally {
    await file.close();
  }
}
