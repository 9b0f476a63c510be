"""What makes features and embeddings name cells: used by the encoder's training and the autoencoder's."""
import torch
from torch import nn
from torch.nn import functional as F

from kinds import KIND_OF_LEAF, LEAVES
from train_autoencoder import FLOOR

NAMING = 34  # numbers of the embedding that name; forest and heads go by these alone


def naming_loss(logits, possible, allowed, smoothing: float = 0.06):
    """Cross entropy over the allowed leaves; a cell that may be one of several is right as any."""
    chance = F.log_softmax(logits.masked_fill(allowed == 0, -1e4), 1)
    right = -torch.logsumexp(chance + torch.log(possible + 1e-9), 1)
    even = -(chance * allowed).sum(1) / allowed.sum(1)
    return ((1 - smoothing) * right + smoothing * even).mean()


def agreement_loss(logits):
    """Symmetric divergence of the chances of a cell's two dressings."""
    a, b = F.log_softmax(logits[0::2], 1), F.log_softmax(logits[1::2], 1)
    return ((a.exp() - b.exp()) * (a - b)).sum(1).mean() / 2


def contrast_loss(points, kinds, labs, heat: float = 0.15, apart=None):
    """Pulled together: the other dressing, and the same kind in other laboratories (in its own less hard). Pairs `apart` are
    not compared."""
    likeness = points @ points.T / heat
    own = torch.eye(len(points), dtype=torch.bool)
    likeness = likeness if apart is None else likeness.masked_fill(apart, -1e4)
    likeness = likeness.masked_fill(own, -1e4)
    same = (kinds[:, None] == kinds[None]).float()
    weight = same * torch.where(labs[:, None] == labs[None], 0.3, 1.0)
    pair = torch.arange(len(points)) ^ 1
    weight[torch.arange(len(points)), pair] = 1.0
    weight = weight.masked_fill(own, 0)
    return -(weight * F.log_softmax(likeness, 1)).sum(1).div(weight.sum(1)).mean()


class EmbeddingHeads(nn.Module):
    """Leaves, and a place to compare cells in, from the embedding's naming numbers; in training only."""

    def __init__(self):
        super().__init__()
        self.names = nn.Linear(NAMING, len(LEAVES))
        self.project = nn.Sequential(nn.Linear(NAMING, 64), nn.ReLU(), nn.Linear(64, 32))

    def losses(self, z, possible, labs, taught, allowed=None, apart=None) -> dict:
        """Of embeddings 2n,50 in pairs of one cell; `taught`: the chances of the encoder's own head."""
        z = z[:, :NAMING]
        noisy = z + 0.08 * torch.randn_like(z)
        kinds = torch.tensor(KIND_OF_LEAF)[possible.argmax(1)]
        a, b = z[0::2], z[1::2]
        logits = self.names(noisy * 3)
        allowed = torch.ones_like(possible) if allowed is None else allowed
        own = F.kl_div(F.log_softmax(logits, 1), taught, reduction="batchmean")
        return {"names": 1.2 * naming_loss(logits, possible, allowed), "taught": 1.5 * own,
                "agreement": ((a - b) / FLOOR).pow(2).mean(),
                "contrast": 0.8 * contrast_loss(F.normalize(self.project(z * 3), dim=1), kinds, labs, apart=apart)}
