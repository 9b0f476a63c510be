import { decodeKindList } from '../../formats/count/kind-list-file.js';
import type { KindList } from '../../kinds/kind.js';
import type { Kinds } from '../../kinds/kinds.js';

const PLACE = 'smearlens-kinds';

/** Gives the session the laboratory's list that this browser has kept, unless it has one. */
export function takeStoredKinds(kinds: Kinds): void {
  if (!kinds.own) kinds.own = storedKinds();
}

/** Keeps the list for the next visit; `undefined` is the usual one. */
export function storeKinds(list: KindList | undefined): void {
  try {
    if (list) localStorage.setItem(PLACE, JSON.stringify(list));
    else localStorage.removeItem(PLACE);
  } catch {
    return; // storage can be forbidden in a framed page: the list then lasts as long as the page
  }
}

function storedKinds(): KindList | undefined {
  try {
    return decodeKindList(JSON.parse(localStorage.getItem(PLACE) ?? 'null'));
  } catch {
    return undefined; // storage can be forbidden in a framed page, or hold what nobody can read
  }
}
