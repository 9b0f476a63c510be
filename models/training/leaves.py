"""The finer kinds of cells, and the loss for a cell that is known only as one of several."""
import json
from functools import lru_cache
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional as F

LEAVES = (
    "Neutrophil: Band", "Neutrophil: Segmented", "Eosinophil", "Basophil", "Lymphocyte", "Monocyte",
    "Immature granulocyte: Promyelocyte", "Immature granulocyte: Myelocyte",
    "Immature granulocyte: Metamyelocyte", "Erythroblast",
)
KIND_OF_LEAF = (0, 0, 1, 2, 3, 4, 5, 5, 5, 6)  # index into network.KINDS
PREFIXES = {  # of Acevedo's file names: the leaves that a cell may be
    "BNE": (0,), "SNE": (1,), "NEUTROPHIL": (0, 1), "EO": (2,), "BA": (3,), "LY": (4,), "MO": (5,),
    "PMY": (6,), "MY": (7,), "MMY": (8,), "IG": (6, 7, 8), "ERB": (9,),
}


LEAVES_OF_KIND = {"neutrophil": (0, 1), "eosinophil": (2,), "basophil": (3,), "lymphocyte": (4,), "monocyte": (5,)}


@lru_cache
def bccd_kinds() -> dict:
    """The project's own labels of BCCD's cells, by file and in the order of its boxes: see README.md."""
    return json.loads((Path(__file__).parent / "bccd-kinds.json").read_text())


def leaves_of(field, index: int) -> np.ndarray:
    """1 for every leaf that a cell of a field may be: for all of them where nothing is known."""
    every = tuple(range(len(LEAVES)))
    if field.site == "bccd":
        kinds = bccd_kinds().get(field.name, ())
        known = LEAVES_OF_KIND.get(kinds[index], every) if index < len(kinds) else every
    else:
        known = PREFIXES[field.name.split("_")[0]] if field.kind >= 0 else every
    possible = np.zeros(len(LEAVES), np.float32)
    possible[list(known)] = 1
    return possible


def kind_of_leaves(possible: np.ndarray) -> int:
    """The kind, of seven, to which all possible leaves belong, or -1."""
    kinds = {KIND_OF_LEAF[leaf] for leaf in np.flatnonzero(possible)}
    return kinds.pop() if len(kinds) == 1 else -1


def leaf_loss(logits: torch.Tensor, possible: torch.Tensor, smoothing: float = 0.05) -> torch.Tensor:
    """Cross entropy, where a cell known only as one of several leaves is right as any of them."""
    chance = F.log_softmax(logits, 1)
    right = -torch.logsumexp(chance + torch.log(possible + 1e-9), 1)
    return ((1 - smoothing) * right - smoothing * chance.mean(1)).mean()


def kind_chances(logits: torch.Tensor) -> torch.Tensor:
    """Probabilities of the seven kinds: the sums over their leaves."""
    kind = torch.tensor(KIND_OF_LEAF)
    return torch.zeros(len(logits), 7).index_add_(1, kind, logits.softmax(1))
