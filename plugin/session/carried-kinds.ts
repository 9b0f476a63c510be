import type { AdaptationParts } from '../adapt/adaptation.js';
import { decodeKindList, kindsToTake } from '../formats/count/kind-list-file.js';
import type { Kinds } from '../kinds/kinds.js';

/** The laboratory's kinds as an adapted classifier carries them. */
export function carriedKinds(kinds: Kinds): AdaptationParts['kinds'] {
  return {
    toSave: () => kinds.own,
    take: (saved) => {
      const list = decodeKindList(saved);
      const taken = list && kindsToTake(kinds.own, kinds.all, list);
      if (taken) kinds.own = taken;
    },
  };
}
