import { TimeSlices } from '../scheduling/time-slices.js';

/** The same reading, with a pause before it whenever the page has been kept from its keys and frames for long enough. */
export function pacedReading<Picture>(
  read: (id: string, signal: AbortSignal) => Promise<Picture>,
): (id: string, signal: AbortSignal) => Promise<Picture> {
  const slices = new TimeSlices();
  return async (id, signal) => {
    if (slices.due) await slices.pause(signal);
    return read(id, signal);
  };
}
