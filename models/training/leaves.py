"""The finer kinds of cells, and the loss for a cell that is known only as one of several."""
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


def leaves_of(name: str) -> np.ndarray:
    """1 for every leaf that the cell of this file may be."""
    possible = np.zeros(len(LEAVES), np.float32)
    possible[list(PREFIXES[name.split("_")[0]])] = 1
    return possible


def leaf_loss(logits: torch.Tensor, possible: torch.Tensor, smoothing: float = 0.05) -> torch.Tensor:
    """Cross entropy, where a cell known only as one of several leaves is right as any of them."""
    chance = F.log_softmax(logits, 1)
    right = -torch.logsumexp(chance + torch.log(possible + 1e-9), 1)
    return ((1 - smoothing) * right - smoothing * chance.mean(1)).mean()


def kind_chances(logits: torch.Tensor) -> torch.Tensor:
    """Probabilities of the seven kinds: the sums over their leaves."""
    kind = torch.tensor(KIND_OF_LEAF)
    return torch.zeros(len(logits), 7).index_add_(1, kind, logits.softmax(1))
