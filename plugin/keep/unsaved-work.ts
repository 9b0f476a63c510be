import type { NamedPack } from '../../models/domain/model-info.js';
import type { LocalChanges } from './journal-writer.js';
import type { Settings } from './kept-settings.js';
import type { CurrentWork } from './merge-work.js';
import { PackConversion } from './pack-conversion.js';

/** Work on a slide that could not be written, handed over to the slide's next keeper in the same page. */
export interface UnsavedWork extends CurrentWork {
  /** What of it is not in the journal. */
  readonly local: LocalChanges;
  readonly settings: Settings;
  /** The pack that describes its cells. */
  readonly pack?: NamedPack;
}

/** A keeper that may hold unsaved work. */
export interface UnsavedWorkHolder {
  /** Fingerprint, empty until it is known. */
  readonly slide: string;
  readonly ready: Promise<void>;
  /** Ends the keeper if its slide was left; resolves with what it could not write. */
  handOver(): Promise<UnsavedWork | undefined>;
}

/** The unsaved work of the slide, from the holders that were there before `receiver`. */
export async function collectUnsavedWork(
  holders: Iterable<UnsavedWorkHolder>,
  slide: string,
  receiver: UnsavedWorkHolder,
): Promise<UnsavedWork | undefined> {
  for (const holder of [...holders]) {
    if (holder === receiver) return undefined;
    if (holder.slide === '') await holder.ready;
    const work = holder.slide === slide ? await holder.handOver() : undefined;
    if (work) return work;
  }
  return undefined;
}

/** The work converted to pack `to`; the same object where that describes its cells already. */
export function convertUnsavedWork(work: UnsavedWork, to: NamedPack | undefined): UnsavedWork {
  if (!work.pack || !to || work.pack.packHash === to.packHash) return work;
  const conversion = new PackConversion(work.pack, to);
  return {
    ...work,
    cellOf: (id) => {
      const cell = work.cellOf(id);
      return cell && conversion.cell(cell);
    },
    record: conversion.record(work.record),
    local: { ...work.local, base: conversion.record(work.local.base) },
  };
}
