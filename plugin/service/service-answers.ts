import { SmearError } from '../../models/domain/errors.js';

/** How far an analysis is, as the service says. */
export interface StateAnswer {
  readonly analysis: string;
  readonly state: 'waiting' | 'running' | 'done' | 'failed';
  /** 0 to 1. */
  readonly share: number;
  readonly error?: string;
}

export interface CellsAnswer {
  readonly geoJson: string;
  readonly removed: readonly string[];
}

const STATES = ['waiting', 'running', 'done', 'failed'] as const;
const LONGEST_ID = 200;
const LONGEST_TEXT = 500;

/** What a service says of an analysis; `tile-failed` where that is no such answer. */
export function readState(text: string): StateAnswer {
  const { analysis, state, share, error } = membersIn(text);
  const known = STATES.find((one) => one === state);
  if (!known) throw unreadable('the state of the analysis');
  return {
    analysis: idIn(analysis, 'the name of the analysis'),
    state: known,
    share: typeof share === 'number' && share > 0 ? Math.min(1, share) : 0,
    ...(typeof error === 'string' ? { error: error.slice(0, LONGEST_TEXT) } : {}),
  };
}

/** Cells that were found since; `tile-failed` where that is no such answer. The cells themselves are not looked at. */
export function readCells(text: string): CellsAnswer {
  const { geoJson, removed = [] } = membersIn(text);
  if (typeof geoJson !== 'string') throw unreadable('the cells');
  if (!Array.isArray(removed) || !removed.every((id) => typeof id === 'string'))
    throw unreadable('which cells are taken back');
  return { geoJson, removed };
}

/** The name that a slide has there; `tile-failed` where that is no such answer. */
export function readSentSlide(text: string): string {
  return idIn(membersIn(text)['slide'], 'the name of the slide');
}

/** Why it refuses, as far as it says. */
export function readRefusal(text: string, status: number): string {
  try {
    const { error } = membersIn(text);
    if (typeof error === 'string' && error !== '') return error.slice(0, LONGEST_TEXT);
  } catch (cause) {
    if (!(cause instanceof SmearError)) throw cause; // a page of a gateway, say
  }
  return `status ${status}`;
}

function membersIn(text: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw unreadable('an answer', cause);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw unreadable('an answer');
  return value as Readonly<Record<string, unknown>>;
}

function idIn(value: unknown, what: string): string {
  // dots alone would be a step in an address
  if (typeof value === 'string' && /[^.]/.test(value) && value.length <= LONGEST_ID) return value;
  throw unreadable(what);
}

function unreadable(what: string, cause?: unknown): SmearError {
  return new SmearError(
    'tile-failed',
    `The analysis service gave ${what} in a form that cannot be read. Ask its administrator for the same version.`,
    { cause },
  );
}
