"""The nine kinds of the second look and their finer kinds, and which of them a cell may be."""
import numpy as np

import leaves
from network import KINDS as SEVEN

KINDS = (*SEVEN, "blast", "platelet")
LEAVES = (*leaves.LEAVES, "Blast", "Platelet")
KIND_OF_LEAF = (*leaves.KIND_OF_LEAF, 7, 8)
FIVE = (0, 1, 2, 3, 4)
EVERY = tuple(range(len(LEAVES)))
LEAVES_OF_KIND = {kind: tuple(leaf for leaf in EVERY if KIND_OF_LEAF[leaf] == number) for number, kind in enumerate(KINDS)}
FINER = {"segmented neutrophil": (1,), "band neutrophil": (0,), "promyelocyte": (6,), "bilobed promyelocyte": (6,), "myelocyte": (7,),
         "metamyelocyte": (8,), "myeloblast": (10,), "monoblast": (10,)}


def possible_leaves(site: str, name: str, label, subtype=None) -> tuple:
    """The leaves that a labelled cell may be; all of them where nobody has told."""
    if site.startswith("acevedo") and label != "platelet":
        return leaves.PREFIXES[name.split("_")[0]]
    for said in (subtype, label):
        if said in FINER:
            return FINER[said]
    return LEAVES_OF_KIND.get(label, EVERY)


def as_flags(possible: tuple) -> np.ndarray:
    flags = np.zeros(len(LEAVES), np.float32)
    flags[list(possible)] = 1
    return flags


def kind_of(possible: np.ndarray) -> int:
    """The kind to which all possible leaves belong, or -1."""
    kinds = {KIND_OF_LEAF[leaf] for leaf in np.flatnonzero(possible)}
    return kinds.pop() if len(kinds) == 1 else -1


def kind_sums(chances: np.ndarray) -> np.ndarray:
    """Chances n,9 of the kinds, of those n,12 of the leaves."""
    result = np.zeros((len(chances), len(KINDS)), chances.dtype)
    for leaf, kind in enumerate(KIND_OF_LEAF):
        result[:, kind] += chances[:, leaf]
    return result
