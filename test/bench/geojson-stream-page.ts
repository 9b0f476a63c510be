import { readGeoJson } from '../../plugin/formats/read-geojson.js';
import { streamGeoJson } from '../../plugin/formats/write-geojson.js';
import { CLASSES, drawnCells, HEADER } from '../unit/plugin/formats/geojson-cells.js';

/** So far on the way under way. */
let done = 0;

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

function* counted<T>(items: Iterable<T>): Generator<T, void, void> {
  for (const item of items) {
    done++;
    yield item;
  }
}

async function place(): Promise<FileSystemFileHandle> {
  const folder = await navigator.storage.getDirectory();
  return folder.getFileHandle('cells.geojson', { create: true });
}

const ways: Readonly<Record<string, (count: number) => Promise<void>>> = {
  drawn: async (count) => {
    for (const { id } of counted(drawnCells(count))) if (id.endsWith('fff')) await pause();
  },
  written: async (count) => {
    const stream = streamGeoJson(counted(drawnCells(count)), { header: HEADER, classes: CLASSES });
    await stream.pipeTo(await (await place()).createWritable());
  },
  read: async () => {
    const file = await (await place()).getFile();
    await readGeoJson(file, { classes: CLASSES, newId: () => '', at: '', onCell: () => done++ });
  },
};

async function go(way: string, count: number): Promise<void> {
  done = 0;
  await ways[way]?.(count);
}

const bytes = async (): Promise<number> => (await (await place()).getFile()).size;

Object.assign(window, { go, bytes, soFar: () => done });
